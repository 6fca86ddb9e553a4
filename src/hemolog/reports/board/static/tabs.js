"use strict";
/* The tabs: each registers itself, and is drawn when it is looked at. */
H.tabs = (() => {
  const tabs = [];
  let shown = null; // {id, host, end}

  const button = (tab) => document.getElementById(`tab-${tab.id}`);

  const show = () => {
    const tab = tabs.find(({ id }) => id === H.state.now.tab) ?? tabs[0];
    if (shown?.id === tab.id) return;
    shown?.end?.();
    shown = null; // While it is drawn nothing of the tab before hears of changes.
    for (const each of tabs) {
      button(each).setAttribute("aria-selected", String(each === tab));
      button(each).tabIndex = each === tab ? 0 : -1;
    }
    const host = document.getElementById("panel");
    host.setAttribute("aria-labelledby", `tab-${tab.id}`);
    host.dataset.tab = tab.id;
    host.replaceChildren();
    shown = { id: tab.id, ...tab.draw(host) };
  };

  const move = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = tabs.findIndex(({ id }) => id === H.state.now.tab);
    const to = { Home: 0, End: tabs.length - 1 }[event.key] ?? (step ? (at + step + tabs.length) % tabs.length : -1);
    if (to < 0) return;
    event.preventDefault();
    H.state.set({ tab: tabs[to].id });
    button(tabs[to]).focus();
  };

  return {
    /**
     * Add a tab, in the order of calls.
     * @param {{id: string, title: string, draw: function(HTMLElement): {update?: function(string[]), end?: function()}}} tab
     *   `draw` fills the panel; `update` is called with the names of what changed in the state while the tab is shown;
     *   `end` when another one is. `view(host, options)`, if there, draws one part of it into a report.
     */
    register: (tab) => tabs.push(tab),
    /** A tab by its id. */
    get: (id) => tabs.find((tab) => tab.id === id),
    /** Draw the list of tabs, and the one that the state names. */
    start(list) {
      list.append(
        ...tabs.map(({ id, title }) =>
          H.el(
            "button",
            { id: `tab-${id}`, role: "tab", "aria-controls": "panel", on: { click: () => H.state.set({ tab: id }) } },
            title,
          ),
        ),
      );
      list.addEventListener("keydown", move);
      show();
      H.state.listen((changed) => (changed.includes("tab") ? show() : shown?.update?.(changed)));
    },
    /** Tell the shown tab of a change that is none of the state: "running" is what runs, and its curves. */
    tell: (changed) => shown?.update?.(changed),
    /** Draw the shown tab anew, after newer facts. */
    redraw() {
      shown?.end?.();
      shown = null;
      show();
    },
  };
})();
