"use strict";
/** Where the axes of a plot stand, in pixels of the page. */
Object.assign(
  H.parallel,
  (() => {
    const TITLES = 66;
    const PLOT = 420;
    const [ABOVE, BELOW] = [12, 30];
    const [LEFT, RIGHT] = [64, 92];
    /** Two axes stand no nearer: a plot of more of them than fit is wider, and scrolls. */
    const NEAREST = 74;

    /**
     * @param {number} room pixels that there are.
     * @param {Object[]} axes in their order.
     * @returns {{names: Map<string, string>, width: number, height: number, titles: number, xs: number[], apart: number, top: number, unit: number}}
     *   `top` is the y of place 1, `unit` the pixels from place 0 to place 1.
     */
    const layout = (room, axes) => {
      const gaps = Math.max(axes.length - 1, 1);
      const width = Math.max(room, LEFT + RIGHT + gaps * NEAREST);
      const apart = (width - LEFT - RIGHT) / gaps;
      const isMissing = axes.some((axis) => axis.missing);
      const unit = (PLOT - ABOVE - BELOW) / (isMissing ? 1 - H.parallel.MISSING : 1);
      const xs = axes.length === 1 ? [(LEFT + width - RIGHT) / 2] : axes.map((_, at) => LEFT + at * apart);
      return { names: shorts(axes.map(({ name }) => name)), width, height: TITLES + PLOT, titles: TITLES, xs, apart, top: TITLES + ABOVE, unit };
    };

    /** Short names of axes: of parameters the shortest end that no other axis has, of others as everywhere. */
    const shorts = (names) =>
      new Map(
        names.map((name) => {
          const parts = name.split(".");
          const ends = parts.map((_, at) => parts.slice(at).join(".")).reverse();
          const alone = (end) => names.every((other) => other === name || !`.${other}`.endsWith(`.${end}`));
          return [name, name.startsWith("params.") ? H.format.text(ends.find(alone) ?? name, 60) : H.names.short(name)];
        }),
      );

    /** The y of a place. */
    const y = ({ top, unit }, place) => top + (1 - place) * unit;

    /** The place of a y. */
    const place = ({ top, unit }, at) => 1 - (at - top) / unit;

    /** Names in the order that is wanted, new ones after them, that of the colours last: it is pinned to the right. */
    const ordered = (names, wanted, pinned) => {
      const known = wanted.filter((name) => names.includes(name));
      return [...new Set([...known, ...names])].filter((name) => name !== pinned).concat(names.includes(pinned) ? [pinned] : []);
    };

    /** The order after an axis was moved to another's place; the pinned one stays. */
    const movedTo = (order, name, to, pinned) => {
      const last = order.length - 1 - (order.includes(pinned) ? 1 : 0);
      const others = order.filter((each) => each !== name);
      others.splice(Math.min(Math.max(to, 0), last), 0, name);
      return others;
    };

    return { shorts, layout, y, place, ordered, movedTo };
  })(),
);
