"use strict";
/**
 * Draw parallel coordinates: a line for each run across an axis for each column.
 * @param {HTMLElement} host
 * @param {Object} options
 *   `axes`: [{name, kind, values, log}], a value for each run, the same runs in each;
 *   `colourBy`: the name of the axis that colours the lines, pinned to the right; `direction`: which end of it is better;
 *   `order`: names, those missing stand behind; `brushes`: by name; `eligible`: mask of runs that may be in colour, or null;
 *   `named`: what a run is called; `onBrush(name, brush)`, `onOrder(names)`, `onLog(name, log)`, `onPick(run)`.
 * @returns {{update: function(Object), destroy: function(), statistics: function(): Object}} `update` takes options that
 *   changed; `statistics` tells {lines, drawn, gaps, behind, axes, milliseconds: {draw, brush}}: how many lines there
 *   are, how many in colour, and how long the last drawing and the last change of a brush kept the page busy.
 */
H.parallel.draw = (host, options) => {
  const NOTHING = () => {};
  /** Milliseconds of a frame that may go into drawing: while a brush moves the page must keep up. */
  const [DRAWING, BRUSHING] = [40, 4];
  let given = { direction: "max", order: [], brushes: {}, eligible: null, named: String, ...{ onBrush: NOTHING, onOrder: NOTHING, onLog: NOTHING, onPick: NOTHING }, ...options };
  let axes = new Map();
  let shown = null; // {order, layout, elements, ys}
  let mask = null;
  let isPrinting = false;
  let waiting = 0;
  const milliseconds = { draw: 0, brush: 0 };

  const canvas = H.el("canvas", { role: "img" });
  const overlay = H.el("svg:svg", { class: "overlay" });
  const line = H.el("svg:polyline", { class: "hovered" });
  const titles = H.el("div", { class: "titles" });
  const label = H.el("div", { class: "hover-label", hidden: true });
  const plot = H.el("div", { class: "plot" }, canvas, overlay, titles, label);
  const scroll = H.el("div", { class: "scroll" }, plot);
  host.append(H.el("div", { class: "parallel" }, scroll));
  const lines = H.parallel.lines(canvas);

  const count = () => given.axes[0]?.values.length ?? 0;
  const theme = () => (isPrinting ? "light" : H.colours.theme());

  /** Draw what is behind, now for a while and in later frames until all is drawn. */
  const work = (budget) => {
    cancelAnimationFrame(waiting);
    if (lines.work(budget)) waiting = requestAnimationFrame(() => work(budget));
    else plot.dataset.drawn = lines.statistics().drawn;
  };

  const choose = () => {
    const isBrushed = [...axes.keys()].some((name) => given.brushes[name]);
    mask = isBrushed ? H.parallel.passing([...axes.values()], given.brushes, count()) : null;
    if (given.eligible) mask = given.eligible.map((each, run) => (each && (!mask || mask[run]) ? 1 : 0));
    lines.choose(mask);
    delete plot.dataset.drawn;
    const [all, drawn] = [count(), lines.statistics().drawn];
    canvas.setAttribute("aria-label", `Lines of ${H.format.count(all, "run")} over ${axes.size} axes, ${drawn.toLocaleString("en-US")} of them in colour`);
  };

  const marks = () => {
    for (const [name, element] of shown.elements) H.parallel.frame.mark(element, axes.get(name), shown.layout, given.brushes[name]);
  };

  const setBrush = (name, brush) => {
    const begun = performance.now();
    const { [name]: _, ...others } = given.brushes;
    given.brushes = brush ? { ...others, [name]: brush } : others;
    choose();
    work(BRUSHING);
    H.parallel.frame.mark(shown.elements.get(name), axes.get(name), shown.layout, brush ?? undefined);
    given.onBrush(name, brush);
    milliseconds.brush = performance.now() - begun;
  };

  const hang = (name, x) => {
    shown.elements.get(name).setAttribute("transform", `translate(${x},0)`);
    const title = [...titles.children].find((each) => each.dataset.axis === name);
    title.style.left = `${x - title.offsetWidth / 2}px`;
    title.classList.add("hanging");
  };

  const move = (name, to) => {
    given.order = H.parallel.movedTo(shown.order, name, to, given.colourBy);
    given.onOrder(given.order);
    draw();
    [...titles.children].find((each) => each.dataset.axis === name)?.querySelector("button")?.focus();
  };

  /** The axes anew, as elements. */
  const drawFrame = ({ order, layout }) => {
    const colours = H.parallel.shades(theme(), given.direction);
    const of = (name, at) => ({ x: layout.xs[at], apart: layout.apart, at, short: layout.names.get(name), count: order.length, isLast: at === order.length - 1, isPinned: name === given.colourBy, colours: name === given.colourBy ? colours : null });
    const elements = new Map(order.map((name, at) => [name, H.parallel.frame.drawn(axes.get(name), layout, of(name, at))]));
    H.fill(overlay, line, [...elements.values()]);
    for (const [property, size] of [["width", layout.width], ["height", layout.height]]) {
      overlay.setAttribute(property, size);
      plot.style[property] = canvas.style[property] = `${size}px`;
    }
    H.fill(titles, order.map((name, at) => H.parallel.frame.title(axes.get(name), of(name, at), { onLog: (each, log) => given.onLog(each, log) })));
    for (const [name, element] of elements)
      H.parallel.brushing.listen(element, axes.get(name), { layout, brush: () => given.brushes[name], set: (brush) => setBrush(name, brush) });
    order.forEach((name, at) => {
      const left = () => plot.getBoundingClientRect().left;
      H.parallel.ordering.listen(titles.children[at], { xs: layout.xs, at, left, follow: (x) => hang(name, x), move: (to) => move(name, to), drop: draw });
    });
    return elements;
  };

  const drawLines = ({ order, layout }) => {
    const ratio = devicePixelRatio || 1;
    const { WIDTH, inksOf, paints, heights } = H.parallel;
    const [xs, all] = [[...layout.xs], order.map((name) => axes.get(name))];
    if (all.length === 1) [xs[0], xs[1], all[1]] = [xs[0] - 24, xs[0] + 24, all[0]];
    lines.show({
      width: Math.round(layout.width * ratio),
      height: Math.round(layout.height * ratio),
      xs: xs.map((x) => Math.round(x * ratio)),
      ys: all.map((axis) => heights(axis, layout.top * ratio, layout.unit * ratio)),
      count: count(),
      lineWidth: WIDTH * ratio,
      paints: paints(theme(), count(), given.direction),
      ...inksOf(axes.get(given.colourBy), count(), given.direction),
    });
    return { xs, ys: all.map((axis) => heights(axis, layout.top, layout.unit)) };
  };

  const draw = () => {
    const begun = performance.now();
    const order = H.parallel.ordered([...axes.keys()], given.order, given.colourBy);
    const layout = H.parallel.layout(host.clientWidth || 960, order.map((name) => axes.get(name)));
    shown = { order, layout };
    if (!order.length) return;
    Object.assign(shown, drawLines(shown), { elements: drawFrame(shown) });
    marks();
    choose();
    work(isPrinting ? Infinity : DRAWING);
    milliseconds.draw = performance.now() - begun;
  };

  const build = () => {
    axes = new Map(given.axes.map((column) => [column.name, H.parallel.axis(column)]));
    draw();
  };

  H.parallel.hover.listen(plot, line, label, {
    lines: () => ({ xs: shown.xs, ys: shown.ys, mask, count: count() }),
    text: (run) => {
      const axis = axes.get(given.colourBy);
      return axis ? `${given.named(run)} · ${H.parallel.frame.written(axis, axis.values[run])}` : given.named(run);
    },
    picked: (run) => given.onPick(run),
  });
  const print = (printing) => () => {
    isPrinting = printing;
    draw();
  };
  const [before, after, resized] = [print(true), print(false), H.atNextFrame(() => host.isConnected && shown.layout.width !== H.parallel.layout(host.clientWidth, [...axes.values()]).width && draw())];
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  const sizes = new ResizeObserver(resized);
  sizes.observe(host);
  const deaf = H.theme.listen(draw);
  build();

  return {
    update(changed) {
      const isSame = (name) => !(name in changed) || JSON.stringify(changed[name]) === JSON.stringify(given[name]);
      const isBuilt = "axes" in changed;
      const isDrawn = ["order", "colourBy", "direction"].every(isSame);
      const isChosen = isSame("brushes") && !("eligible" in changed);
      given = { ...given, ...changed };
      if (isBuilt) build();
      else if (!isDrawn) draw();
      else if (!isChosen) {
        marks();
        choose();
        work(BRUSHING);
      }
    },
    destroy() {
      cancelAnimationFrame(waiting);
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
      sizes.disconnect();
      deaf();
      host.replaceChildren();
    },
    statistics: () => ({ ...lines.statistics(), axes: axes.size, milliseconds: { ...milliseconds } }),
  };
};
