"use strict";
/** The command that writes a board of the runs that are chosen here. */
H.command = (() => {
  const { written } = H.filterTokens;

  const literal = (value) => (typeof value === "string" ? written(value) : String(value));

  const brush = ([column, { in: wanted, from, to, missing }]) => {
    const name = written(column);
    if (Array.isArray(wanted)) return `${name} in [${wanted.map(literal).join(", ")}]`;
    const bounds = [[">=", from], ["<=", to]].filter(([, bound]) => bound !== undefined && bound !== null);
    const there = bounds.map(([sign, bound]) => `${name} ${sign} ${bound}`).join(" and ") || `${name} != null`;
    return missing ? `${there} or ${name} == null` : there;
  };

  /** As a shell takes it for one word, whatever is in it. */
  const shell = (text) => `'${text.replaceAll("'", "'\\''")}'`;

  return {
    /** The filter that says what the page's filter, brushes and selection leave, and one thing more; empty if that is all. */
    filter(more = "") {
      const { filter, brushes } = H.state.now;
      const selected = H.chosen.selected().map((run) => H.facts.value(run, "run.commit"));
      const parts = [
        H.chosen.problem() === null ? filter.trim() : "",
        ...Object.entries(brushes).map(brush),
        selected.length ? `run.commit in [${selected.map(literal).join(", ")}]` : "",
        more,
      ].filter(Boolean);
      return parts.length === 1 ? parts[0] : parts.map((part) => (/\bor\b/i.test(part) ? `(${part})` : part)).join(" and ");
    },
    /** `hemolog board --filter '...'`. */
    board: (filter) => `hemolog board --filter ${shell(filter)}`,
  };
})();
