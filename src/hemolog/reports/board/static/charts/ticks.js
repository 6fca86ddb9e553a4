"use strict";
/** Round numbers along an axis. */
H.ticks = (() => {
  const MANTISSAS = [1, 2, 5];
  const NEARLY = 1e-9; // of a step: sums of floats miss the ends by less

  /** The least of 1, 2 and 5 times a power of ten that is not below a size. */
  const step = (size) => {
    const power = 10 ** Math.floor(Math.log10(size));
    return power * [...MANTISSAS, 10].find((mantissa) => mantissa * power >= size * (1 - NEARLY));
  };

  /** Multiples of such a step from the lowest to the highest, at most about `count`. */
  const linear = (low, high, count) => {
    if (low === high) return [low];
    const width = step((high - low) / count);
    const [first, last] = [Math.ceil(low / width - NEARLY), Math.floor(high / width + NEARLY)];
    return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * width).toPrecision(12)));
  };

  /** Powers of ten, with room 2 and 5 times them too; where that gives but one, linear ones. */
  const logarithmic = (low, high, count) => {
    const decades = Math.log10(high / low);
    const stride = Math.max(1, Math.ceil(decades / count));
    const mantissas = decades * MANTISSAS.length <= count ? MANTISSAS : [1];
    const ticks = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high) + NEARLY; power += 1) {
      if (power % stride) continue;
      ticks.push(...mantissas.map((mantissa) => Number(`${mantissa}e${power}`)));
    }
    const within = ticks.filter((tick) => tick >= low * (1 - NEARLY) && tick <= high * (1 + NEARLY));
    return within.length > 1 ? within : linear(low, high, count);
  };

  return { step, linear, logarithmic };
})();
