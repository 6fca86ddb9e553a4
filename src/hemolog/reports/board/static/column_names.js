"use strict";
/**
 * Names of columns, of which a user may leave out words at the front: the twin of `experiments/history/column_names.py`.
 *
 *     const endsOf = H.columnNames.index(["metrics.val.macro_f1", "params.train.learning_rate"]);
 *     H.columnNames.resolve("learning_rate", endsOf); // "params.train.learning_rate"
 */
H.columnNames = (() => {
  const MOST_NAMED = 8;
  const MOST_ENDS = 50;
  /** Parameters that are settings of Hemolog itself; they name parameters again. */
  const OWN = ["params.search.", "params.board.", "params.compare."];

  /** A name is that of no column, or may be that of several. */
  class NameProblem extends Error {}

  /** A name and its ends of whole words; of another file's parameter the file stays part of each. */
  function ends(name) {
    if (OWN.some((start) => name.startsWith(start))) return [name, name.slice("params.".length)];
    const head = name.split(":", 1)[0];
    return [name, ...[...head.matchAll(/\./g)].slice(0, MOST_ENDS).map((dot) => name.slice(dot.index + 1))];
  }

  /** Every end of some qualified names -> the names that end so. */
  function index(names) {
    const found = new Map();
    for (const name of names) {
      for (const end of ends(name)) {
        if (!found.has(end)) found.set(end, []);
        found.get(end).push(name);
      }
    }
    return found;
  }

  /** The qualified name that is meant by a name or an end of one; `endsOf` is what `index` gives. */
  function resolve(name, endsOf) {
    const found = endsOf.get(name) ?? [];
    if (found.includes(name)) return name;
    if (found.length === 1) return found[0];
    if (found.length > 1) {
      const more = found.length > MOST_NAMED ? ` and ${found.length - MOST_NAMED} more` : "";
      const named = found.slice(0, MOST_NAMED).join(" or ");
      throw new NameProblem(`'${name}' may be ${named}${more}: say which`);
    }
    const near = nearest(name, new Set([...endsOf.values()].flat()));
    const hint = near === null ? "" : ` (did you mean ${near}?)`;
    throw new NameProblem(`the column '${name}' is unknown${hint}`);
  }

  const leaf = (name) => name.slice(name.lastIndexOf(".") + 1);

  /** The name whose last word looks most like that of another, if any looks like it at all. */
  function nearest(name, names) {
    let found = null;
    let best = 0.6;
    for (const other of names) {
      const longest = Math.max(leaf(name).length, leaf(other).length);
      const alike = 1 - distance(leaf(name), leaf(other)) / longest;
      if (alike >= best && (alike > best || found === null)) [found, best] = [other, alike];
    }
    return found;
  }

  /** How many letters have to be changed, put in or left out. */
  function distance(one, other) {
    let above = Array.from({ length: other.length + 1 }, (_, column) => column);
    for (let row = 1; row <= one.length; row += 1) {
      const here = [row];
      for (let column = 1; column <= other.length; column += 1) {
        const changed = above[column - 1] + (one[row - 1] === other[column - 1] ? 0 : 1);
        here.push(Math.min(changed, above[column] + 1, here[column - 1] + 1));
      }
      above = here;
    }
    return above.at(-1);
  }

  return { ends, index, resolve, NameProblem };
})();
