"use strict";
/** The line under the pointer: found by its distance, drawn above the others, named. */
H.parallel.hover = (() => {
  const REACH = 14; // pixels

  /**
   * The run whose line passes nearest.
   * @param {{xs: number[], ys: Float32Array[], mask: Uint8Array|null, count: number}} lines in pixels of the page.
   * @returns {number} -1 if none is near.
   */
  const nearest = ({ xs, ys, mask, count }, x, y) => {
    const right = xs.findIndex((each) => each >= x);
    if (right < 1) return -1;
    const share = (x - xs[right - 1]) / (xs[right] - xs[right - 1]);
    const [from, to] = [ys[right - 1], ys[right]];
    let [found, best] = [-1, REACH];
    for (let run = 0; run < count; run += 1) {
      if (mask && !mask[run]) continue;
      const distance = Math.abs(from[run] + (to[run] - from[run]) * share - y);
      if (distance < best) [found, best] = [run, distance];
    }
    return found;
  };

  /**
   * Follow the pointer over a plot.
   * @param {HTMLElement} plot
   * @param {SVGElement} line a polyline that is shown above.
   * @param {HTMLElement} label
   * @param {{lines: function(): Object, text: function(number): string, picked: function(number)}} of
   */
  const listen = (plot, line, label, { lines, text, picked }) => {
    let run = -1;
    const show = (event) => {
      const box = plot.getBoundingClientRect();
      const [x, y] = [event.clientX - box.left, event.clientY - box.top];
      const all = lines();
      run = event.buttons || event.target.closest(".title") ? -1 : nearest(all, x, y);
      plot.classList.toggle("over-line", run >= 0);
      label.hidden = run < 0;
      line.setAttribute("points", run < 0 ? "" : all.xs.map((each, at) => `${each},${all.ys[at][run]}`).join(" "));
      if (run < 0) return;
      H.fill(label, text(run));
      label.style.left = `${Math.min(x + 14, box.width - label.offsetWidth - 4)}px`;
      label.style.top = `${y + 16}px`;
    };
    const hide = () => {
      run = -1;
      label.hidden = true;
      line.setAttribute("points", "");
    };
    plot.addEventListener("pointermove", H.atNextFrame(show));
    plot.addEventListener("pointerleave", H.atNextFrame(hide));
    plot.addEventListener("click", (event) => run >= 0 && !event.target.closest(".hit, .title") && picked(run));
  };

  return { nearest, listen };
})();
