"use strict";
/* Which runs every tab is about: those that pass the filter and the brushes, and of them those selected, if any are. */
H.chosen = (() => {
  let passing = null;
  let problem = null;

  const brushed = ([name, brush]) => {
    const values = H.facts.values(name);
    if (Array.isArray(brush?.in)) {
      const wanted = new Set(brush.in);
      return (run) => wanted.has(values[run]);
    }
    const [low, high] = [brush?.from ?? -Infinity, brush?.to ?? Infinity];
    return (run) => values[run] !== null && values[run] >= low && values[run] <= high;
  };

  const filtered = (text) => {
    if (!text.trim()) return null;
    const tree = H.filter.parse(text, [...H.facts.columns.keys()]);
    return (run) => H.filter.matches(tree, (name) => H.facts.value(run, name));
  };

  const compute = () => {
    problem = null;
    const tests = Object.entries(H.state.now.brushes).map(brushed);
    try {
      const test = filtered(H.state.now.filter);
      if (test) tests.push(test);
    } catch (error) {
      if (!(error instanceof H.filter.Problem)) throw error;
      problem = error.message;
    }
    passing = [];
    for (let run = 0; run < H.facts.count; run += 1) if (tests.every((test) => test(run))) passing.push(run);
  };

  const chosen = {
    /** Runs that pass filter and brushes, as their numbers, ascending. */
    passing() {
      if (!passing) compute();
      return passing;
    },
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
