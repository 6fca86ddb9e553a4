"use strict";
/**
 * An axis: where each value stands on it. Places run from 0 at its low end to 1 at its high end; what has no value
 * stands below, at `H.parallel.MISSING`.
 *
 * A brush says what passes: `{from, to}` numbers, and with `missing` what has none; or `{in: values}`, null among them
 * for no value.
 */
H.parallel = (() => {
  const MISSING = -0.1;
  /** How much of its length a key moves a brush on an axis of numbers. */
  const STEP = 0.05;
  /** Pixels of an axis, about: brushes end at numbers of as few digits as tell these apart. */
  const PIXELS = 400;

  /** A number in so few digits. */
  const rounded = (value, ends, log) => {
    if (log) return Number(value.toPrecision(3));
    const power = Math.floor(Math.log10((ends[1] - ends[0]) / PIXELS));
    return Number((Math.round(value / 10 ** power) * 10 ** power).toPrecision(12));
  };

  /** The values themselves, where they are so few that they stand apart; else null. */
  const few = (values, place, count) => {
    const distinct = new Set();
    for (const value of values) if (H.scales.isNumber(value) && distinct.add(value).size > count) return null;
    const sorted = [...distinct].sort((one, other) => one - other);
    return sorted.every((value, at) => !at || place(value) - place(sorted[at - 1]) > 0.045) ? sorted : null;
  };

  const numbers = ({ name, kind, values, log }) => {
    const allowsLog = kind === "number" && H.scales.allowsLog(values);
    const isLog = allowsLog && (log ?? H.scales.suitsLog(values));
    const ends = H.scales.extent(values);
    const { place, value } = H.scales.scale(ends, isLog);
    const bound = (at) => (at > 0 && at < 1 && ends[0] < ends[1] ? rounded(value(at), ends, isLog) : value(at));
    return {
      ...{ name, kind, ends, allowsLog, place },
      log: isLog,
      step: STEP,
      has: H.scales.isNumber,
      ticks: (count) => few(values, place, count) ?? (ends ? H.ticks[isLog ? "logarithmic" : "linear"](...ends, count) : []),
      snap: (at) => at,
      covered: (low, high, missing) => {
        if (high <= 0) return missing ? { in: [null] } : null;
        const brush = { from: bound(low), to: bound(high) };
        return missing ? { ...brush, missing } : brush;
      },
      parts: (brush) => (brush.in ? [] : [[place(brush.from ?? ends[0]), place(brush.to ?? ends[1])]]),
    };
  };

  /** The first and the last of each unbroken run of ascending whole numbers. */
  const stretches = (indices) =>
    indices.reduce((found, at) => {
      const last = found.at(-1);
      if (last?.[1] === at - 1) last[1] = at;
      else found.push([at, at]);
      return found;
    }, []);

  const categories = ({ name, kind, values }) => {
    const all = H.scales.categories(values);
    const middle = (at) => H.scales.band(at, all.length);
    const index = new Map(all.map((category, at) => [category, at]));
    return {
      ...{ name, kind, ends: null, allowsLog: false, log: false, categories: all.length },
      place: (value) => middle(index.get(value)),
      step: 1 / all.length,
      has: (value) => index.has(value),
      ticks: () => all,
      // A brush ends between categories: there is no half of one.
      snap: (at) => (at < 0 ? at : Math.round(at * all.length) / all.length),
      covered: (low, high, missing) => {
        const values = all.filter((_, at) => middle(at) > low && middle(at) < high);
        if (missing) values.push(null);
        return values.length ? { in: values } : null;
      },
      parts: (brush) =>
        stretches(all.map((_, at) => at).filter((at) => brush.in?.includes(all[at]))).map(([first, last]) => [
          first / all.length,
          (last + 1) / all.length,
        ]),
    };
  };

  /**
   * @param {{name: string, kind: "number"|"time"|"text"|"boolean", values: Array, log?: boolean}} column `log` where it
   *   isn't said: as suits the values.
   * @returns {Object} the axis, with `positions`: a place for each value.
   */
  const axis = (column) => {
    const of = column.kind === "number" || column.kind === "time" ? numbers(column) : categories(column);
    const { values } = column;
    const missing = values.reduce((count, value) => count + (of.has(value) ? 0 : 1), 0);
    const positions = Float32Array.from(values, (value) => (of.has(value) ? of.place(value) : MISSING));
    return { ...of, values, positions, missing };
  };

  return { MISSING, axis };
})();
