"use strict";
/* The tab of two or more runs side by side. */
(() => {
  const said = ({ runs, left, isUsual }) => {
    if (runs.length < 2) return "There is nothing to compare: select two or more runs in the table.";
    if (isUsual) return `${H.facts.name(runs[1])} beside ${H.facts.name(runs[0])}. Select two or more runs in the table to compare those.`;
    return left ? `The first ${runs.length} of ${runs.length + left} selected runs; the other ${left} are not shown.` : `${runs.length} selected runs.`;
  };

  /** What the reader chose of this tab alone, without which run is the first. */
  const isAll = () => H.state.of("compare").all === true;

  const values = (runs) => [H.compare.values.params(runs, isAll()), H.compare.values.metrics(runs, isAll())];

  const sections = (runs, host) => [
    H.compare.values.about(runs),
    H.fill(host, values(runs)),
    H.compare.classes.figures(runs),
    H.compare.classes.confusion(runs),
    H.compare.code.draw(runs),
    H.compare.data.draw(runs),
  ];

  H.tabs.register({
    id: "compare",
    title: "Compare",
    draw(host) {
      let own = false; // A change that this tab made itself, and draws by itself.
      const differing = H.el("div", { class: "differing" });
      const redraw = () => {
        const shown = H.compare.shown();
        const tick = H.tick("Also what is equal", isAll(), (all) => {
          own = true;
          H.state.setOf("compare", { all });
          own = false;
          H.fill(differing, values(H.compare.shown().runs));
        });
        const table = H.el("button", { on: { click: () => H.state.set({ tab: "table" }) } }, "Select in the table");
        H.fill(
          host,
          H.el("div", { class: "controls compare-controls" }, H.el("p", { role: "status" }, said(shown)), shown.runs.length > 1 ? tick : null, table),
          shown.runs.length > 1 ? sections(shown.runs, differing) : null,
        );
      };
      redraw();
      return {
        update(changed) {
          if (!own && changed.some((name) => ["filter", "brushes", "selected", "compare"].includes(name))) redraw();
        },
      };
    },
    /** Parameters and metrics of some runs, for a report: {runs}. */
    view(host, { runs }) {
      const shown = runs.slice(0, H.compare.MOST);
      const left = runs.length - shown.length;
      H.fill(
        host,
        shown.length < 2 ? H.el("p", { class: "faint" }, "There are no two runs to compare.") : [H.compare.values.params(shown, false), H.compare.values.metrics(shown, false)],
        left > 0 ? H.el("p", { class: "faint" }, `The first ${shown.length} of ${H.format.count(runs.length, "run")}.`) : null,
      );
    },
  });
})();
