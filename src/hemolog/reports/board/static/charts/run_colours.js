"use strict";
/**
 * Colours of runs by a column: numbers by a sequential map, texts by a palette.
 * @param {{name: string, kind: string, values: Array}|null} column null: each run by itself.
 * @param {number[]} runs
 * @param {"light"|"dark"} theme
 * @returns {{bins: Map<number, number>, colours: string[], legend: Object}} each run's bin and each bin's colour, those
 *   that should be drawn last at the end; `legend` is {kind: "runs", repeats}, {kind: "numbers", ends, log, colours} or
 *   {kind: "texts", entries: [{value, colour, runs}], others}.
 */
H.runColours = (() => {
  const BINS = 24;

  const byRun = (runs, theme) => {
    const colours = H.colours.categorical(theme);
    const bins = new Map(runs.map((run, at) => [run, at % colours.length]));
    return { bins, colours, legend: { kind: "runs", repeats: runs.length > colours.length } };
  };

  const byNumber = (column, runs, theme) => {
    const values = runs.map((run) => column.values[run]);
    const [ends, log] = [H.scales.extent(values), column.kind === "number" && H.scales.suitsLog(values)];
    const { place } = H.scales.scale(ends, log);
    const binOf = (value) => 1 + H.colours.bin(H.scales.isNumber(value) ? place(value) : NaN, BINS);
    const colours = H.colours.binned(BINS, theme);
    return {
      bins: new Map(runs.map((run, at) => [run, binOf(values[at])])),
      colours: [H.colours.MISSING[theme], ...colours],
      legend: { kind: "numbers", ends, log, colours, missing: values.some((value) => !H.scales.isNumber(value)) },
    };
  };

  const byText = (column, runs, theme) => {
    const palette = H.colours.categorical(theme);
    const counts = new Map();
    for (const run of runs) counts.set(column.values[run] ?? null, (counts.get(column.values[run] ?? null) ?? 0) + 1);
    const values = H.scales.categories([...counts.keys()]);
    const coloured = values.length > palette.length ? [...values].sort((one, other) => counts.get(other) - counts.get(one)).slice(0, palette.length) : values;
    const entries = coloured.map((value, at) => ({ value, colour: palette[at], runs: counts.get(value) }));
    const index = new Map(coloured.map((value, at) => [value, at + 1]));
    const others = runs.length - entries.reduce((sum, entry) => sum + entry.runs, 0);
    return {
      bins: new Map(runs.map((run) => [run, index.get(column.values[run] ?? null) ?? 0])),
      colours: [H.colours.MISSING[theme], ...entries.map(({ colour }) => colour)],
      legend: { kind: "texts", entries, others, grey: H.colours.MISSING[theme] },
    };
  };

  return (column, runs, theme) => {
    if (!column) return byRun(runs, theme);
    return column.kind === "number" || column.kind === "time" ? byNumber(column, runs, theme) : byText(column, runs, theme);
  };
})();
