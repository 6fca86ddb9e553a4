"use strict";
/* Which runs every tab is about: those that pass the filter and the brushes, and of them those selected, if any are. */
H.chosen = (() => {
  let passing = null;
  let problem = null;
  let filter = null; // {text, columns, runs}: brushes change oftener than it does

  const brushed = ([name, brush]) => {
    const values = H.facts.values(name);
    if (Array.isArray(brush?.in)) {
      const wanted = new Set(brush.in);
      return (run) => wanted.has(values[run]);
    }
    const [low, high] = [brush?.from ?? -Infinity, brush?.to ?? Infinity];
    return (run) => (values[run] === null ? brush?.missing === true : values[run] >= low && values[run] <= high);
  };

  const test = (text) => {
    if (!text.trim()) return () => true;
    const tree = H.filter.parse(text, [...H.facts.columns.keys()]);
    return (run) => H.filter.matches(tree, (name) => H.facts.value(run, name));
  };

  /** Runs that pass the filter alone. */
  const filtered = () => {
    const [text, { columns }] = [H.state.now.filter, H.facts];
    if (filter?.text === text && filter.columns === columns) return filter.runs;
    let passes = () => true;
    problem = null;
    try {
      passes = test(text);
    } catch (error) {
      if (!(error instanceof H.filter.Problem)) throw error;
      problem = error.message;
    }
    filter = { text, columns, runs: Array.from({ length: H.facts.count }, (_, run) => run).filter(passes) };
    return filter.runs;
  };

  const compute = () => {
    const tests = Object.entries(H.state.now.brushes).map(brushed);
    passing = filtered().filter((run) => tests.every((test) => test(run)));
  };

  const chosen = {
    /** Runs that pass filter and brushes, as their numbers, ascending. */
    passing() {
      if (!passing) compute();
      return passing;
    },
    /** Runs that pass the filter, brushed or not. */
    filtered,
    /** What is wrong with the filter; null if nothing: a wrong filter lets all runs pass. */
    problem() {
      chosen.passing();
      return problem;
    },
    /** Runs that are selected and pass. */
    selected() {
      const wanted = new Set(H.state.now.selected.map((id) => H.facts.byId.get(id)));
      return chosen.passing().filter((run) => wanted.has(run));
    },
    /** What tabs are about: the selected runs, or if none is selected all that pass. */
    runs() {
      const selected = chosen.selected();
      return selected.length ? selected : chosen.passing();
    },
    /** Select some runs, and no others. */
    select(runs) {
      H.state.set({ selected: runs.map((run) => H.facts.ids[run]) });
    },
    /** Select a run, or no longer. */
    toggle(run) {
      const id = H.facts.ids[run];
      const { selected } = H.state.now;
      H.state.set({ selected: selected.includes(id) ? selected.filter((each) => each !== id) : [...selected, id] });
    },
    /** Compute anew when next asked. */
    forget() {
      passing = null;
    },
  };
  return chosen;
})();
