"use strict";
/* Each class by itself: its figures side by side, and what it was taken for: confusion matrices beside each other. */
H.compare.classes = (() => {
  /** Shade of a cell with all of its row: no more, for its text has to be read on it. */
  const DARKEST = 45; // per cent of the accent
  const WIDE = 12; // classes; with more there is room for counts alone

  /** Figures of classes: figure -> [class, metric] pairs. */
  const figures = (runs, prefix) => {
    const found = new Map();
    for (const name of H.facts.columns.keys()) {
      if (!name.startsWith(`${prefix}.`) || H.table.isBound(name) || runs.every((run) => H.facts.value(run, name) === null)) continue;
      const rest = name.slice(prefix.length + 1);
      const at = rest.lastIndexOf(".");
      if (at < 0) continue;
      const figure = rest.slice(at + 1);
      found.set(figure, [...(found.get(figure) ?? []), [rest.slice(0, at), name]]);
    }
    return found;
  };

  const figureBody = (runs, [figure, rows], measured) =>
    H.el("tbody", {}, [
      H.el("tr", {}, H.el("th", { scope: "rowgroup", class: "group", colspan: runs.length + 1 }, `${H.format.text(figure, 60)} `, H.el("span", { class: "faint" }, `of ${measured}`))),
      rows.map(([kind, name]) => H.compare.values.metricRow(runs, name, kind)),
    ]);

  const percent = (part, whole) => (whole ? `${((100 * part) / whole).toFixed(part === whole || !part ? 0 : 1)} %` : "–");
  const sum = (numbers) => numbers.reduce((one, other) => one + other, 0);

  const cell = (count, total, isRight, isWide, title) =>
    H.el("td", { class: isRight ? "right" : null, title, style: { "background-color": `color-mix(in srgb, var(--accent) ${total ? (DARKEST * count) / total : 0}%, var(--paper))` } }, [
      H.el("div", {}, H.format.number(count)),
      isWide ? null : H.el("div", { class: "share" }, percent(count, total)),
    ]);

  const matrix = ({ classes, counts }, unit) => {
    const isWide = classes.length > WIDE;
    const shown = classes.map((name) => H.format.text(name, 60));
    const line = (row, at) => {
      const total = sum(row);
      return H.el("tr", {}, [
        H.el("th", { scope: "row", title: shown[at] }, shown[at]),
        row.map((count, to) => cell(count, total, at === to, isWide, `${H.format.number(count)} of ${H.format.number(total)} ${unit} of ${shown[at]} taken for ${shown[to]}`)),
      ]);
    };
    return H.el("div", { class: "scroll" }, H.el("table", { class: "confusion" }, [
      H.el("thead", {}, H.el("tr", {}, H.el("td", { class: "corner" }, "true ╲ predicted"), shown.map((name) => H.el("th", { scope: "col", title: name }, name)))),
      H.el("tbody", {}, counts.map(line)),
    ]));
  };

  const summary = ({ counts }, unit) => {
    const [right, all] = [sum(counts.map((row, at) => row[at])), sum(counts.flat())];
    return `${H.format.number(right)} of ${H.format.number(all)} ${unit} right: ${percent(right, all)}`;
  };

  const figure = (run, facts, unit) => {
    const found = facts.matrices[facts.runs[run]];
    const reason = facts.problems[run] ?? `has no ${facts.file}`;
    return H.el("figure", { class: "matrix" }, [
      H.el("figcaption", {}, H.el("strong", {}, H.facts.name(run)), H.el("div", { class: "faint" }, found ? summary(found, unit) : H.format.text(reason))),
      found ? matrix(found, unit) : null,
    ]);
  };

  return {
    /** Figures of classes; nothing where the settings name none. */
    figures(runs) {
      const prefix = H.facts.all.compare.per_class;
      if (!prefix) return null;
      const found = [...figures(runs, prefix)];
      const measured = prefix.slice("metrics.".length);
      return [
        H.el("h2", {}, "Classes"),
        found.length ? H.compare.table(runs, false, H.compare.head(runs, measured), found.map((each) => figureBody(runs, each, measured))) : H.el("p", { class: "faint" }, `These runs have no metrics below ${H.format.text(prefix)}.`),
      ];
    },

    /** Confusion matrices; nothing where the settings name no file. */
    confusion(runs) {
      const facts = H.facts.all.compare.confusion;
      if (!facts) return null;
      const unit = H.format.text(facts.unit || "counts", 40);
      const where = Object.entries(facts.where).map(([column, value]) => `${column} = ${value}`).join(", ");
      return [
        H.el("h2", {}, "Confusion"),
        H.el("p", { class: "faint" }, `${unit} of ${H.format.text(facts.file)}${where ? ` where ${H.format.text(where)}` : ""}; each row is a true class and comes to 100 %.`),
        H.el("div", { class: "matrices" }, runs.map((run) => figure(run, facts, unit))),
      ];
    },
  };
})();
