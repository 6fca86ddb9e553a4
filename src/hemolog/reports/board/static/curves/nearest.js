"use strict";
/** The curve under the pointer: found by distance, whichever traces it was drawn in; drawn above the others and named. */
Object.assign(
  H.curves,
  (() => {
    const REACH = 24; // pixels

    /** From a value to pixels, on an axis of {log, range, length, flipped}: a logarithmic range is in powers of ten. */
    const pixels = ({ log, range: [from, to], length, flipped }) => {
      const per = length / (to - from);
      return (value) => {
        const at = ((log ? Math.log10(value) : value) - from) * per;
        return flipped ? length - at : at;
      };
    };

    /**
     * The nearest point that is near.
     * @param {{steps: number[], values: Array<number|null>}[]} all
     * @param {function(number): number} x from a step to pixels.
     * @param {function(number): number} y from a value to pixels.
     * @param {number[]} pointer in pixels.
     * @returns {{series: number, point: number}|null}
     */
    const nearest = (all, x, y, [left, top]) => {
      let [found, least] = [null, REACH ** 2];
      all.forEach(({ steps, values }, series) => {
        for (let point = 0; point < steps.length; point += 1) {
          const across = x(steps[point]) - left;
          if (across * across >= least || !H.scales.isNumber(values[point])) continue;
          const distance = across * across + (y(values[point]) - top) ** 2;
          if (distance < least) [found, least] = [{ series, point }, distance];
        }
      });
      return found;
    };

    /** The axes of a chart as Plotly drew it. */
    const axes = (chart) => {
      const { xaxis, yaxis } = chart._fullLayout;
      const of = (axis, flipped) =>
        pixels({ log: axis.type === "log", range: axis.range, length: axis._length, flipped });
      return { x: of(xaxis, false), y: of(yaxis, true), left: xaxis._offset, top: yaxis._offset };
    };

    /**
     * Follow the pointer over a chart.
     * @param {HTMLElement} frame around the chart; overlay and label are added to it.
     * @param {HTMLElement} chart drawn by Plotly.
     * @param {{all: function(): Object[], text: function(Object, number): string, picked: function(Object)}} of
     */
    const follow = (frame, chart, { all, text, picked }) => {
      const [path, dot] = [H.el("svg:polyline", {}), H.el("svg:circle", { r: 4.5 })];
      const overlay = H.el("svg:svg", { class: "nearest", "aria-hidden": "true" }, path, dot);
      const label = H.el("div", { class: "hover-label" });
      frame.append(overlay, label);
      let found = null;

      const draw = (series, point, { x, y, left, top }) => {
        const at = (index) => [left + x(series.steps[index]), top + y(series.values[index])];
        const points = series.steps.map((_, index) => index).filter((index) => H.scales.isNumber(series.values[index]));
        const [across, down] = at(point);
        path.setAttribute("points", points.map((index) => at(index).join()).join(" "));
        dot.setAttribute("cx", across);
        dot.setAttribute("cy", down);
        H.fill(label, text(series, point));
        label.style.left = `${Math.max(4, Math.min(across + 12, frame.clientWidth - label.offsetWidth - 8))}px`;
        label.style.top = `${down + 12}px`;
      };
      const show = (series) => {
        found = series;
        overlay.toggleAttribute("hidden", !found);
        label.hidden = !found;
      };
      const moved = (event) => {
        if (!chart._fullLayout?.xaxis || event.buttons || event.type === "pointerleave") return show(null);
        const [drawn, box, shown] = [axes(chart), chart.getBoundingClientRect(), all()];
        const pointer = [event.clientX - box.left - drawn.left, event.clientY - box.top - drawn.top];
        const hit = nearest(shown, drawn.x, drawn.y, pointer);
        show(hit && shown[hit.series]);
        if (hit) draw(shown[hit.series], hit.point, drawn);
      };
      const atFrame = H.atNextFrame(moved);
      for (const event of ["pointermove", "pointerleave"]) frame.addEventListener(event, atFrame);
      frame.addEventListener("click", () => found && picked(found));
      show(null);
    };

    return { pixels, nearest, follow };
  })(),
);
