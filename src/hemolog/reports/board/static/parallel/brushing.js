"use strict";
/** How an axis is brushed: by a pointer and by keys. */
H.parallel.brushing = (() => {
  const GRIP = 7; // pixels around an end of a brush by which it is taken
  const CLICK = 3; // pixels that a click may move

  /** What a drag that begins at a place does: from there `end`s the brush, or moves it, or makes a new one. */
  const grasp = (hull, place, grip) => {
    if (!hull) return { kind: "new" };
    const [low, high] = hull;
    if (Math.abs(place - high) <= grip) return { kind: "end", fixed: low };
    if (Math.abs(place - low) <= grip) return { kind: "end", fixed: high };
    return place > low && place < high ? { kind: "move", hull } : { kind: "new" };
  };

  /** The brush after a drag from one place to another. */
  const dragged = (axis, { kind, fixed, hull }, from, to) => {
    if (kind === "move") return H.parallel.moved(axis, hull, to - from);
    return H.parallel.between(axis, kind === "end" ? fixed : from, to);
  };

  /**
   * Listen on the element of an axis.
   * @param {SVGElement} element
   * @param {Object} axis
   * @param {{layout: Object, brush: function(): Object|undefined, set: function(Object|null)}} of
   */
  const listen = (element, axis, { layout, brush, set }) => {
    const at = (event) => H.parallel.place(layout, event.clientY - element.ownerSVGElement.getBoundingClientRect().top);
    const grip = GRIP / layout.unit;
    const hit = element.querySelector(".hit");
    let drag = null;

    hit.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      hit.setPointerCapture(event.pointerId);
      element.focus({ preventScroll: true });
      const from = at(event);
      drag = { from, y: event.clientY, grasp: grasp(H.parallel.hull(axis, brush()), from, grip), moved: false };
      event.preventDefault();
    });
    const apply = H.atNextFrame((made) => set(made));
    hit.addEventListener("pointermove", (event) => {
      if (!drag) {
        const { kind } = grasp(H.parallel.hull(axis, brush()), at(event), grip);
        hit.style.cursor = { new: "crosshair", move: "grab", end: "ns-resize" }[kind];
        return;
      }
      drag.moved ||= Math.abs(event.clientY - drag.y) > CLICK;
      if (drag.moved) apply(dragged(axis, drag.grasp, drag.from, at(event)));
    });
    hit.addEventListener("pointerup", (event) => {
      if (drag?.moved) apply(dragged(axis, drag.grasp, drag.from, at(event)));
      drag = null;
    });
    hit.addEventListener("pointercancel", () => (drag = null));
    hit.addEventListener("dblclick", () => apply(null));
    element.addEventListener("keydown", (event) => {
      const made = H.parallel.pressed(axis, H.parallel.hull(axis, brush()), event);
      if (made === undefined || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      set(made);
    });
  };

  return { grasp, dragged, listen };
})();
