"use strict";
/** What the lines of runs are drawn with: pixels of the axes, inks by the objective, colours by the theme. */
Object.assign(
  H.parallel,
  (() => {
    const { SHADES, WEIGHTS, LINES, ink, opacities, pixel } = H.coverage;
    /** Pixels of the page; a line on a screen of twice the density is as thick to the eye. */
    const WIDTH = 1.25;

    /** Opacity of the best of so many lines: few are solid, of thousands each is a veil. */
    const opacityOf = (count) => Math.min(0.92, Math.max(0.14, 1 - 0.2 ** (200 / Math.max(count, 1))));

    /** The greatest and the least weight among so many: of few all count alike, of many the best stand out. */
    const weights = (count) => {
      const most = Math.min(WEIGHTS, Math.floor((WEIGHTS * LINES) / Math.max(count, 1)));
      return [Math.max(1, most), Math.max(1, Math.round(most * Math.max(0.12, Math.min(1, (60 / count) ** 0.5))))];
    };

    /**
     * Inks by the place on the axis of colours: the better, the heavier.
     * @returns {{inks: Float64Array, coloured: Uint8Array}} `coloured` is 0 for runs without the objective: those are
     *   drawn apart, in grey, and all weigh alike.
     */
    const inksOf = (colours, count, direction) => {
      const inks = new Float64Array(count).fill(ink(weights(count)[0], 0));
      const coloured = new Uint8Array(count);
      const [most, least] = weights(count);
      for (let run = 0; colours && run < count; run += 1) {
        const place = colours.positions[run];
        if (place < 0) continue;
        const good = direction === "min" ? 1 - place : place;
        inks[run] = ink(Math.round(least * (most / least) ** good), Math.round(place * (SHADES - 1)));
        coloured[run] = 1;
      }
      return { inks, coloured };
    };

    /** The shades of an axis of colours: its better end is the one that stands out. */
    const shades = (theme, direction) => {
      const colours = H.colours.binned(SHADES, theme);
      return direction === "min" ? colours.reverse() : colours;
    };

    /** Palettes and opacities of a theme. */
    const paints = (theme, count, direction) => {
      const paper = H.colours.PAPER[theme];
      const only = (colour) => new Int32Array(SHADES).fill(pixel(colour));
      const opacity = opacityOf(count);
      return {
        paper: pixel(paper),
        shades: Int32Array.from(shades(theme, direction), pixel),
        grey: only(H.colours.MISSING[theme]),
        tableOf: (drawn) => opacities(opacityOf(drawn)),
        faint: only(H.colours.mix(paper, H.colours.MISSING[theme], 0.6)),
        faintTable: opacities(Math.max(0.08, opacity / 2), 0.75),
      };
    };

    /** Pixels from the top of each run at an axis. */
    const heights = (axis, top, unit) => Float32Array.from(axis.positions, (place) => top + (1 - place) * unit);

    return { WIDTH, opacityOf, inksOf, shades, paints, heights };
  })(),
);
