"use strict";
/* The first tab: the best run against its baseline, searches, the newest runs, what runs now and what failed. */
(() => {
  const open = (run, tab = "artifacts") => {
    H.chosen.select([run]);
    H.state.set({ tab });
  };

  const link = (run) => H.el("button", { class: "link", on: { click: () => open(run) } }, H.facts.name(run));

  const figure = (label, value, note) =>
    H.el("div", { class: "figure" }, H.el("div", { class: "big" }, value), H.el("div", { class: "faint" }, label), note);

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

  /** The objective, then metrics that its run has, each once; bounds of intervals stand with their metric. */
  const told = (best) => {
    const main = H.facts.all.table.main.filter((name) => name.startsWith("metrics."));
    return [...new Set([best.metric, ...main])].slice(0, 8);
  };

  /** Metrics of test splits stand apart: whoever chose by them could not trust them. */
  const reported = ({ run, baseline }) => {
    const rows = H.facts.all.table.reported.map((name) => metricRow(name, run, baseline)).filter(Boolean);
    if (!rows.length) return null;
    return [H.el("tr", { class: "apart" }, H.el("th", { colspan: 5, scope: "colgroup" }, "on test splits, which chose nothing")), rows];
  };

  const bestCard = (best) => {
    const { run, baseline, metric, direction, judged } = best;
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
          H.el("tbody", {}, told(best).map((name) => metricRow(name, run, baseline)), reported(best)),
        ]),
      ]),
      judged > 20 ? H.el("p", { class: "faint" }, `The best of many is partly luck: ${H.format.count(judged, "run")} were judged by this metric, so expect less of it on new data.`) : null,
    ]);
  };

  const newestCard = (runs) =>
    H.el("section", { class: "card" }, [
      H.el("h2", {}, "Newest"),
      H.el("table", { class: "plain" }, H.el("tbody", {}, runs.map((run) => H.el("tr", {}, H.el("td", {}, link(run)), H.el("td", { class: "number" }, H.groups.best([run]).replace(/^\S+ /, "")), H.el("td", { class: "faint" }, H.format.time(H.facts.value(run, "run.time"))))))),
    ]);

  const searchRow = (search) => {
    const filter = () => H.state.set({ tab: "parallel", filter: `run.search == ${H.filterTokens.written(search.name)}`, selected: [], brushes: {} });
    const best = search.best === null ? "–" : H.format.score(H.facts.value(search.best, search.objective));
    return H.el("tr", {}, [
      H.el("td", {}, H.el("button", { class: "link", on: { click: filter } }, H.format.text(search.name, 40))),
      H.el("td", { class: "number" }, H.format.count(search.trials, "trial")),
      H.el("td", { class: "number", title: search.objective }, best),
      H.el("td", { class: "number faint" }, H.format.duration(search.seconds)),
    ]);
  };

  const searchesCard = (searches) =>
    searches.length === 0
      ? null
      : H.el("section", { class: "card" }, [
          H.el("h2", {}, "Searches"),
          H.el("table", { class: "plain" }, [
            H.el("thead", {}, H.el("tr", {}, ["search", "trials", "best", "time in stages"].map((text, at) => H.el("th", { scope: "col", class: at ? "number" : null }, text)))),
            H.el("tbody", {}, searches.map(searchRow)),
          ]),
        ]);

  const problemsCard = () => {
    const { problems } = H.facts.all.runs;
    if (!problems.length) return null;
    const shown = problems.slice(0, 10);
    return H.el("section", { class: "card" }, [
      H.el("h2", {}, `${H.format.count(problems.length, "run")} not read in whole`),
      H.el("ul", {}, shown.map(([run, lines]) => H.el("li", {}, H.facts.name(run), ": ", H.format.text(lines[0])))),
      problems.length > shown.length ? H.el("p", { class: "faint" }, "The others: filter by run.problem != null") : null,
    ]);
  };

  const summary = () => {
    const { experiments, searched, searches } = H.facts.all.overview;
    const parts = [H.format.count(experiments, "experiment")];
    if (searched) parts.push(`${searched.toLocaleString("en-US")} of them trials of ${H.format.count(searches.length, "search").replace("searchs", "searches")}`);
    return H.el("p", { class: "lead" }, parts.join(", "), ".");
  };

  H.tabs.register({
    id: "overview",
    title: "Overview",
    draw(host) {
      const { best, newest, searches, experiments } = H.facts.all.overview;
      if (!H.facts.count || (!experiments && H.facts.count < 2))
        host.append(H.el("p", {}, "There are no experiments yet: ", H.el("code", {}, "dvc exp run"), " or ", H.el("code", {}, "hemolog search NAME"), " makes some."));
      else host.append(summary());
      host.append(
        H.el("div", { class: "cards" }, [
          H.running?.card() ?? null,
          ...best.slice(0, 3).map(bestCard),
          searchesCard(searches),
          newest.length ? newestCard(newest) : null,
          problemsCard(),
        ]),
      );
      return {};
    },
  });
})();
