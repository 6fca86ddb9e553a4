"use strict";
/**
 * Colours of runs by a column, and what these mean.
 * @param {number[]} runs
 * @param {string} name of the column.
 * @returns {{colours: string[], legend: Node}} one colour a run.
 */
H.scatterColours = (runs, name) => {
  const column = H.facts.column(name);
  const values = runs.map((run) => H.facts.value(run, name));
  const theme = H.colours.theme();
  const missing = H.colours.MISSING[theme];
  const swatch = (colour, text) => H.el("span", { class: "key" }, H.el("span", { class: "swatch", style: { background: colour } }), text);
  const keys = [];
  const colour = {};
  if (column?.kind === "number") {
    const [low, high] = H.scales.extent(values) ?? [0, 0];
    colour.of = (value) => H.colours.sequential(high > low ? (value - low) / (high - low) : 1, theme);
    for (const value of low < high ? [low, high] : [high]) keys.push(swatch(colour.of(value), H.format.value(value, column)));
  } else {
    const palette = H.colours.categorical(theme);
    const kinds = H.scales.categories(values);
    const places = new Map(kinds.map((kind, at) => [kind, at]));
    colour.of = (value) => palette[places.get(value)] ?? missing;
    for (const kind of kinds.slice(0, palette.length)) keys.push(swatch(colour.of(kind), H.format.value(kind, column)));
    if (kinds.length > palette.length) keys.push(swatch(missing, `${kinds.length - palette.length} others`));
  }
  if (values.includes(null)) keys.push(swatch(missing, "without"));
  return {
    colours: values.map((value) => (value === null ? missing : colour.of(value))),
    legend: H.el("p", { class: "keys" }, `${H.names.short(name)}: `, keys),
  };
};
