"use strict";
/* Names of columns as headings have them. */
H.names = (() => {
  const { ends } = H.columnNames; // So that a heading is what a filter takes.
  let counted = null;

  const users = () => {
    if (counted?.of !== H.facts.columns) {
      counted = { of: H.facts.columns, times: new Map() };
      for (const name of H.facts.columns.keys())
        for (const end of ends(name)) counted.times.set(end, (counted.times.get(end) ?? 0) + 1);
    }
    return counted.times;
  };

  /** Words that are left: a metric says what it was measured on, `test.per_class.MONOCYTE.recall`. */
  const least = (name) => (name.startsWith("metrics.") ? name.split(".").length - 1 : 1);

  return {
    /** The shortest end of a qualified name that no other column has; of a metric with what it is measured on. */
    short(name) {
      const all = ends(name);
      const found = all.findLast((end) => users().get(end) === 1 && end.split(".").length >= least(name));
      return H.format.text(found ?? name, 60);
    },
    /** The part before the first dot: params, metrics, run, facts. */
    group: (name) => name.split(".", 1)[0],
  };
})();
