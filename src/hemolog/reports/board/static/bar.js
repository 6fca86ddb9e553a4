"use strict";
/* The bar above every tab: the filter, what passes it, what is brushed and selected, and the view's address. */
H.bar = (() => {
  const parts = {};

  const field = () => {
    parts.filter = H.el("input", {
      id: "filter",
      type: "search",
      placeholder: "Filter: learning_rate<0.01 and val.macro_f1>0.8",
      "aria-describedby": "filter-problem",
      autocomplete: "off",
      spellcheck: "false",
      maxlength: 4000,
      ".value": H.state.now.filter,
      on: { input: H.atNextFrame(() => H.state.set({ filter: parts.filter.value })) },
    });
    return parts.filter;
  };

  const chip = (text, title, removed) =>
    H.el(
      "span",
      { class: "chip", title },
      text,
      H.el("button", { "aria-label": `Remove ${text}`, on: { click: removed } }, "×"),
    );

  const brushText = (name, brush) => {
    const column = H.facts.column(name);
    const text = (value) => (value === null ? "no value" : H.format.value(value, column));
    if (brush.in) return `${H.names.short(name)} ${brush.in.map(text).join(", ")}`;
    const [from, to] = [brush.from, brush.to].map((bound) => H.format.value(bound ?? null, column));
    return `${H.names.short(name)} ${from} to ${to}${brush.missing ? " or no value" : ""}`;
  };

  const withoutBrush = (name) => {
    const { [name]: _, ...brushes } = H.state.now.brushes;
    H.state.set({ brushes });
  };

  const chips = () => {
    const { brushes, selected } = H.state.now;
    const found = Object.entries(brushes).map(([name, brush]) =>
      chip(H.format.text(brushText(name, brush), 60), name, () => withoutBrush(name)),
    );
    if (selected.length)
      found.push(chip(`${H.format.count(H.chosen.selected().length, "run")} selected`, "", () => H.chosen.select([])));
    return found;
  };

  const update = () => {
    const { filter } = H.state.now;
    if (parts.filter.value !== filter) parts.filter.value = filter;
    const problem = H.chosen.problem();
    parts.filter.setAttribute("aria-invalid", String(problem !== null));
    H.fill(parts.problem, problem ?? "");
    const [passing, all] = [H.chosen.passing().length, H.facts.count];
    H.fill(parts.count, passing === all ? H.format.count(all, "run") : `${passing.toLocaleString("en-US")} of ${H.format.count(all, "run")}`);
    H.fill(parts.chips, chips());
    const narrowed = filter || Object.keys(H.state.now.brushes).length || H.state.now.selected.length;
    parts.clear.hidden = !narrowed;
  };

  const copy = async () => {
    let said = "Copied";
    try {
      await navigator.clipboard.writeText(H.state.link());
    } catch {
      said = "The address bar has it"; // The clipboard is closed to pages from disk in some browsers.
      location.replace(H.state.link());
    }
    H.fill(parts.copy, said);
    setTimeout(() => H.fill(parts.copy, "Copy link"), 1500);
  };

  const theme = () => {
    const dark = H.theme.isDark();
    H.theme.set(dark ? "light" : "dark");
  };

  return {
    /** Draw it, and keep it true. */
    start(host) {
      parts.problem = H.el("span", { id: "filter-problem", class: "problem", role: "status" });
      parts.count = H.el("span", { class: "count", role: "status" });
      parts.chips = H.el("span", { class: "chips" });
      parts.clear = H.el(
        "button",
        { class: "quiet", on: { click: () => H.state.set({ filter: "", brushes: {}, selected: [] }) } },
        "Clear",
      );
      parts.copy = H.el("button", { class: "quiet", on: { click: copy } }, "Copy link");
      H.fill(
        host,
        H.el("label", { class: "filter" }, H.el("span", { class: "hidden" }, "Filter"), field()),
        parts.count,
        parts.chips,
        parts.clear,
        H.el("span", { class: "space" }),
        parts.copy,
        H.el("button", { class: "quiet", on: { click: theme } }, "Light / dark"),
        parts.problem,
      );
      update();
      H.state.listen(update);
    },
    update,
  };
})();
