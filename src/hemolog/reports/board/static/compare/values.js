"use strict";
/* Parameters and metrics side by side: those that differ, metrics with their change and their interval. */
H.compare.values = (() => {
  const ABOUT = ["run.search", "run.trial", "run.baseline", "run.time", "run.author", "run.subject", "run.seconds", "run.epochs", "run.commit", "run.notes", "run.problem"];
  const IDS = new Set(["run.baseline", "run.commit"]);
  const [WIDTH, HEIGHT, EDGE] = [110, 14, 5];

  const plain = (run, name) => {
    const value = H.facts.value(run, name);
    if (value !== null && IDS.has(name)) return H.format.text(value, 200).slice(0, 10);
    return value === null ? "–" : H.format.value(value, H.facts.column(name));
  };

  const rowName = (name, label) => H.el("th", { scope: "row", title: name }, H.format.text(label, 120));

  const row = (runs, name, label) =>
    H.el("tr", {}, rowName(name, label), runs.map((run) => H.el("td", { class: H.facts.value(run, name) === H.facts.value(runs[0], name) ? null : "other" }, plain(run, name))));

  /** The interval of a metric on the scale of all runs; a dashed line is the first run's value. */
  const bar = (interval, value, first, [low, high], name) => {
    const x = (of) => EDGE + ((WIDTH - 2 * EDGE) * (of - low)) / (high - low);
    const middle = HEIGHT / 2;
    return H.el("svg:svg", { class: "interval-bar", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${name}: ${H.format.score(value)}, interval ${interval.map(H.format.score).join(" to ")}` }, [
      typeof first === "number" ? H.el("svg:line", { class: "first", x1: x(first), x2: x(first), y1: 0, y2: HEIGHT }) : null,
      H.el("svg:line", { class: "whisker", x1: x(interval[0]), x2: x(interval[1]), y1: middle, y2: middle }),
      H.el("svg:circle", { class: "own", cx: x(value), cy: middle, r: 3.5 }),
    ]);
  };

  const scale = (runs, name) => {
    const bounds = runs.flatMap((run) => {
      const interval = H.table.interval(run, name);
      return interval ? [...interval, H.facts.value(run, name)] : [];
    });
    const first = H.facts.value(runs[0], name);
    const all = bounds.length && typeof first === "number" ? [...bounds, first] : bounds;
    return [Math.min(...all), Math.max(...all)];
  };

  /** How a metric changed against the first run, and whether that is better, where its direction is known. */
  const change = (name, value, first) => {
    if (typeof value !== "number" || typeof first !== "number" || value === first) return null;
    const direction = H.facts.all.compare.directions[name];
    const isBetter = direction === "min" ? value < first : value > first;
    const [kind, word] = direction ? (isBetter ? ["good", " better"] : ["bad", " worse"]) : ["faint", ""];
    return H.el("div", { class: `change ${kind}` }, H.compare.delta(value - first), word);
  };

  /** The place of a change, where intervals below it should stand in line with those of the other runs. */
  const blank = (interval) => (interval ? H.el("div", { class: "change", "aria-hidden": "true" }, "\u00a0") : null);

  const metricCell = (run, runs, name, range) => {
    const [value, first] = [H.facts.value(run, name), H.facts.value(runs[0], name)];
    const interval = H.table.interval(run, name);
    return H.el("td", { class: value === first ? null : "other" }, [
      H.el("div", { class: "value" }, plain(run, name)),
      " ",
      run === runs[0] ? blank(interval) : change(name, value, first),
      interval ? H.el("div", { class: "interval" }, interval.map(H.format.score).join(" to ")) : null,
      interval && typeof value === "number" && range[1] > range[0] ? bar(interval, value, first, range, name) : null,
    ]);
  };

  /** A row of a metric. */
  const metricRow = (runs, name, label) => {
    const range = scale(runs, name);
    return H.el("tr", {}, rowName(name, label), runs.map((run) => metricCell(run, runs, name, range)));
  };

  const names = (runs, prefix) => [...H.facts.columns.keys()].filter((name) => name.startsWith(prefix) && runs.some((run) => H.facts.value(run, name) !== null));

  const equalSaid = (equal, noun) => `${H.format.count(equal, noun)} ${equal === 1 ? "is" : "are"} equal in all.`;

  const section = (title, runs, isMarked, rows, equal, noun) => [
    H.el("h2", {}, title),
    rows.length ? H.compare.table(runs, isMarked, H.compare.head(runs, noun), H.el("tbody", {}, rows)) : null,
    equal ? H.el("p", { class: "faint" }, equalSaid(equal, rows.length ? `more ${noun}` : noun)) : null,
    rows.length || equal ? null : H.el("p", { class: "faint" }, `These runs have no ${noun}s.`),
  ];

  const part = (title, runs, isMarked, found, toRow, noun, all) => {
    // A run without any of them, such as one that can't be read, makes none of them differ.
    const told = runs.filter((run) => found.some((name) => H.facts.value(run, name) !== null));
    const shown = all ? found : found.filter((name) => !H.compare.isEqual(told, name));
    return section(title, runs, isMarked, shown.map(toRow), found.length - shown.length, noun);
  };

  return {
    metricRow,

    /** What the runs are. */
    about: (runs) =>
      H.compare.table(runs, false, H.compare.head(runs, "run", true), H.el("tbody", {}, ABOUT.filter((name) => runs.some((run) => H.facts.value(run, name) !== null)).map((name) => row(runs, name, name.slice("run.".length))))),

    /** Parameters. @param {boolean} all also those that are equal. */
    params: (runs, all) => part("Parameters", runs, all || runs.length > 2, names(runs, "params."), (name) => row(runs, name, name.slice("params.".length)), "parameter", all),

    /** Metrics but those of classes. @param {boolean} all also those that are equal. */
    metrics(runs, all) {
      const ofClasses = H.facts.all.compare.per_class;
      const found = names(runs, "metrics.").filter((name) => !H.table.isBound(name) && !(ofClasses && name.startsWith(`${ofClasses}.`)));
      const drawn = part("Metrics", runs, false, found, (name) => metricRow(runs, name, name.slice("metrics.".length)), "metric", all);
      const hasIntervals = found.some((name) => runs.some((run) => H.table.interval(run, name)));
      return [drawn, hasIntervals ? H.el("p", { class: "faint" }, "Bars: the interval of each metric that has one, all runs of a row on one scale; dashed: the first run's value. Where intervals overlap widely, a difference may be chance.") : null];
    },
  };
})();
