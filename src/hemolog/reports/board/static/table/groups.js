"use strict";
/* Rows of the table in groups, by what the runs have in common. */
H.groups = {
  /** Columns that rows can be grouped by. */
  choices: () => [["", "nothing"], ["run.baseline", "baseline"], ["run.search", "search"]],

  /** What stands above a group: what it is, how many of the runs that pass are in it, the best of them. */
  heading(column, value) {
    const runs = H.chosen.passing().filter((run) => String(H.facts.value(run, column) ?? "") === value);
    const called = value === "" ? "none" : column === "run.baseline" ? String(value).slice(0, 7) : H.format.text(value, 60);
    const best = H.groups.best(runs);
    return H.el("span", {}, `${H.names.short(column)} ${called} · ${H.format.count(runs.length, "run")}`, best ? ` · best ${best}` : "");
  },

  /** The best objective of some runs, as text; empty if they have none. */
  best(runs) {
    const { objectives, direction } = H.facts.all.table;
    if (!objectives.length) return "";
    const values = runs.map((run) => H.facts.value(run, objectives[0])).filter((value) => value !== null);
    if (!values.length) return "";
    const best = values.reduce((one, other) => ((direction === "min") === (one < other) ? one : other));
    return `${H.names.short(objectives[0])} ${H.format.score(best)}`;
  },
};
