"use strict";
/* Small windows of the table: which columns, and a filter of one column by value, range or text. */
H.popover = (() => {
  let open = null;

  const close = () => {
    if (!open) return;
    const { box, button } = open;
    open = null;
    box.remove();
    button.setAttribute("aria-expanded", "false");
    if (button.isConnected) button.focus();
  };

  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  document.addEventListener("pointerdown", (event) => {
    if (open && !open.box.contains(event.target) && !open.button.contains(event.target)) close();
  });

  const show = (button, label, ...content) => {
    const again = open?.button === button;
    close();
    if (again) return;
    const box = H.el("div", { class: "popover", role: "dialog", "aria-label": label }, ...content);
    document.body.append(box);
    const at = button.getBoundingClientRect();
    box.style.top = `${at.bottom + scrollY + 4}px`;
    box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - box.offsetWidth - 12)) + scrollX}px`;
    button.setAttribute("aria-expanded", "true");
    open = { box, button };
    box.querySelector("input, select, button")?.focus();
  };

  /** Choose which columns are shown. */
  const columns = (button) => {
    const list = H.el("div", { class: "choices" });
    const search = H.el("input", { type: "search", placeholder: "Find a column", "aria-label": "Find a column" });
    const change = (name, on) => {
      const shown = H.table.shown();
      H.state.set({ columns: on ? [...shown, name] : shown.filter((each) => each !== name) });
    };
    const draw = () => {
      const shown = new Set(H.table.shown());
      const wanted = search.value.toLowerCase();
      const names = [...H.facts.columns.keys()].filter((name) => name !== "run.name" && name.toLowerCase().includes(wanted));
      H.fill(
        list,
        names.map((name) => H.tick(H.format.text(name, 80), shown.has(name), (on) => change(name, on))),
        names.length ? null : H.el("p", { class: "faint" }, "No such column"),
      );
    };
    search.addEventListener("input", draw);
    const usual = H.el("button", { class: "quiet", on: { click: () => (H.state.set({ columns: [] }), draw()) } }, "Those that vary");
    show(button, "Columns", H.el("div", { class: "row" }, search, usual), list);
    draw();
  };

  const { written } = H.filterTokens;
  const literal = (value) => (typeof value === "string" ? written(value) : String(value));

  const narrow = (clause) => {
    const { filter } = H.state.now;
    const wrapped = / or /.test(filter) ? `(${filter})` : filter;
    H.state.set({ filter: filter.trim() ? `${wrapped} and ${clause}` : clause });
    close();
  };

  const range = (name) => {
    const numbers = H.facts.values(name).filter((value) => value !== null);
    const bound = (label, value) =>
      H.el("input", { type: "number", step: "any", "aria-label": label, placeholder: H.format.number(value) });
    const [least, most] = [numbers.reduce((a, b) => Math.min(a, b), Infinity), numbers.reduce((a, b) => Math.max(a, b), -Infinity)];
    const [from, to] = [bound("At least", least), bound("At most", most)];
    const apply = () => {
      const clauses = [from.value && `${written(name)} >= ${from.value}`, to.value && `${written(name)} <= ${to.value}`].filter(Boolean);
      if (clauses.length) narrow(clauses.join(" and "));
    };
    return H.el("form", { on: { submit: (event) => (event.preventDefault(), apply()) } }, [
      H.el("div", { class: "row" }, from, H.el("span", {}, "to"), to),
      H.el("button", { type: "submit" }, "Filter"),
    ]);
  };

  const values = (name) => {
    const counts = new Map();
    for (const value of H.facts.values(name)) counts.set(value, (counts.get(value) ?? 0) + 1);
    const most = [...counts].sort((one, other) => other[1] - one[1]).slice(0, 50);
    const wanted = new Set();
    const ticks = most.map(([value, times]) =>
      H.tick(`${H.format.value(value, H.facts.column(name))} (${times})`, false, (on) => wanted[on ? "add" : "delete"](value)),
    );
    const text = H.el("input", { type: "search", placeholder: "Contains", "aria-label": "Contains" });
    const apply = () => {
      if (text.value) narrow(`${written(name)} ~ ${written(text.value)}`);
      else if (wanted.size) narrow(`${written(name)} in [${[...wanted].map(literal).join(", ")}]`);
    };
    return H.el("form", { on: { submit: (event) => (event.preventDefault(), apply()) } }, [
      text,
      H.el("div", { class: "choices" }, ticks),
      counts.size > most.length ? H.el("p", { class: "faint" }, `${counts.size - most.length} more values: search for them`) : null,
      H.el("button", { type: "submit" }, "Filter"),
    ]);
  };

  /** Filter by a column. */
  const filter = (button, name) => {
    const kind = H.facts.column(name)?.kind;
    show(button, `Filter by ${name}`, H.el("h3", {}, H.format.text(name, 80)), kind === "number" || kind === "time" ? range(name) : values(name));
  };

  return { show, columns, filter, close };
})();
