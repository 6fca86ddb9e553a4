"use strict";
/* The difference of two texts line by line: the fewest lines gone and new (Myers 1986, "An O(ND) difference algorithm"). */
H.diff = (() => {
  /** So many lines gone or new are looked for at most: time and memory grow with the square of them. */
  const MOST = 1500;

  const split = (text) => {
    const lines = text.split("\n");
    if (lines.at(-1) === "") lines.pop();
    return lines;
  };

  /** How far equal lines go from a place on. */
  const slide = (before, after, x, y) => {
    let [old, now] = [x, y];
    while (old < before.length && now < after.length && before[old] === after[now]) [old, now] = [old + 1, now + 1];
    return old;
  };

  /** For each number of edits, the farthest line of `before` that is reached on each diagonal; null if more are needed. */
  const traced = (before, after) => {
    const most = Math.min(MOST, before.length + after.length);
    const farthest = new Int32Array(2 * most + 3);
    const trace = [];
    for (let edits = 0; edits <= most; edits += 1) {
      trace.push(farthest.slice(most + 1 - edits - 1, most + 1 + edits + 2));
      for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
        const at = most + 1 + diagonal;
        const down = diagonal === -edits || (diagonal !== edits && farthest[at - 1] < farthest[at + 1]);
        const x = down ? farthest[at + 1] : farthest[at - 1] + 1;
        farthest[at] = slide(before, after, x, x - diagonal);
        if (farthest[at] >= before.length && farthest[at] - diagonal >= after.length) return trace;
      }
    }
    return null;
  };

  /** The edits from the end back to the beginning. */
  const walked = (trace, before, after) => {
    const found = [];
    let [x, y] = [before.length, after.length];
    for (let edits = trace.length - 1; edits >= 0; edits -= 1) {
      const reached = (diagonal) => trace[edits][diagonal + edits + 1];
      const diagonal = x - y;
      const down = diagonal === -edits || (diagonal !== edits && reached(diagonal - 1) < reached(diagonal + 1));
      const from = down ? diagonal + 1 : diagonal - 1;
      const [startX, startY] = edits ? [reached(from), reached(from) - from] : [0, 0];
      while (x > startX && y > startY) found.push({ kind: "same", text: after[(y -= 1)], old: (x -= 1) + 1, new: y + 1 });
      if (!edits) break;
      if (down) found.push({ kind: "new", text: after[(y -= 1)], old: null, new: y + 1 });
      else found.push({ kind: "gone", text: before[(x -= 1)], old: x + 1, new: null });
    }
    return found.reverse();
  };

  const replaced = (before, after) => [
    ...before.map((text, at) => ({ kind: "gone", text, old: at + 1, new: null })),
    ...after.map((text, at) => ({ kind: "new", text, old: null, new: at + 1 })),
  ];

  const shifted = (line, by) => ({ ...line, old: line.old && line.old + by, new: line.new && line.new + by });

  const middle = (before, after) => {
    const trace = traced(before, after);
    return trace ? walked(trace, before, after) : replaced(before, after);
  };

  return {
    /**
     * All lines of both texts in order: {kind: "same"|"gone"|"new", text, old, new}, the last two their numbers from 1,
     * null where there is none. Texts that have too little in common are told as replaced.
     */
    lines(one, other) {
      const [before, after] = [split(one), split(other)];
      const start = slide(before, after, 0, 0);
      let [end, last] = [before.length, after.length];
      while (end > start && last > start && before[end - 1] === after[last - 1]) [end, last] = [end - 1, last - 1];
      const same = (from, to, by) => after.slice(from, to).map((text, at) => ({ kind: "same", text, old: from + at + 1 + by, new: from + at + 1 }));
      return [
        ...same(0, start, 0),
        ...middle(before.slice(start, end), after.slice(start, last)).map((line) => shifted(line, start)),
        ...same(last, after.length, end - last),
      ];
    },

    /** Parts of such lines around what changed, with so many equal ones beside it. */
    hunks(lines, context = 3) {
      const found = [];
      let until = -1;
      lines.forEach((line, at) => {
        if (line.kind === "same") return;
        const from = Math.max(at - context, 0);
        if (from > until) found.push({ from, to: 0 });
        until = Math.min(at + context + 1, lines.length);
        found.at(-1).to = until;
      });
      return found.map(({ from, to }) => lines.slice(from, to));
    },
  };
})();
