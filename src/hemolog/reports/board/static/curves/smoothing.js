"use strict";
/** Curves of metrics by epoch. */
H.curves = {
  /**
   * An exponential moving average without the bias towards its beginning, as in Adam: m_t = s m_{t-1} + (1 - s) x_t,
   * and what is drawn is m_t / (1 - s^t) (Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, section 3).
   * @param {Array<number|null>} values null where there is none: there is no average there either, and t doesn't count it.
   * @param {number} smoothing s, 0 for none to below 1.
   */
  ema(values, smoothing) {
    let mean = 0;
    let rest = 1; // s^t
    return Array.from(values, (value) => {
      if (!H.scales.isNumber(value)) return null;
      mean = smoothing * mean + (1 - smoothing) * value;
      rest *= smoothing;
      return mean / (1 - rest);
    });
  },

  /** The place of the best of the values, the first of equal ones; -1 without any. `direction` is max or min. */
  best(values, direction) {
    let found = -1;
    values.forEach((value, at) => {
      if (!H.scales.isNumber(value)) return;
      if (found < 0 || (direction === "min" ? value < values[found] : value > values[found])) found = at;
    });
    return found;
  },

  /** The place of the last value; -1 without any. */
  last: (values) => values.findLastIndex(H.scales.isNumber),
};
