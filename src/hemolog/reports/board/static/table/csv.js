"use strict";
/* The table as CSV (RFC 4180), for other programs. */
H.csv = (() => {
  /** A spreadsheet would take a text that begins so for a formula: an apostrophe says that it is none. */
  const safe = (text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
  const field = (value) => {
    if (value === null || value === undefined) return "";
    const text = typeof value === "string" ? safe(value) : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };

  return {
    /** Some runs with some columns, every value in full. */
    text(runs, names) {
      const rows = [names.map(field), ...runs.map((run) => names.map((name) => field(H.facts.value(run, name))))];
      return rows.map((row) => `${row.join(",")}\r\n`).join("");
    },
  };
})();
