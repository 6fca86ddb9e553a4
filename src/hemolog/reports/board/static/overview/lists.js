"use strict";
/* Lists of the chosen runs: searches, the newest, what could not be read. */
H.overview.lists = (() => {
  const NEWEST = 8;
  const PROBLEMS = 10;

  const row = (cells) => H.el("tr", {}, cells.map(([content, kind, title]) => H.el("td", { class: kind, title }, content)));

  const heads = (texts) => H.el("thead", {}, H.el("tr", {}, texts.map((text, at) => H.el("th", { scope: "col", class: at ? "number" : null }, text))));

  /** The newest of some runs, with what they are judged by first. */
  const newest = (runs) => {
    const times = H.facts.values("run.time");
    const found = runs.filter((run) => times[run] !== null).sort((one, other) => times[other] - times[one]).slice(0, NEWEST);
    if (!found.length) return null;
    const [metric] = H.facts.all.table.objectives;
    const score = (run) => (metric ? [[H.format.score(H.facts.value(run, metric)), "number", metric]] : []);
    return H.el("section", { class: "card" }, [
      H.el("h2", {}, found.length < runs.length ? `Newest ${found.length}` : "Newest"),
      H.el("table", { class: "plain" }, [
        heads(["run", ...(metric ? [H.names.short(metric)] : []), "time"]),
        H.el("tbody", {}, found.map((run) => row([[H.overview.link(run)], ...score(run), [H.format.time(times[run]), "number faint"]]))),
      ]),
    ]);
  };

  const search = ({ name, objective, direction }, runs) => {
    const filter = () => H.state.set({ tab: "parallel", filter: `run.search == ${H.filterTokens.written(name)}`, selected: [], brushes: {} });
    const best = objective ? H.overview.bestOf(runs, objective, direction) : null;
    const seconds = runs.reduce((sum, run) => sum + (H.facts.value(run, "run.seconds") ?? 0), 0);
    return row([
      [H.el("button", { class: "link", on: { click: filter } }, H.format.text(name, 40))],
      [runs.length.toLocaleString("en-US"), "number"],
      [best === null ? "–" : [H.el("span", { class: "faint" }, H.names.short(objective), " "), H.format.score(H.facts.value(best, objective))], "number", objective],
      [H.format.duration(seconds), "number faint"],
    ]);
  };

  /** Searches that some runs are trials of, the newest first. */
  const searches = (runs) => {
    const trials = new Map(H.facts.all.overview.searches.map(({ name }) => [name, []]));
    const [names, kinds] = [H.facts.values("run.search"), H.facts.values("run.kind")];
    for (const run of runs) if (kinds[run] === "experiment") trials.get(names[run])?.push(run);
    const found = H.facts.all.overview.searches.filter(({ name }) => trials.get(name).length);
    if (!found.length) return null;
    return H.el("section", { class: "card" }, [
      H.el("h2", {}, "Searches"),
      H.el("table", { class: "plain" }, heads(["search", "trials", "best", "time in stages"]), H.el("tbody", {}, found.map((each) => search(each, trials.get(each.name))))),
    ]);
  };

  /** Those of some runs that could not be read in whole, and why. */
  const problems = (runs) => {
    const wanted = new Set(runs);
    const found = H.facts.all.runs.problems.filter(([run]) => wanted.has(run));
    if (!found.length) return null;
    return H.el("section", { class: "card" }, [
      H.el("h2", {}, `${H.format.count(found.length, "run")} not read in whole`),
      H.el("ul", {}, found.slice(0, PROBLEMS).map(([run, lines]) => H.el("li", {}, H.facts.name(run), ": ", H.format.text(lines[0])))),
      found.length > PROBLEMS ? H.el("p", { class: "faint" }, `And ${found.length - PROBLEMS} more: filter by `, H.el("code", {}, "run.problem != null")) : null,
    ]);
  };

  return { newest, searches, problems };
})();
