"use strict";
/** The axes above the lines: titles, ticks, the mark of no value, brushes, and what is told of them to a screen reader. */
H.parallel.frame = (() => {
  const TICKS = 6;
  const LETTER = 6.4; // pixels, about, of the ticks' font
  const NEAR = 15; // pixels that labels of categories need
  const STRIP = 7;
  let made = 0;

  const written = (axis, value) => (axis.kind === "number" ? H.format.number(value) : H.format.value(value, axis));

  const shortened = (text, apart) => H.format.text(text, Math.max(5, Math.floor((apart - 20) / LETTER)));

  const tick = (axis, value, at, { apart, isLast }) => {
    const text = written(axis, value);
    const [x, anchor] = isLast ? [STRIP + 10, "start"] : [-8, "end"];
    return H.el("svg:g", { transform: `translate(0,${at})` }, [
      H.el("svg:line", { x1: isLast ? 0 : -4, x2: isLast ? STRIP + 6 : 0 }),
      H.el("svg:text", { x, dy: "0.35em", "text-anchor": anchor }, shortened(text, apart), H.el("svg:title", {}, text)),
    ]);
  };

  /** Ticks that have room: of many categories every so manieth is labelled. */
  const ticks = (axis, layout, of) => {
    const values = axis.ticks(TICKS);
    const every = Math.max(1, Math.ceil((values.length * NEAR) / layout.unit));
    const shown = axis.ends ? values : values.filter((_, at) => at % every === 0);
    return shown.map((value) => tick(axis, value, H.parallel.y(layout, axis.place(value)), of));
  };

  const missing = (axis, layout) => {
    if (!axis.missing) return null;
    const at = H.parallel.y(layout, H.parallel.MISSING);
    return H.el("svg:g", { class: "none", transform: `translate(0,${at})` }, [
      H.el("svg:line", { x1: -5, x2: 5 }),
      H.el("svg:text", { y: 15, "text-anchor": "middle" }, "no value"),
    ]);
  };

  /** The strip beside the axis that the colours are of. */
  const strip = (layout, colours) => {
    const id = `parallel-colours-${(made += 1)}`;
    const stops = colours.map((colour, at) => H.el("svg:stop", { offset: at / (colours.length - 1), "stop-color": colour }));
    return [
      H.el("svg:linearGradient", { id, x1: 0, x2: 0, y1: 1, y2: 0 }, stops),
      H.el("svg:rect", { class: "colours", x: 4, width: STRIP, y: layout.top, height: layout.unit, fill: `url(#${id})` }),
    ];
  };

  /**
   * An axis as an element that takes the focus and pointers; `.brush` in it is filled by `mark`.
   * @param {Object} axis
   * @param {Object} layout
   * @param {{x: number, isLast: boolean, colours: string[]|null}} of
   */
  const drawn = (axis, layout, of) => {
    const bottom = H.parallel.y(layout, 0);
    const low = H.parallel.y(layout, H.parallel.floor(axis));
    return H.el(
      "svg:g",
      {
        class: "axis",
        transform: `translate(${of.x},0)`,
        tabindex: 0,
        role: "slider",
        "aria-orientation": "vertical",
        "aria-label": `Brush of ${axis.name}`,
        "aria-valuemin": 0,
        "aria-valuemax": 100,
        "data-axis": axis.name,
      },
      [
        of.colours ? strip(layout, of.colours) : null,
        H.el("svg:line", { class: "stem", y1: layout.top, y2: bottom }),
        axis.missing ? H.el("svg:line", { class: "stem none", y1: bottom, y2: H.parallel.y(layout, H.parallel.MISSING) }) : null,
        ticks(axis, layout, of),
        missing(axis, layout),
        H.el("svg:g", { class: "brush" }),
        H.el("svg:rect", { class: "hit", x: -16, width: 32, y: layout.top - 8, height: low - layout.top + 16 }),
      ],
    );
  };

  /** A brush in words: `0.001 to 0.01`. */
  const words = (axis, brush) => {
    if (!brush) return "all";
    if (brush.in) return brush.in.map((value) => (value === null ? "no value" : written(axis, value))).join(", ");
    return `${written(axis, brush.from)} to ${written(axis, brush.to)}${brush.missing ? " or no value" : ""}`;
  };

  const part = (layout, [low, high]) => {
    const [top, bottom] = [H.parallel.y(layout, high), H.parallel.y(layout, low)];
    return [
      H.el("svg:rect", { x: -8, width: 16, y: top, height: Math.max(bottom - top, 2), rx: 2 }),
      H.el("svg:line", { x1: -8, x2: 8, y1: top, y2: top }),
      H.el("svg:line", { x1: -8, x2: 8, y1: bottom, y2: bottom }),
    ];
  };

  const bounds = (axis, layout, brush) => {
    if (!brush || brush.in) return [];
    const label = (value, dy) => {
      const at = H.parallel.y(layout, axis.place(value));
      return H.el("svg:text", { x: 0, y: at + dy, "text-anchor": "middle" }, written(axis, value));
    };
    return [label(brush.to, -6), label(brush.from, 15)];
  };

  /** Show the brush of an axis, and say it. */
  const mark = (element, axis, layout, brush) => {
    const hull = H.parallel.hull(axis, brush);
    const parts = brush ? H.parallel.intervals(axis, brush) : [];
    H.fill(element.querySelector(".brush"), parts.map((each) => part(layout, each)), bounds(axis, layout, brush));
    element.setAttribute("aria-valuenow", Math.round(50 * (hull ? Math.max(hull[0], 0) + Math.max(hull[1], 0) : 1)));
    element.setAttribute("aria-valuetext", H.format.text(words(axis, brush), 120));
  };

  /** What stands above an axis: its name, to be dragged, and whether it is logarithmic. */
  const title = (axis, { x, apart, at, count, isPinned, short }, { onLog }) => {
    const pieces = short.split(/(?<=[_.])/).flatMap((piece) => [piece, H.el("wbr")]);
    const place = isPinned ? "colours the lines, stays at the right" : `axis ${at + 1} of ${count}, moves with the left and right arrow keys`;
    const name = isPinned
      ? H.el("span", { class: "name" }, pieces)
      : H.el("button", { class: "name", "aria-label": `${short}, ${place}` }, pieces);
    const log = axis.allowsLog
      ? H.el("button", { class: "log", "aria-pressed": String(axis.log), "aria-label": `Logarithmic axis of ${short}`, on: { click: () => onLog(axis.name, !axis.log) } }, axis.log ? "log" : "linear")
      : H.el("span", { class: "log" }, axis.categories ? H.format.count(axis.categories, "value") : "linear");
    const width = Math.min(apart - 2, 168);
    return H.el("div", { class: "title", title: axis.name, "data-axis": axis.name, style: { left: `${x - width / 2}px`, width: `${width}px` } }, name, log);
  };

  return { drawn, mark, title, words, written };
})();
