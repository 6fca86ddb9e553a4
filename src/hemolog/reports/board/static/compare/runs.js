"use strict";
/* Which runs are compared, the first of them being what the others are held against; and their column headings. */
H.compare = (() => {
  /** So many stand side by side at most. */
  const MOST = 6;

  const byCommit = () => {
    if (byCommit.of !== H.facts.columns) {
      byCommit.of = H.facts.columns;
      byCommit.runs = new Map(H.facts.values("run.commit").map((commit, run) => [commit, run]).reverse());
    }
    return byCommit.runs;
  };

  /** The run of the commit that a run grows from; undefined if the page doesn't have it. */
  const baseline = (run) => {
    const found = byCommit().get(H.facts.value(run, "run.baseline"));
    return found === run ? undefined : found;
  };

  /** Of some runs the one with the best objective, else the first. */
  const best = (runs) => {
    const { objectives, direction } = H.facts.all.table;
    const values = H.facts.values(objectives[0]);
    const better = (one, other) => (direction === "min" ? values[one] < values[other] : values[one] > values[other]);
    return runs.filter((run) => values[run] !== null).reduce((one, other) => (one === undefined || better(other, one) ? other : one), undefined) ?? runs[0];
  };

  /** Selected runs that pass the filter, in the order in which they were selected. */
  const selected = () => {
    const passing = new Set(H.chosen.passing());
    return H.state.now.selected.map((id) => H.facts.byId.get(id)).filter((run) => passing.has(run));
  };

  /** The selected runs; where these are fewer than two a run beside the commit that it grows from. */
  const chosen = () => {
    const runs = selected();
    if (runs.length > 1) return { runs, isUsual: false };
    const run = runs[0] ?? best(H.chosen.passing());
    const others = run === undefined ? [] : [baseline(run) ?? H.chosen.passing().find((other) => other !== run)];
    return { runs: [...others, run].filter((each) => each !== undefined), isUsual: true };
  };

  const firstOf = (runs) => {
    const first = H.facts.byId.get(H.state.of("compare").first);
    return runs.includes(first) ? [first, ...runs.filter((run) => run !== first)] : runs;
  };

  const badge = (run) => {
    const kind = H.facts.value(run, "run.kind");
    return kind === "experiment" || kind === null ? null : H.el("span", { class: "badge" }, H.format.text(kind, 12));
  };

  const place = (run, at) =>
    at === 0
      ? H.el("span", { class: "faint" }, "the others against this")
      : H.el("button", { class: "link", "aria-label": `Hold the others against ${H.facts.name(run)}`, on: { click: () => H.state.setOf("compare", { first: H.facts.ids[run] }) } }, "make first");

  return {
    MOST,

    /** {runs, left, isUsual}: those that are shown, how many are not, whether the reader didn't choose them. */
    shown() {
      const { runs, isUsual } = chosen();
      const ordered = firstOf(runs);
      return { runs: ordered.slice(0, MOST), left: Math.max(0, ordered.length - MOST), isUsual };
    },

    /** The headings of columns, one a run. @param {boolean} full with what can be done with each. */
    head: (runs, label, full = false) =>
      H.el("thead", {}, H.el("tr", {}, H.el("th", { scope: "col" }, label), runs.map((run, at) => H.el("th", { scope: "col", title: H.facts.name(run) }, H.el("div", { class: "run-name" }, H.facts.name(run), badge(run)), full ? place(run, at) : null)))),

    /** A table with a column for each run, as wide in every part of the tab. @param {boolean} marked what differs from the first. */
    table: (runs, marked, head, ...bodies) =>
      H.el("div", { class: "scroll" }, H.el("table", { class: `plain compared${marked ? " marked" : ""}`, style: { "--runs": String(runs.length) } }, head, bodies)),

    /** A change with its sign; one of whole numbers has no decimals. */
    delta: (of) => (Number.isInteger(of) ? `${of > 0 ? "+" : ""}${H.format.number(of)}` : H.format.delta(of)),

    /** Whether some runs have the same value in a column. */
    isEqual(runs, name) {
      const values = H.facts.values(name);
      return runs.every((run) => values[run] === values[runs[0]]);
    },
  };
})();
