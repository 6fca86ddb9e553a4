"use strict";
/* The best of the chosen runs by each objective, beside the commit that it grows from. */
H.overview = (() => {
  /** Metrics beside those of test splits; Compare has all. */
  const MOST = 8;
  /** Of so many runs the best is worth a warning. */
  const MANY = 20;

  const isNumber = (value) => typeof value === "number";

  /** Open a run in a tab. */
  const open = (run, tab = "artifacts") => H.state.set({ selected: [H.facts.ids[run]], tab });

  /** A run's name, which opens it. */
  const link = (run) => H.el("button", { class: "link", on: { click: () => open(run) } }, H.facts.name(run));

  /** The best of some runs in a column, of equals the first; null if none has a number there. */
  const bestOf = (runs, metric, direction) => {
    const values = H.facts.values(metric);
    const way = direction === "min" ? -1 : 1;
    return runs.filter((run) => isNumber(values[run])).reduce((best, run) => (best === null || way * values[run] > way * values[best] ? run : best), null);
  };

  /**
   * What an objective says of the chosen runs.
   * @param {{metric: string, direction: string, judged: number[]}} objective as Python told it.
   * @param {Set<number>} chosen
   * @returns {{metric: string, direction: string, run: number|null, baseline: number|null, judged: number}}
   */
  const among = ({ metric, direction, judged }, chosen) => {
    const own = judged.filter((run) => chosen.has(run));
    const run = bestOf(own, metric, direction);
    const found = run === null ? -1 : H.facts.values("run.commit").indexOf(H.facts.value(run, "run.baseline") ?? "");
    const baseline = found >= 0 && isNumber(H.facts.value(found, metric)) ? found : null;
    return { metric, direction, run, baseline, judged: own.length };
  };

  const figure = (label, value) => H.el("div", { class: "figure" }, H.el("div", { class: "big" }, value), H.el("div", { class: "faint" }, label));

  /** An interval on the scale of both runs, the value as a dot; drawn only where the metric has one. */
  const bar = (entries) => {
    const bounds = entries.flatMap(({ interval, value }) => (interval ? [...interval, value] : [value]));
    const [low, high] = [Math.min(...bounds), Math.max(...bounds)];
    if (!(high > low)) return null;
    const x = (value) => 6 + (188 * (value - low)) / (high - low);
    const rows = entries.map(({ interval, value, label }, row) => {
      const y = 8 + 14 * row;
      const line = interval ? H.el("svg:line", { class: "whisker", x1: x(interval[0]), x2: x(interval[1]), y1: y, y2: y }) : null;
      return [line, H.el("svg:circle", { class: row ? "other" : "own", cx: x(value), cy: y, r: 4 }, H.el("svg:title", {}, `${label}: ${H.format.score(value)}`))];
    });
    const label = entries.map((each) => `${each.label} ${H.format.score(each.value)}`).join(", ");
    return H.el("svg:svg", { class: "intervals", viewBox: `0 0 200 ${2 + 14 * entries.length}`, role: "img", "aria-label": label }, rows);
  };

  const metricRow = (name, best, baseline) => {
    const [own, other] = [best, baseline].map((run) => (run === null ? null : H.facts.value(run, name)));
    if (typeof own !== "number") return null;
    const entry = (run, value, label) => ({ value, interval: H.table.interval(run, name), label });
    const entries = [entry(best, own, H.facts.name(best))];
    if (typeof other === "number") entries.push(entry(baseline, other, H.facts.name(baseline)));
    const hasInterval = entries.some(({ interval }) => interval);
    return H.el("tr", {}, [
      H.el("th", { scope: "row", title: name }, H.names.short(name)),
      H.el("td", { class: "number" }, H.table.cell(best, name)),
      H.el("td", { class: "number" }, typeof other === "number" ? H.table.cell(baseline, name) : "–"),
      H.el("td", { class: "number" }, typeof other === "number" ? H.format.delta(own - other, H.facts.column(name)) : ""),
      H.el("td", {}, hasInterval ? bar(entries) : null),
    ]);
  };

  /** The objective, then metrics of the same split, then others, each once; bounds of intervals stand with their metric. */
  const told = (metric) => {
    const split = metric.slice(0, metric.lastIndexOf(".") + 1);
    const main = H.facts.all.table.main.filter((name) => name.startsWith("metrics."));
    const [same, others] = [true, false].map((wanted) => main.filter((name) => name.startsWith(split) === wanted));
    return [...new Set([metric, ...same, ...others])].slice(0, MOST);
  };

  /** Metrics of test splits stand apart: whoever chose by them could not trust them. */
  const reported = ({ run, baseline }) => {
    const rows = H.facts.all.table.reported.map((name) => metricRow(name, run, baseline)).filter(Boolean);
    if (!rows.length) return null;
    return [H.el("tr", { class: "apart" }, H.el("th", { colspan: 5, scope: "colgroup" }, "on test splits, which chose nothing")), rows];
  };

  /** The card of what `among` found. */
  const card = (found) => {
    const { run, baseline, metric, direction, judged } = found;
    const value = H.facts.value(run, metric);
    const other = baseline === null ? null : H.facts.value(baseline, metric);
    const better = other === null ? "" : (direction === "min" ? value < other : value > other) ? "good" : "bad";
    const which = direction === "min" ? "lowest" : "highest";
    return H.el("section", { class: "card wide" }, [
      H.el("h2", {}, "Best run"),
      H.el("div", { class: "figures" }, [
        figure(`${metric.replace(/^metrics\./, "")}, ${which} of ${H.format.count(judged, "run")}`, H.format.score(value)),
        other === null ? null : figure(`against ${H.facts.name(baseline)}, its baseline`, H.el("span", { class: better }, H.format.delta(value - other))),
        figure("run", link(run)),
      ]),
      H.el("div", { class: "scroll" }, [
        H.el("table", { class: "plain" }, [
          H.el("thead", {}, H.el("tr", {}, ["metric", H.facts.name(run), baseline === null ? "baseline" : H.facts.name(baseline), "change", "interval"].map((text, at) => H.el("th", { scope: "col", class: at && at < 4 ? "number" : null }, text)))),
          H.el("tbody", {}, told(metric).map((name) => metricRow(name, run, baseline)), reported(found)),
        ]),
      ]),
      H.el("p", { class: "faint" }, H.el("button", { class: "link", on: { click: () => open(run, "compare") } }, "All of its metrics and parameters"), " stand in Compare."),
      judged > MANY ? H.el("p", { class: "faint" }, `The best of many is partly luck: ${H.format.count(judged, "run")} were judged by this metric, so expect less of it on new data.`) : null,
    ]);
  };

  return { open, link, bestOf, among, card };
})();
