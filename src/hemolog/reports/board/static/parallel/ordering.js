"use strict";
/** How axes are put in another order: by dragging their titles, and by keys on them. */
H.parallel.ordering = (() => {
  const CLICK = 4; // pixels that a click may move

  /** The index of the place that is nearest to an x. */
  const nearest = (xs, x) => xs.reduce((best, each, at) => (Math.abs(each - x) < Math.abs(xs[best] - x) ? at : best), 0);

  /**
   * Listen on a title.
   * @param {HTMLElement} title
   * @param {{xs: number[], at: number, left: function(): number, follow: function(number), move: function(number), drop: function()}} of
   *   `at`: the index of its axis; `left`: the x on the screen of the plot's left edge; `follow`: let the axis hang at an
   *   x; `move`: put it to an index; `drop`: let it snap to its place.
   */
  const listen = (title, { xs, at, left, follow, move, drop }) => {
    const name = title.querySelector("button.name");
    if (!name) return;
    let from = null;
    name.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      from = event.clientX;
      name.setPointerCapture(event.pointerId);
    });
    name.addEventListener("pointermove", (event) => {
      if (from !== null && Math.abs(event.clientX - from) > CLICK) follow(event.clientX - left());
    });
    name.addEventListener("pointerup", (event) => {
      if (from === null) return;
      const isMoved = Math.abs(event.clientX - from) > CLICK;
      const to = nearest(xs, event.clientX - left());
      from = null;
      if (isMoved && to !== at) move(to);
      else drop();
    });
    name.addEventListener("pointercancel", () => {
      from = null;
      drop();
    });
    name.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      move(at + by);
    });
  };

  return { nearest, listen };
})();
