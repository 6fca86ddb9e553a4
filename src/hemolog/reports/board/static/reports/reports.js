"use strict";
/* The tab of reports: Markdown files of the repository as pages. */
(() => {
  const pages = () => H.facts.all.reports.pages;

  const shown = () => {
    const wanted = H.state.of("reports").page;
    return pages().find(({ path }) => path === wanted) ?? pages()[0];
  };

  const entry = (page) =>
    H.el("li", {}, H.el("button", { class: "link", "aria-current": page === shown() ? "page" : null, title: H.format.text(page.path), on: { click: () => H.state.setOf("reports", { page: page.path }) } }, H.format.text(page.title, 120) || "Without a title"));

  const list = () => H.el("nav", { "aria-label": "Reports" }, H.el("ul", {}, pages().map(entry)));

  const empty = () => {
    const { folder } = H.facts.all.reports;
    return [
      H.el("p", { class: "lead" }, "There are no reports yet."),
      H.el("p", {}, "Markdown files below ", H.el("code", {}, `${H.format.text(folder)}/`), " become pages here. A fenced block ", H.el("code", {}, "board"), " shows a view of the runs:"),
      H.el("pre", { class: "example" }, H.el("code", {}, "# What the search found\n\n```board\nview: table\nsort: -run.time\nlimit: 10\n```\n")),
    ];
  };

  const article = (page, later, ends) =>
    H.el("article", { class: "report", "aria-label": H.format.text(page.title, 120) || "Report" }, [
      page.problem ? H.el("p", { class: "problem" }, H.format.text(page.problem)) : H.reports.nodes.draw(page.nodes, (view) => H.reports.views.figure(view, later, ends)),
      H.el("footer", { class: "faint" }, H.format.text(page.path)),
    ]);

  H.tabs.register({
    id: "reports",
    title: "Reports",
    draw(host) {
      let ends = [];
      const end = () => {
        ends.forEach((each) => each());
        ends = [];
      };
      const redraw = () => {
        end();
        if (!pages().length) return H.fill(host, empty());
        const later = [];
        const { problem } = H.facts.all.reports;
        H.fill(host, problem ? H.el("p", { class: "warning" }, H.format.text(problem)) : null, H.el("div", { class: `reports${pages().length > 1 ? " several" : ""}` }, pages().length > 1 ? list() : null, article(shown(), later, ends)));
        return later.forEach((each) => each());
      };
      redraw();
      return {
        update(changed) {
          if (changed.includes("reports")) redraw();
        },
        end,
      };
    },
  });
})();
