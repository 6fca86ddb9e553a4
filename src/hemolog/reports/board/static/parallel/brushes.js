"use strict";
/** Brushes: what passes them, and how they are made, moved and resized. Nothing here draws. */
Object.assign(
  H.parallel,
  (() => {
    const { MISSING } = H.parallel;
    /** How far around the place of no value a brush reaches. */
    const REACH = 0.03;

    /** The lowest place of an axis. */
    const floor = (axis) => (axis.missing ? MISSING - REACH : 0);

    const within = (axis, place) => Math.min(Math.max(place, floor(axis)), 1);

    /** The brush of what lies between two places, in any order; null where nothing does. */
    const between = (axis, one, other) => {
      const [low, high] = [one, other].map((place) => axis.snap(within(axis, place))).sort((a, b) => a - b);
      if (high - low < 1e-6) return null;
      return axis.covered(Math.max(low, 0), high, axis.missing > 0 && low <= MISSING && high >= MISSING);
    };

    /** [lowest, highest] place of each part of a brush, from below. */
    const intervals = (axis, brush) => {
      const parts = axis.parts(brush).map((part) => part.map((place) => Math.min(Math.max(place, 0), 1)));
      if (!brush.missing && !brush.in?.includes(null)) return parts;
      if (parts[0]?.[0] === 0) return [[floor(axis), parts[0][1]], ...parts.slice(1)];
      return [[MISSING - REACH, MISSING + REACH], ...parts];
    };

    /** The lowest and the highest place of a brush; null without one. */
    const hull = (axis, brush) => {
      const parts = brush ? intervals(axis, brush) : [];
      return parts.length ? [parts[0][0], parts.at(-1)[1]] : null;
    };

    /** The brush moved: it stops at the ends and keeps its length. */
    const moved = (axis, [low, high], by) => {
      const shift = Math.min(Math.max(by, floor(axis) - low), 1 - high);
      return between(axis, low + shift, high + shift);
    };

    /**
     * What a key makes of a brush. Up and down move it, with Shift its upper end, with Alt its lower end; Home and End
     * stretch it to the top and to the bottom; Page Up and Page Down go five steps. The first key makes one.
     * @param {number[]|null} places its lowest and highest, of `hull`.
     * @param {KeyboardEvent} event
     * @returns {Object|null|undefined} the brush; null for none any more; undefined if the key means nothing.
     */
    const pressed = (axis, places, { key, shiftKey, altKey }) => {
      if (key === "Escape" || key === "Delete" || key === "Backspace") return null;
      const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 5, PageDown: -5, Home: Infinity, End: -Infinity }[key];
      if (steps === undefined) return undefined;
      const by = steps * axis.step;
      const half = axis.snap(0.5);
      if (!places) return steps > 0 ? between(axis, half, 1) : between(axis, floor(axis), half);
      const [low, high] = places;
      if (shiftKey || key === "Home") return between(axis, low, Math.max(high + by, low + axis.step));
      if (altKey || key === "End") return between(axis, Math.min(low + by, high - axis.step), high);
      return moved(axis, places, by);
    };

    /** Whether a brush lets a value pass. */
    const passes = (axis, brush) => {
      if (brush.in) {
        const wanted = new Set(brush.in);
        return (value) => wanted.has(axis.has(value) ? value : null);
      }
      const [from, to] = [brush.from ?? -Infinity, brush.to ?? Infinity];
      return (value) => (axis.has(value) ? value >= from && value <= to : brush.missing === true);
    };

    /**
     * @param {Object[]} axes
     * @param {Object<string, Object>} brushes by the axis's name.
     * @param {number} count of runs.
     * @returns {Uint8Array} 1 for each run that passes all of them.
     */
    const passing = (axes, brushes, count) => {
      const mask = new Uint8Array(count).fill(1);
      for (const axis of axes) {
        if (!brushes[axis.name]) continue;
        const passed = passes(axis, brushes[axis.name]);
        for (let run = 0; run < count; run += 1) if (mask[run] && !passed(axis.values[run])) mask[run] = 0;
      }
      return mask;
    };

    return { floor, between, intervals, hull, moved, pressed, passing };
  })(),
);
