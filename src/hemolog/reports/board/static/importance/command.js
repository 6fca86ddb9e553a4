"use strict";
/** The command that writes a board of the runs that are chosen here. */
H.command = (() => {
  /** A text as the language of filters quotes it. */
  const quoted = (text) => `"${String(text).replace(/["\\]/g, "\\$&")}"`;

  const name = (of) => (/^[A-Za-z_][\w.-]*$/.test(of) ? of : quoted(of));

  const value = (of) => (typeof of === "string" ? quoted(of) : String(of));

  const brush = ([column, { in: wanted, from, to }]) => {
    if (wanted) return `${name(column)} in [${wanted.map(value).join(", ")}]`;
    const bounds = [[">=", from], ["<=", to]].filter(([, bound]) => bound !== undefined && bound !== null);
    return bounds.map(([sign, bound]) => `${name(column)} ${sign} ${bound}`).join(" and ");
  };

  /** As a shell takes it for one word, whatever is in it. */
  const shell = (text) => `'${text.replaceAll("'", "'\\''")}'`;

  return {
    quoted,
    /** The filter that says what the page's filter, brushes and selection leave, and one thing more; empty if that is all. */
    filter(more = "") {
      const { filter, brushes } = H.state.now;
      const selected = H.chosen.selected().map((run) => H.facts.value(run, "run.commit"));
      const parts = [
        H.chosen.problem() === null ? filter.trim() : "",
        ...Object.entries(brushes).map(brush),
        selected.length ? `run.commit in [${selected.map(quoted).join(", ")}]` : "",
        more,
      ].filter(Boolean);
      return parts.length === 1 ? parts[0] : parts.map((part) => (/\bor\b/i.test(part) ? `(${part})` : part)).join(" and ");
    },
    /** `hemolog board --filter '...'`. */
    board: (filter) => `hemolog board --filter ${shell(filter)}`,
  };
})();
