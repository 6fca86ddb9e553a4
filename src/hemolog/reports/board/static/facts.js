"use strict";
/* The page's facts: what Python computed, unpacked once, as columns of runs. */
H.facts = (() => {
  const facts = {
    /** All that Python told: one part a tab. */
    all: {},
    /** How many runs there are. */
    count: 0,
    /** Columns by their qualified names: {name, kind, values, fractional}; kind is number, text, boolean or time. */
    columns: new Map(),

    /** Take the facts of this page, or newer ones. */
    take(document) {
      facts.all = document;
      facts.count = document.runs.count;
      facts.columns = new Map(document.runs.columns.map((column) => [column.name, decoded(column)]));
      facts.ids = facts.values("run.commit").map((commit, run) => `${String(commit).slice(0, 10) || "x"}${repeated(run)}`);
      facts.byId = new Map(facts.ids.map((id, run) => [id, run]));
    },

    /** The facts that stand in the page. */
    async fromPage() {
      facts.take(await new Response(H.unpacked("facts")).json());
    },

    /** A column by its qualified name; undefined if there is none. */
    column: (name) => facts.columns.get(name),

    /** Its values, one a run, null where there is none; nulls if there is no such column. */
    values: (name) => facts.columns.get(name)?.values ?? new Array(facts.count).fill(null),

    /** What a run has in a column; null if nothing. */
    value: (run, name) => facts.columns.get(name)?.values[run] ?? null,

    /** What a run is called. */
    name: (run) => H.format.text(facts.value(run, "run.name") ?? "?", 80),

    /** The curve of a metric: {steps, values}, or null. */
    curve(run, metric) {
      const curves = facts.all.runs.curves;
      const found = curves.values[curves.names.indexOf(metric)]?.[run];
      return found ? { steps: curves.steps[found[0]], values: found[1] } : null;
    },
  };

  const decoded = ({ name, kind, values, texts }) => ({
    name,
    kind,
    values: texts ? values.map((code) => (code === null ? null : texts[code])) : values,
    /** Whether some number of it is no integer: then all are shown with decimals. */
    fractional: kind === "number" && values.some((value) => value !== null && !Number.isInteger(value)),
  });

  /** Two references may lead to one commit: the second is told apart by a letter. */
  const repeated = (run) => {
    const commits = facts.values("run.commit");
    repeated.seen = run === 0 ? new Map() : repeated.seen;
    const times = repeated.seen.get(commits[run]) ?? 0;
    repeated.seen.set(commits[run], times + 1);
    return times ? `.${times}` : "";
  };

  return facts;
})();
