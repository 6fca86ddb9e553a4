"use strict";
/* The tab of all runs: sort, filter, choose columns, group, select, export. */
(() => {
  let parts = {};

  const heading = (name) => {
    const filter = H.el(
      "button",
      {
        class: "funnel",
        title: `Filter by ${name}`,
        "aria-label": `Filter by ${name}`,
        "aria-haspopup": "dialog",
        on: { click: (event) => (event.stopPropagation(), H.popover.filter(event.currentTarget, name)) },
      },
      "▾",
    );
    return H.el("th", { scope: "col", title: name, class: name === "run.name" ? "first" : null }, H.el("span", {}, H.names.short(name)), filter);
  };

  const selection = () => ({
    data: null,
    orderable: false,
    className: "pick",
    render: { display: (run) => pick(run), _: () => "" },
  });

  const pick = (run) => {
    const box = H.el("input", {
      type: "checkbox",
      "aria-label": `Select ${H.facts.name(run)}`,
      ".checked": H.state.now.selected.includes(H.facts.ids[run]),
      on: { change: () => H.chosen.toggle(run) },
    });
    return box;
  };

  const missing = (value) => (value === null ? null : value);

  const column = (name) => ({
    name,
    data: null,
    type: H.facts.column(name).kind === "text" ? "string" : "num",
    className: `${H.facts.column(name).kind === "number" ? "number" : ""} ${name === "run.name" ? "first" : ""}`,
    render: {
      display: (run) => H.table.cell(run, name),
      sort: (run) => missing(H.facts.value(run, name)) ?? "",
      filter: (run) => H.table.text(run, name),
      type: (run) => missing(H.facts.value(run, name)) ?? "",
    },
  });

  /** The order of the runs: as the reader has it, missing values last whichever way. */
  const ordered = (runs) => {
    const sort = H.state.now.sort.filter(([name]) => H.facts.columns.has(name));
    const usual = H.facts.all.table.sort.filter(([name]) => H.facts.columns.has(name));
    const keys = (sort.length ? sort : usual).map(([name, way]) => [H.facts.values(name), way === "desc" ? -1 : 1]);
    const group = H.state.now.group ? [[H.facts.values(H.state.now.group), 1]] : [];
    return [...runs].sort((one, other) => {
      for (const [values, way] of [...group, ...keys]) {
        const [a, b] = [values[one], values[other]];
        if (a === b) continue;
        if (a === null || b === null) return a === null ? 1 : -1;
        return way * (a < b ? -1 : 1);
      }
      return one - other;
    });
  };

  const sortBy = (name) => {
    const [now] = H.state.now.sort;
    const first = H.facts.column(name).kind === "number" ? "desc" : "asc";
    const other = first === "desc" ? "asc" : "desc";
    const way = now?.[0] !== name ? first : now[1] === first ? other : null;
    H.state.set({ sort: way ? [[name, way]] : [] });
  };

  const head = (names) => {
    const [sorted, way] = H.state.now.sort[0] ?? [];
    const all = H.el("input", {
      type: "checkbox",
      "aria-label": "Select all that pass the filter",
      on: { change: (event) => H.chosen.select(event.target.checked ? H.chosen.passing() : []) },
    });
    const cells = names.map((name) => {
      const cell = heading(name);
      const label = cell.firstChild;
      label.replaceWith(H.el("button", { class: "sort", on: { click: () => sortBy(name) } }, label.textContent, name === sorted ? (way === "desc" ? " ↓" : " ↑") : ""));
      if (name === sorted) cell.setAttribute("aria-sort", way === "desc" ? "descending" : "ascending");
      return cell;
    });
    return H.el("thead", {}, H.el("tr", {}, H.el("th", { class: "pick", scope: "col" }, all), cells));
  };

  const draw = async () => {
    await H.library("tables");
    if (!parts.host?.isConnected) return;
    const names = ["run.name", ...H.table.shown().filter((name) => name !== "run.name")];
    parts.table?.destroy();
    const element = H.el("table", { class: "runs" }, head(names));
    H.fill(parts.host, element);
    parts.note.textContent = H.table.leftOut();
    const group = H.state.now.group;
    parts.table = new DataTable(element, {
      data: ordered(H.chosen.passing()),
      columns: [selection(), ...names.map(column)],
      ordering: false, // The state sorts: missing values last, and groups first.
      searching: false,
      deferRender: true,
      autoWidth: false,
      pageLength: 50,
      lengthMenu: [25, 50, 100, 500],
      layout: { top: null, topStart: null, topEnd: null, bottomStart: "info", bottomEnd: ["pageLength", "paging"] },
      language: { info: "_START_ to _END_ of _TOTAL_ runs", infoEmpty: "", emptyTable: "No run passes the filter", lengthMenu: "_MENU_ a page" },
      rowGroup: group ? { dataSrc: (run) => String(H.facts.value(run, group) ?? ""), startRender: (_, value) => H.groups.heading(group, value) } : false,
      createdRow: (row, run) => row.classList.toggle("selected-run", H.state.now.selected.includes(H.facts.ids[run])),
    });
  };

  const marks = () => {
    parts.table?.rows({ page: "current" }).every(function mark() {
      const selected = H.state.now.selected.includes(H.facts.ids[this.data()]);
      this.node().classList.toggle("selected-run", selected);
      const box = this.node().querySelector("td.pick input");
      if (box) box.checked = selected;
    });
  };

  const exported = () => {
    const names = ["run.name", ...H.table.shown().filter((name) => name !== "run.name")];
    H.download("experiments.csv", "text/csv", H.csv.text(ordered(H.chosen.runs()), names));
  };

  const controls = () => [
    H.el("button", { "aria-haspopup": "dialog", on: { click: (event) => H.popover.columns(event.currentTarget) } }, "Columns"),
    H.choice("Group by", H.groups.choices(), H.state.now.group, (group) => H.state.set({ group })),
    H.el("button", { on: { click: exported } }, "Export CSV"),
    H.el("button", { on: { click: () => H.state.set({ tab: "compare" }) } }, "Compare selected"),
  ];

  H.tabs.register({
    id: "table",
    title: "Table",
    draw(host) {
      parts = { host: H.el("div", { class: "scroll" }), note: H.el("span", { class: "faint" }) };
      host.append(H.el("div", { class: "controls" }, controls(), parts.note), parts.host);
      draw();
      return {
        update(changed) {
          if (changed.some((name) => ["filter", "brushes", "columns", "sort", "group"].includes(name))) draw();
          else if (changed.includes("selected")) marks();
        },
        end() {
          H.popover.close();
          parts.table?.destroy();
          parts = {};
        },
      };
    },
    /** A filtered table for a report: {filter, columns, sort, limit}. */
    view(host, { runs, columns }) {
      const names = ["run.name", ...(columns ?? H.table.usual(runs)).filter((name) => name !== "run.name")];
      const cells = (run) => names.map((name) => H.el("td", { class: H.facts.column(name).kind === "number" ? "number" : null }, H.table.cell(run, name)));
      host.append(
        H.el("table", { class: "plain" }, [
          H.el("thead", {}, H.el("tr", {}, names.map((name) => H.el("th", { scope: "col", title: name }, H.names.short(name))))),
          H.el("tbody", {}, runs.map((run) => H.el("tr", {}, cells(run)))),
        ]),
      );
    },
  });
})();
