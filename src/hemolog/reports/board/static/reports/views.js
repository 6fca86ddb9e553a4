"use strict";
/* Views of the runs within a report: each is drawn by its tab, from the runs that it names itself. */
H.reports.views = (() => {
  /** Rows of a table that doesn't say how many. */
  const ROWS = 50;

  const named = (names, runs, problems) => {
    const found = names.map((name) => {
      const own = runs.filter((run) => H.facts.value(run, "run.name") === name || (name.length >= 7 && String(H.facts.value(run, "run.commit")).startsWith(name)));
      if (!own.length) problems.push(`no run is called ${H.format.text(name, 80)}`);
      return own;
    });
    return [...new Set(found.flat())];
  };

  const sorted = (runs, sort) => {
    const keys = sort.map(([name, way]) => [H.facts.values(name), way === "desc" ? -1 : 1]);
    return [...runs].sort((one, other) => {
      for (const [values, way] of keys) {
        const [a, b] = [values[one], values[other]];
        if (a === b) continue;
        if (a === null || b === null) return a === null ? 1 : -1;
        return way * (a < b ? -1 : 1);
      }
      return one - other;
    });
  };

  const passing = (view, problems) => {
    const all = Array.from({ length: H.facts.count }, (_, run) => run);
    if (!view.filter) return all;
    try {
      const tree = H.filter.parse(view.filter, [...H.facts.columns.keys()]);
      return all.filter((run) => H.filter.matches(tree, (name) => H.facts.value(run, name)));
    } catch (error) {
      if (!(error instanceof H.filter.Problem)) throw error;
      problems.push(error.message);
      return all;
    }
  };

  /** The runs of a view, whatever the page's own filter is; how many pass in all; what is wrong. */
  const chosen = (view) => {
    const problems = [...view.problems];
    const through = passing(view, problems);
    const wanted = view.runs.length ? named(view.runs, through, problems) : through;
    const runs = view.sort.length ? sorted(wanted, view.sort) : wanted;
    const limit = view.limit ?? (view.view === "table" ? ROWS : runs.length);
    return { runs: runs.slice(0, limit), all: runs.length, problems };
  };

  /** The tab that draws a kind of view, where it is another one. */
  const DRAWN_BY = { scatter: "importance" };

  /** What a tab calls some options, where that is another name. */
  const CALLED = { parallel: { columns: "axes", objective: "colour" } };

  const isNothing = (value) => value === null || value === "" || value === false || (Array.isArray(value) && !value.length);

  /** What the view says beside its runs, as its tab takes it. */
  const options = (view) => {
    const own = Object.entries(view).filter(([name, value]) => !["view", "title", "filter", "sort", "limit", "problems", "runs"].includes(name) && !isNothing(value));
    return Object.fromEntries(own.map(([name, value]) => [CALLED[view.view]?.[name] ?? name, value]));
  };

  /** The state in which the view's tab shows the same. */
  const opened = (view, tab, runs) => {
    const shared = tab.id === "table" ? { columns: view.columns, sort: view.sort } : { [tab.id]: options(view) };
    return { tab: tab.id, filter: view.filter, selected: view.runs.length ? runs.map((run) => H.facts.ids[run]) : [], brushes: {}, ...shared };
  };

  const caption = (view, { runs, all }, tab) => {
    const how = runs.length < all ? `${runs.length.toLocaleString("en-US")} of ${H.format.count(all, "run")}` : H.format.count(all, "run");
    return H.el("figcaption", {}, [
      view.title ? H.el("strong", {}, H.format.text(view.title), " ") : null,
      H.el("span", { class: "faint" }, how, view.filter ? [", ", H.el("code", {}, H.format.text(view.filter, 400))] : null, ". "),
      tab && all ? H.el("button", { class: "link", on: { click: () => H.state.set(opened(view, tab, runs)) } }, `Open in ${tab.title}`) : null,
    ]);
  };

  const problemList = (problems) =>
    problems.length ? H.el("ul", { class: "warning view-problems" }, problems.map((problem) => H.el("li", {}, H.format.text(problem, 600)))) : null;

  /** Draw one into its figure once that stands in the page, for charts are as wide as it is. */
  const fill = (host, tab, view, runs, ends) => {
    if (!tab?.view || !host.isConnected) return;
    try {
      const drawn = tab.view(host, { ...options(view), runs });
      if (drawn?.end) ends.push(drawn.end);
    } catch (error) {
      H.fill(host, H.el("p", { class: "problem" }, "This view can't be drawn."));
      reportError(error); // The rest of the report is shown.
    }
  };

  /**
   * A view's figure.
   * @param {Object} view as Python told it.
   * @param {Function[]} later called when the report stands in the page.
   * @param {Function[]} ends called when it is left.
   */
  const figure = (view, later, ends) => {
    if (!view.view) return H.el("figure", { class: "view" }, problemList(view.problems));
    const tab = H.tabs.get(DRAWN_BY[view.view] ?? view.view);
    const found = chosen(view);
    const host = H.el("div", { class: `embedded ${tab ? tab.id : ""}` });
    if (found.runs.length && tab?.view) later.push(() => fill(host, tab, view, found.runs, ends));
    else host.append(H.el("p", { class: "faint" }, tab?.view ? "No run passes its filter." : "This view can't be shown within a report."));
    return H.el("figure", { class: "view" }, caption(view, found, tab), problemList(found.problems), host);
  };

  return { figure };
})();
