"use strict";
/** From values to places on an axis and back: 0 is its low end, 1 its high end. */
H.scales = (() => {
  /** Values that span so many decades stand on a logarithmic axis by themselves. */
  const DECADES = 1;

  const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

  /** [lowest, highest] of the finite numbers; null without any. */
  const extent = (values) => {
    let [low, high] = [Infinity, -Infinity];
    for (const value of values) {
      if (!isNumber(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return low <= high ? [low, high] : null;
  };

  /** Whether a logarithmic axis can show them. */
  const allowsLog = (values) => (extent(values)?.[0] ?? 0) > 0;

  /** Whether it should. */
  const suitsLog = (values) => {
    const [low, high] = extent(values) ?? [0, 0];
    return low > 0 && Math.log10(high / low) >= DECADES;
  };

  /**
   * A scale of numbers.
   * @param {number[]|null} ends the lowest and the highest.
   * @param {boolean} log
   * @returns {{place: function(number): number, value: function(number): number}} each the other's inverse; where there
   *   is but one value it stands in the middle.
   */
  const scale = (ends, log) => {
    const [least, most] = ends ?? [0, 1];
    const [low, high] = log ? [Math.log10(least), Math.log10(most)] : [least, most];
    const width = high - low;
    return {
      place: (value) => (width === 0 ? 0.5 : ((log ? Math.log10(value) : value) - low) / width),
      value: (place) => {
        // Exactly the ends: a brush to the end of an axis must not lose the best run to rounding.
        if (width === 0 || place <= 0) return least;
        if (place >= 1) return most;
        return log ? 10 ** (low + width * place) : low + width * place;
      },
    };
  };

  /** Distinct texts in the order that people expect (`2` before `10`), or false and true. */
  const categories = (values) => {
    const collator = new Intl.Collator("en", { numeric: true });
    const distinct = [...new Set(values)].filter((value) => value !== null && value !== undefined);
    return distinct.sort((one, other) => collator.compare(String(one), String(other)));
  };

  /** The place of one of so many categories: evenly apart, off the ends. */
  const band = (index, count) => (index + 0.5) / count;

  return { isNumber, extent, allowsLog, suitsLog, scale, categories, band };
})();
