"use strict";
/**
 * Thousands of lines between two axes, scan-converted here rather than stroked.
 *
 * Stroking 10,000 paths takes seconds without a graphics card. But between two axes a line is straight: in one column of
 * pixels it covers one interval, however steep, and an interval is two differences, where it begins and where it ends.
 * Their running sum down the column tells how much of each pixel is covered, and by what. The sums are whole numbers,
 * so a line is taken away exactly by adding its negative: a brush costs no more than the lines that it changes.
 *
 * Buffers are column-major: the pixel (x, y) is at `x * height + y`, its difference at `x * (height + PAD) + y`.
 */
H.coverage = (() => {
  const PAD = 2;
  /** Colours of a palette. */
  const SHADES = 32;
  /** A line weighs 1 to 64: a heavy one is more opaque, and outweighs the colours of others. */
  const WEIGHTS = 64;
  /** Of a pixel's height. */
  const PARTS = 16;
  /**
   * One double, exact to 53 bits, holds both sums: weights in the low 24, above them weights times shades. That is
   * enough for LINES of the heaviest in one pixel.
   */
  const SHADE = 2 ** 24;
  const LINES = SHADE / WEIGHTS / PARTS;
  const PER_SHADE = 1 / SHADE;
  /** Opacities are tabled by weight in steps of so many. */
  const COARSE = 8;
  const MOST = 4095;

  /** What a line adds: its weight, 1 to 64, and by it its shade, 0 to 31. */
  const ink = (weight, shade) => weight + weight * shade * SHADE;

  /**
   * Opacity, 0 to 256, by weight times PARTS, in steps of COARSE.
   * @param {number} opacity of one line of the greatest weight, below 1.
   * @param {number} [most] of any number of them.
   */
  const opacities = (opacity, most = 1) =>
    Uint16Array.from({ length: MOST + 1 }, (_, at) =>
      Math.round(256 * most * (1 - (1 - opacity) ** ((at * COARSE) / (PARTS * WEIGHTS)))),
    );

  /**
   * Add lines to the differences of a gap between two axes.
   * @param {Float64Array} differences
   * @param {number} height of a column, in pixels.
   * @param {{left: number, right: number, from: Float32Array, to: Float32Array}} gap its first column, the one after its
   *   last, and how many pixels from the top each run is at its left and at its right axis.
   * @param {Int32Array} runs
   * @param {Float64Array} inks of all runs.
   * @param {number} width of a line, in pixels.
   * @param {1|-1} sign -1 takes them away.
   */
  const cover = (differences, height, { left, right, from, to }, runs, inks, width, sign) => {
    const stride = height + PAD;
    const [start, end] = [left * stride, right * stride];
    for (let at = 0; at < runs.length; at += 1) {
      const run = runs[at];
      const slope = (to[run] - from[run]) / (right - left);
      // A line cut upright: as thick to the eye when it is steep as when it is level.
      const length = width * Math.sqrt(1 + slope * slope);
      const added = inks[run] * sign;
      // 65,536ths of a pixel, as whole numbers: what is taken away is what was added.
      const [long, fall] = [(length * 65536) | 0, (slope * 65536) | 0];
      let top = ((from[run] + (slope - length) / 2) * 65536) | 0;
      for (let base = start; base < end; base += stride) {
        const bottom = top + long;
        const [first, last] = [base + (top >> 16), base + (bottom >> 16)];
        const [cut, rest] = [(top >> 12) & 15, (bottom >> 12) & 15];
        differences[first] += added * (PARTS - cut);
        differences[first + 1] += added * cut;
        differences[last] -= added * (PARTS - rest);
        differences[last + 1] -= added * rest;
        top += fall;
      }
    }
  };

  /**
   * Lay the lines of a gap over the pixels that are there.
   * @param {Int32Array} pixels as 0xffbbggrr.
   * @param {Int32Array} palette SHADES of such.
   * @param {Uint16Array} table of `opacities`.
   */
  const paint = (differences, height, { left, right }, pixels, palette, table) => {
    for (let x = left; x < right; x += 1) {
      let sum = 0;
      let opacity = 0;
      let ends = 0; // Red and blue are blended at once: eight bits stand free above each.
      let middle = 0;
      let difference = x * (height + PAD);
      for (let at = x * height; at < (x + 1) * height; at += 1, difference += 1) {
        if (differences[difference] !== 0) {
          sum += differences[difference];
          const shades = Math.floor(sum * PER_SHADE);
          const weights = sum - shades * SHADE;
          const step = (weights + COARSE - 1) / COARSE;
          opacity = table[step < MOST ? step | 0 : MOST];
          const colour = palette[weights ? (shades / weights) | 0 : 0];
          ends = colour & 0xff00ff;
          middle = colour & 0x00ff00;
        }
        if (!opacity) continue;
        const [under, leaf] = [pixels[at] & 0xff00ff, pixels[at] & 0x00ff00];
        const mixed = (under + (((ends - under) * opacity) >> 8)) & 0xff00ff;
        pixels[at] = 0xff000000 | mixed | ((leaf + (((middle - leaf) * opacity) >> 8)) & 0x00ff00);
      }
    }
  };

  /** Copy columns into the rows of an image, in blocks: a whole column at once would miss the cache at every pixel. */
  const transpose = (pixels, height, { left, right }, image, width) => {
    for (let block = left; block < right; block += 32) {
      const end = Math.min(block + 32, right);
      for (let y = 0; y < height; y += 1) {
        let from = block * height + y;
        for (let to = y * width + block; to < y * width + end; to += 1, from += height) image[to] = pixels[from];
      }
    }
  };

  /** `#rrggbb` as a pixel. */
  const pixel = (colour) => {
    const [red, green, blue] = H.colours.parse(colour);
    return (255 << 24) | (blue << 16) | (green << 8) | red;
  };

  return { PAD, SHADES, WEIGHTS, LINES, ink, opacities, cover, paint, transpose, pixel };
})();
