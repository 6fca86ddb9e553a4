"use strict";
/** Runs in groups, and the mean and the spread of each group's curves. */
Object.assign(
  H.curves,
  (() => {
    /** Numbers of more values than these are grouped by ranges, each of about as many runs. */
    const [MOST, RANGES] = [8, 4];

    const called = (column, value) => {
      if (value === null) return "no value";
      return column.name === "run.baseline" ? String(value).slice(0, 7) : H.format.value(value, column);
    };

    /** Ranges of numbers: [lowest, highest] of each. */
    const ranges = (values) => {
      const sorted = [...values].sort((one, other) => one - other);
      const bounds = Array.from({ length: RANGES - 1 }, (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / RANGES)]);
      const found = new Map();
      for (const value of sorted) {
        const at = bounds.filter((bound) => value >= bound).length;
        found.set(at, [found.get(at)?.[0] ?? value, value]);
      }
      return [...found.values()];
    };

    const wanted = (column, values) => {
      const isText = column.kind === "text" || column.kind === "boolean";
      const distinct = H.scales.categories(values);
      if (!isText) distinct.sort((one, other) => one - other);
      if (isText || distinct.length <= MOST)
        return distinct.map((each) => ({ label: called(column, each), value: each, has: (value) => value === each }));
      return ranges(values.filter((value) => value !== null)).map(([low, high]) => ({
        label: `${called(column, low)} to ${called(column, high)}`,
        value: (low + high) / 2,
        has: (value) => value !== null && value >= low && value <= high,
      }));
    };

    /**
     * @param {{name: string, kind: string, values: Array}} column
     * @param {number[]} runs
     * @returns {{label: string, value: *, runs: number[]}[]} in the order of the values, those without one last.
     */
    const groups = (column, runs) => {
      const values = runs.map((run) => column.values[run] ?? null);
      const all = [...wanted(column, values), { label: called(column, null), value: null, has: (value) => value === null }];
      return all
        .map(({ label, value, has }) => ({ label, value, runs: runs.filter((_, at) => has(values[at])) }))
        .filter((group) => group.runs.length);
    };

    const sum = (values) => values.reduce((total, value) => total + value, 0);

    const spread = (values, band) => {
      const mean = sum(values) / values.length;
      if (band !== "deviation") return [mean, ...H.scales.extent(values)];
      const squares = sum(values.map((value) => (value - mean) ** 2));
      const deviation = values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0;
      return [mean, mean - deviation, mean + deviation];
    };

    /**
     * The mean and the spread of curves, epoch by epoch, of those that have a value there.
     * @param {{steps: number[], values: Array<number|null>}[]} curves
     * @param {"range"|"deviation"} band the lowest and the highest, or one standard deviation of the sample either way.
     * @returns {{steps: number[], means: number[], lows: number[], highs: number[], counts: number[]}}
     */
    const meanAndBand = (curves, band) => {
      const at = new Map();
      for (const { steps, values } of curves)
        steps.forEach((step, index) => {
          if (!H.scales.isNumber(values[index])) return;
          if (!at.has(step)) at.set(step, []);
          at.get(step).push(values[index]);
        });
      const steps = [...at.keys()].sort((one, other) => one - other);
      const all = steps.map((step) => spread(at.get(step), band));
      const [means, lows, highs] = [0, 1, 2].map((part) => all.map((each) => each[part]));
      return { steps, means, lows, highs, counts: steps.map((step) => at.get(step).length) };
    };

    return { groups, meanAndBand };
  })(),
);
