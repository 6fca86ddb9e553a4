"use strict";
/* What the reader looks at: it stands in the page's address, so that a view can be sent. */
H.state = (() => {
  /** What is not in the address has these. */
  const DEFAULTS = { tab: "overview", filter: "", selected: [], brushes: {}, columns: [], sort: [], group: "" };
  const PLAIN = new Set(["tab", "filter", "group"]);
  let now = structuredClone(DEFAULTS);
  const listeners = new Set();
  let writing = 0;

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  const isText = (value) => typeof value === "string";
  const isBound = (value) => value === undefined || value === null || Number.isFinite(value);
  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const isBrush = (value) => isObject(value) && (Array.isArray(value.in) || (isBound(value.from) && isBound(value.to)));
  const isOrder = (value) => Array.isArray(value) && isText(value[0]) && ["asc", "desc"].includes(value[1]);

  /** What each part has to be; a tab's own part is an object, whose values the tab looks at. */
  const FITS = {
    brushes: (value) => isObject(value) && Object.values(value).every(isBrush),
    columns: (value) => Array.isArray(value) && value.every(isText),
    sort: (value) => Array.isArray(value) && value.every(isOrder),
  };
  const fits = (name, value) => (Object.hasOwn(FITS, name) ? FITS[name] : isObject)(value);

  const read = () => {
    const found = structuredClone(DEFAULTS);
    for (const [name, text] of new URLSearchParams(location.hash.slice(1))) {
      if (PLAIN.has(name)) found[name] = text;
      else if (name === "selected") found.selected = text.split(",").filter((id) => H.facts.byId.has(id));
      else if (name !== "__proto__") {
        try {
          const value = JSON.parse(text);
          if (fits(name, value)) found[name] = value;
        } catch {
          /* An address may say anything: what can't be read is as if it weren't there. */
        }
      }
    }
    return found;
  };

  const address = (state) => {
    const words = new URLSearchParams();
    for (const [name, value] of Object.entries(state)) {
      if (same(value, DEFAULTS[name]) || (!(name in DEFAULTS) && same(value, {}))) continue;
      words.set(name, PLAIN.has(name) ? value : name === "selected" ? value.join(",") : JSON.stringify(value));
    }
    return `#${words}`;
  };

  const write = () => {
    clearTimeout(writing);
    writing = setTimeout(() => history.replaceState(null, "", address(now)), 150);
  };

  const tell = (changed) => {
    H.chosen.forget();
    for (const listener of [...listeners]) listener(changed);
  };

  return {
    /** The state: {tab, filter, selected, brushes, columns, sort, group} and a part for each tab that has one. */
    get now() {
      return now;
    },
    /** A tab's own part, such as its axes; {} at first. */
    of: (tab) => now[tab] ?? {},
    /** Change some of it; listeners are called with the names of what changed. */
    set(patch) {
      const changed = Object.keys(patch).filter((name) => !same(patch[name], now[name]));
      if (!changed.length) return;
      now = { ...now, ...patch };
      write();
      tell(changed);
    },
    /** Change some of a tab's own part. */
    setOf(tab, patch) {
      this.set({ [tab]: { ...now[tab], ...patch } });
    },
    /** Hear of every change; gives a function that ends it. */
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Take what the address says. */
    fromAddress() {
      const before = now;
      now = read();
      tell([...new Set([...Object.keys(before), ...Object.keys(now)])].filter((name) => !same(before[name], now[name])));
    },
    /** The address of the view, to be sent. */
    link: () => location.href.split("#")[0] + address(now),
  };
})();
