"use strict";
/** What lines, colours and marks of the curves mean, beside them. */
H.curves.legend = (() => {
  const DASHES = { solid: null, dash: "7 4", dot: "2 3", dashdot: "7 3 2 3" };
  const [LONG, HIGH] = [26, 10];

  const sample = (dash, colour) =>
    H.el("svg:svg", { class: "sample", width: LONG, height: HIGH, "aria-hidden": "true" }, H.el("svg:line", { x1: 0, x2: LONG, y1: HIGH / 2, y2: HIGH / 2, "stroke-dasharray": DASHES[dash], stroke: colour ?? "currentColor" }));

  const entry = (mark, text, title) => H.el("span", { class: "entry", title }, mark, text);

  const swatch = (colour) => H.el("span", { class: "swatch", "aria-hidden": "true", style: { background: colour } });

  /** Lines of metrics: on what each was measured. */
  const members = (all) => (all.length > 1 ? all.map(({ name, on, dash }) => entry(sample(dash), on || H.names.short(name), name)) : []);

  const numbers = (column, { ends, colours, log, missing }) => {
    if (!ends) return [entry(null, `no run has ${H.names.short(column.name)}`)];
    const bar = H.el("span", { class: "bar", "aria-hidden": "true", style: { background: `linear-gradient(to right, ${colours.join(", ")})` } });
    const [low, high] = ends.map((end) => H.format.value(end, column));
    const words = `${H.names.short(column.name)}${log ? ", logarithmic" : ""}${missing ? "; grey has none" : ""}`;
    return [H.el("span", { class: "entry" }, low, bar, high, H.el("span", { class: "faint" }, words))];
  };

  const texts = (column, { entries, others, grey }) => [
    H.el("span", { class: "entry faint" }, H.names.short(column.name)),
    ...entries.map(({ value, colour, runs }) => entry(swatch(colour), `${H.format.text(value, 40)} (${runs.toLocaleString("en-US")})`)),
    others ? entry(swatch(grey), `others (${others.toLocaleString("en-US")})`) : null,
  ];

  const runs = (of, { bins, colours, legend }) =>
    legend.repeats
      ? [H.el("span", { class: "entry faint" }, `colours by run, which repeat after ${colours.length}`)]
      : of.map((run) => entry(swatch(colours[bins.get(run)]), H.facts.name(run)));

  const groups = (all, colourOf, band, column) => {
    const spread = band === "deviation" ? "mean and ±1 standard deviation" : "mean and lowest to highest";
    const first = new Map(all.map((each) => [each.label, each]).reverse());
    return [
      H.el("span", { class: "entry faint" }, `${H.names.short(column.name)}: ${spread}`),
      ...[...first.values()].reverse().map((each) => entry(swatch(colourOf(each)), `${H.format.text(each.label, 40)} (n = ${each.runs.length.toLocaleString("en-US")})`)),
    ];
  };

  /** A dot for the best epochs. */
  const best = (objective, direction) =>
    entry(H.el("span", { class: "dot", "aria-hidden": "true" }), `best epoch by ${H.names.short(objective)} (${direction === "min" ? "lowest" : "highest"})`);

  const colours = (column, drawn, colouring) => {
    if (!column) return runs(drawn, colouring);
    return colouring.legend.kind === "numbers" ? numbers(column, colouring.legend) : texts(column, colouring.legend);
  };

  return { members, colours, groups, best };
})();
