"use strict";
/* Which columns the table shows, and what its cells hold. */
H.table = {
  /** Columns that are shown unasked: with thousands a browser lays out a table for minutes. */
  MOST: 200,

  /** Columns that tell runs apart: shown unless the reader chooses others. Test splits choose nothing, so not theirs. */
  usual(runs = H.chosen.passing()) {
    return H.table.varying(runs).slice(0, H.table.MOST);
  },

  /** What is said of columns that tell runs apart and are not shown; empty if none is left out. */
  leftOut() {
    const count = H.state.now.columns.length ? 0 : H.table.varying(H.chosen.passing()).length;
    return count > H.table.MOST ? `The first ${H.table.MOST} of ${count.toLocaleString("en-US")} columns that vary: “Columns” chooses others` : "";
  },

  /** All columns that tell runs apart. */
  varying(runs) {
    const { main, objectives } = H.facts.all.table;
    const problems = H.facts.values("run.problem");
    const whole = runs.filter((run) => problems[run] === null);
    const varies = (name) => {
      const values = H.facts.values(name);
      return whole.some((run) => values[run] !== values[whole[0]]);
    };
    const params = [...H.facts.columns.keys()].filter((name) => name.startsWith("params.") && varies(name));
    return [...new Set([...objectives, ...params, ...main])].filter((name) => H.facts.columns.has(name));
  },

  /** The names of the columns that are shown. */
  shown() {
    const chosen = H.state.now.columns.filter((name) => H.facts.columns.has(name));
    return chosen.length ? chosen : H.table.usual();
  },

  /** The interval of a metric in a run: [low, high]; null if it has none. */
  interval(run, name) {
    const { low, high } = H.facts.all.table.intervals ?? {};
    if (!low || !name.startsWith("metrics.")) return null;
    const bounds = [H.facts.value(run, name + low), H.facts.value(run, name + high)];
    return bounds.every((bound) => typeof bound === "number") ? bounds : null;
  },

  /** Whether a column is one bound of an interval that stands with its metric. */
  isBound(name) {
    const { low, high } = H.facts.all.table.intervals ?? {};
    return [low, high].some((end) => end && name.endsWith(end) && H.facts.columns.has(name.slice(0, -end.length)));
  },

  /** A cell as text. */
  text(run, name) {
    return H.format.value(H.facts.value(run, name), H.facts.column(name));
  },

  /** A cell as an element: a number with its interval, if it has one. */
  cell(run, name) {
    if (name === "run.name") return H.table.nameCell(run);
    const text = H.table.text(run, name);
    const interval = H.table.interval(run, name);
    if (!interval) return document.createTextNode(text);
    const [low, high] = interval.map(H.format.score);
    return H.el("span", { title: `${name}: interval ${low} to ${high}` }, text, " ", H.el("span", { class: "interval" }, `${low}–${high}`));
  },

  /** The name of a run, with what it is. */
  nameCell(run) {
    const kind = H.facts.value(run, "run.kind");
    const badge = kind === "experiment" ? null : H.el("span", { class: "badge" }, H.format.text(kind, 12));
    const problem = H.facts.value(run, "run.problem");
    const mark = problem ? H.el("span", { class: "bad", title: H.format.text(problem) }, " ⚠") : null;
    return H.el("span", { class: "name", title: H.facts.name(run) }, H.facts.name(run), badge, mark);
  },
};
