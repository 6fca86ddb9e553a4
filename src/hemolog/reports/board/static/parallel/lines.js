"use strict";
/**
 * The lines of all runs on a canvas: every run faint, above them in colour those that are chosen.
 *
 * Each gap between two axes is drawn by itself, so that thousands of lines can be drawn over several frames without
 * leaving any out, while a brush moves too.
 */
H.parallel.lines = (canvas) => {
  const { PAD, cover, paint, transpose } = H.coverage;
  const context = canvas.getContext("2d", { alpha: false });
  let scene = null;
  let gaps = [];
  let next = 0;
  let buffers = null;
  let mask = null; // null: all are chosen
  let chosen = 0;
  let table = null; // of opacities: the fewer lines, the more each is seen

  const every = () => Int32Array.from({ length: scene.count }, (_, run) => run);

  const allocate = ({ width, height }) => {
    canvas.width = width;
    canvas.height = height;
    const image = context.createImageData(width, height);
    buffers = {
      image,
      rows: new Int32Array(image.data.buffer),
      pixels: new Int32Array(width * height),
      faint: new Int32Array(width * height),
      coloured: new Float64Array(width * (height + PAD)),
      grey: new Float64Array(width * (height + PAD)),
    };
    buffers.rows.fill(scene.paints.paper);
    context.putImageData(image, 0, 0);
  };

  /** Add runs to a gap, or take them away: those without the objective to a layer of their own. */
  const add = (gap, runs, sign) => {
    const { height, inks, coloured, width } = scene;
    const [shown, grey] = [runs.filter((run) => coloured[run]), runs.filter((run) => !coloured[run])];
    cover(buffers.coloured, height, gap, shown, inks, scene.lineWidth, sign);
    if (grey.length) cover(buffers.grey, height, gap, grey, inks, scene.lineWidth, sign);
  };

  const paintLayers = (gap, shades, grey, table) => {
    if (scene.hasGrey) paint(buffers.grey, scene.height, gap, buffers.pixels, grey, table);
    paint(buffers.coloured, scene.height, gap, buffers.pixels, shades, table);
  };

  /** Cover a gap with every run, and keep its faint picture. */
  const prepare = (gap) => {
    const { height, paints } = scene;
    const [start, end] = [gap.left * height, gap.right * height];
    for (const layer of [buffers.coloured, buffers.grey]) layer.fill(0, gap.left * (height + PAD), gap.right * (height + PAD));
    add(gap, every(), 1);
    gap.covered = new Uint8Array(scene.count).fill(1);
    buffers.pixels.fill(paints.paper, start, end);
    paintLayers(gap, paints.faint, paints.faint, paints.faintTable);
    buffers.faint.set(buffers.pixels.subarray(start, end), start);
  };

  /** Bring a gap to what is chosen now. */
  const bring = (gap) => {
    const [added, taken] = [[], []];
    for (let run = 0; run < scene.count; run += 1) {
      const wanted = mask === null || mask[run] ? 1 : 0;
      if (wanted !== gap.covered[run]) (wanted ? added : taken).push(run);
      gap.covered[run] = wanted;
    }
    add(gap, Int32Array.from(added), 1);
    add(gap, Int32Array.from(taken), -1);
  };

  const drawGap = (gap) => {
    const { height, width, paints } = scene;
    if (!gap.covered) prepare(gap);
    bring(gap);
    const [start, end] = [gap.left * height, gap.right * height];
    if (mask === null) buffers.pixels.fill(paints.paper, start, end);
    else buffers.pixels.set(buffers.faint.subarray(start, end), start);
    paintLayers(gap, paints.shades, paints.grey, table);
    transpose(buffers.pixels, height, gap, buffers.rows, width);
    context.putImageData(buffers.image, 0, 0, gap.left, 0, gap.right - gap.left, height);
    gap.stale = false;
  };

  return {
    /**
     * Begin anew.
     * @param {Object} of {width, height, xs, ys, count, inks, coloured, paints, lineWidth}: sizes in pixels of the
     *   canvas, `xs` the column of each axis, `ys` the heights of all runs there.
     */
    show(of) {
      const resized = !buffers || of.width !== scene.width || of.height !== scene.height;
      scene = { ...of, hasGrey: of.coloured.includes(0) };
      if (resized) allocate(scene);
      buffers.rows.fill(scene.paints.paper);
      context.putImageData(buffers.image, 0, 0);
      gaps = scene.xs.slice(1).map((right, at) => ({ left: scene.xs[at], right, from: scene.ys[at], to: scene.ys[at + 1], stale: true }));
      next = 0;
    },
    /** Choose runs by a mask; null for all. */
    choose(of) {
      mask = of;
      chosen = of === null ? scene.count : of.reduce((sum, each) => sum + each, 0);
      table = scene.paints.tableOf(chosen);
      for (const gap of gaps) gap.stale = true;
    },
    /**
     * Draw gaps that are behind, for about so many milliseconds; the next call goes on where this one stopped.
     * @returns {boolean} whether any is still behind.
     */
    work(budget) {
      const begun = performance.now();
      for (let tried = 0; tried < gaps.length; tried += 1) {
        const gap = gaps[next % gaps.length];
        if (gap.stale) {
          if (tried && performance.now() - begun > budget) return true;
          drawGap(gap);
        }
        next = (next + 1) % gaps.length;
      }
      return false;
    },
    /** {lines, drawn, gaps, behind}: how many runs there are, how many in colour, gaps between axes and those to be drawn. */
    statistics: () => ({
      lines: scene.count,
      drawn: chosen,
      gaps: gaps.length,
      behind: gaps.filter((gap) => gap.stale).length,
    }),
  };
};
