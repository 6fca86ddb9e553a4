"use strict";
/** Rank correlations of the runs that a filter leaves: the twin of `facts/ranks.py` and of `Column` in `facts/varying.py`. */
H.ranks = (() => {
  const FEWEST = 3;

  const byCodePoint = (one, other) => {
    const [left, right] = [Array.from(one), Array.from(other)];
    const at = left.findIndex((letter, place) => letter !== right[place]);
    if (at === -1) return left.length - right.length;
    return at >= right.length ? 1 : left[at].codePointAt(0) - right[at].codePointAt(0);
  };

  /** The rank of each value, from 1; equal ones share the mean of theirs. */
  const ranks = (values) => {
    const order = values.map((_, at) => at).sort((one, other) => values[one] - values[other]);
    const found = new Array(values.length).fill(0);
    for (let start = 0, end = 0; start < order.length; start = end) {
      while (end < order.length && values[order[end]] === values[order[start]]) end += 1;
      for (let at = start; at < end; at += 1) found[order[at]] = (start + 1 + end) / 2;
    }
    return found;
  };

  /** Ranks as a vector of length 1 about 0; nothing but zeros where all values are the same. */
  const unit = (values) => {
    const middle = (values.length + 1) / 2;
    const about = ranks(values).map((rank) => rank - middle);
    const length = Math.sqrt(about.reduce((sum, each) => sum + each * each, 0)) || 1;
    return about.map((each) => each / length);
  };

  /**
   * Spearman's rank correlation, -1 to 1; pairs that lack one are left out.
   * @param {(number|null)[]} left
   * @param {(number|null)[]} right
   * @returns {number|null} null of fewer than 3 pairs, or where one side is always the same.
   */
  const correlation = (left, right) => {
    const pairs = left.map((value, at) => [value, right[at]]).filter(([one, other]) => one !== null && other !== null);
    if (pairs.length < FEWEST) return null;
    const [first, second] = [0, 1].map((side) => unit(pairs.map((pair) => pair[side])));
    if (!first.some(Boolean) || !second.some(Boolean)) return null;
    return first.reduce((sum, each, at) => sum + each * second[at], 0);
  };

  /**
   * A parameter of some runs as numbers that a rank correlation can take: 0 and 1 of two categories, in their order; of a
   * single value whether a run has one; of more categories, which have no order, nulls.
   * @param {string} name of the column.
   * @param {number[]} runs
   * @returns {{steps: (number|null)[], second: string|null}} `second`: which category counts as 1; null of numbers.
   */
  const steps = (name, runs) => {
    const column = H.facts.column(name);
    const isNumber = column?.kind === "number";
    const values = runs.map((run) => H.facts.value(run, name)).map((value) => (value === null || isNumber ? value : String(value)));
    const distinct = [...new Set(values)].filter((value) => value !== null);
    if (distinct.length === 1) return { steps: values.map((value) => Number(value !== null)), second: String(distinct[0]) };
    if (isNumber) return { steps: values, second: null };
    if (distinct.length !== 2) return { steps: values.map(() => null), second: null };
    const second = distinct.sort(byCodePoint)[1];
    return { steps: values.map((value) => (value === null ? null : Number(value === second))), second };
  };

  return { ranks, correlation, steps, byCodePoint };
})();
