"use strict";
/* The data that runs have otherwise than the first of them: units and groups added, removed, moved between splits. */
H.compare.data = (() => {
  const MOST_NAMES = 200;

  /** Numbers out of runs that ascend by one. */
  const ascending = (runs) => runs.flatMap((start, at) => (at % 2 ? [] : Array.from({ length: runs[at + 1] }, (_, step) => start + step)));
  /** Numbers out of runs that stay. */
  const staying = (runs) => runs.flatMap((value, at) => (at % 2 ? [] : new Array(runs[at + 1]).fill(value)));

  /** The page's units, unpacked once: columns of records. */
  const records = () => {
    const { units } = H.facts.all.compare.data;
    if (records.of !== units) {
      const { unit, group, label, version } = units.records;
      records.of = units;
      records.columns = { unit: ascending(unit), group: staying(group), label: staying(label), version: staying(version) };
    }
    return records.columns;
  };

  /** unit -> {record, split}, of a state. */
  const held = (state) => {
    const { members } = H.facts.all.compare.data.states[state];
    const splits = staying(members.splits);
    const { unit } = records();
    return new Map(ascending(members.records).map((record, at) => [unit[record], { record, split: splits[at] }]));
  };

  const groups = (of) => {
    const { group } = records();
    return new Set([...of.values()].map(({ record }) => group[record]).filter((each) => H.facts.all.compare.data.units.groups[each] !== ""));
  };

  const moves = (both, splits) => {
    const found = new Map();
    for (const [unit, old, now] of both) {
      if (old.split === now.split) continue;
      const key = JSON.stringify([splits[old.split], splits[now.split]]);
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(unit);
    }
    return [...found].map(([key, units]) => ({ before: JSON.parse(key)[0], after: JSON.parse(key)[1], units }));
  };

  /**
   * What one state has otherwise than another, as `difference` in Python tells it, but for counts: names of units added,
   * removed, relabelled, regrouped, rewritten; moved as {before, after, units}; names of groups added and removed.
   */
  const difference = (first, second) => {
    const { units } = H.facts.all.compare.data;
    if (difference.of !== units) Object.assign(difference, { of: units, known: new Map() });
    const key = `${first} ${second}`;
    if (!difference.known.has(key)) difference.known.set(key, computed(first, second));
    return difference.known.get(key);
  };

  const computed = (first, second) => {
    const { names, groups: groupNames, splits } = H.facts.all.compare.data.units;
    const columns = records();
    const [before, after] = [held(first), held(second)];
    const both = [...after].filter(([unit]) => before.has(unit)).map(([unit, now]) => [unit, before.get(unit), now]);
    const differing = (column) => both.filter(([, old, now]) => columns[column][old.record] !== columns[column][now.record]).map(([unit]) => names[unit]);
    const [groupsBefore, groupsAfter] = [groups(before), groups(after)];
    return {
      added: [...after.keys()].filter((unit) => !before.has(unit)).map((unit) => names[unit]),
      removed: [...before.keys()].filter((unit) => !after.has(unit)).map((unit) => names[unit]),
      moved: moves(both, splits).map((move) => ({ ...move, units: move.units.map((unit) => names[unit]) })),
      relabelled: differing("label"),
      regrouped: differing("group"),
      rewritten: differing("version"),
      groups_added: [...groupsAfter].filter((each) => !groupsBefore.has(each)).map((each) => groupNames[each]),
      groups_removed: [...groupsBefore].filter((each) => !groupsAfter.has(each)).map((each) => groupNames[each]),
    };
  };

  /** What changed: {noun, what, names}, the noun being what the index calls it. */
  const parts = (found) => {
    const { index } = H.facts.all.compare.data;
    const [unit, group, label] = [index.unit, index.group ?? "group", index.label ?? "label"].map((each) => H.format.text(each, 40));
    const split = (name) => (name ? H.format.text(name, 40) : "no split");
    return [
      { noun: unit, what: "added", names: found.added },
      { noun: unit, what: "removed", names: found.removed },
      ...found.moved.map(({ before, after, units }) => ({ noun: unit, what: `moved from ${split(before)} to ${split(after)}`, names: units })),
      { noun: unit, what: `of another ${label}`, names: found.relabelled },
      { noun: unit, what: `of another ${group}`, names: found.regrouped },
      { noun: unit, what: "of other bytes", names: found.rewritten },
      { noun: group, what: "added", names: found.groups_added },
      { noun: group, what: "removed", names: found.groups_removed },
    ].filter(({ names }) => names.length);
  };

  const amount = ({ what, names }) => `${names.length.toLocaleString("en-US")} ${what}`;

  const listed = (part) => {
    const shown = part.names.slice(0, MOST_NAMES).map((name) => H.el("li", {}, H.format.text(name, 200)));
    const more = part.names.length - shown.length;
    return H.compare.code.folded(`${part.noun}: ${amount(part)}`, false, () => [
      H.el("ul", { class: "names" }, shown),
      more ? H.el("p", { class: "faint" }, `and ${more.toLocaleString("en-US")} more`) : null,
    ]);
  };

  const signed = (before, after) => (before === after ? "" : H.compare.delta(after - before));

  /** Units of each class in each split, before and after. */
  const counts = (first, second) => {
    const { states, index } = H.facts.all.compare.data;
    const found = new Map();
    [first, second].forEach((state, at) => {
      for (const { split, label, units, groups: made } of states[state].counts) {
        const key = JSON.stringify([split, label]);
        if (!found.has(key)) found.set(key, { split, label, units: [0, 0], groups: [0, 0] });
        [found.get(key).units[at], found.get(key).groups[at]] = [units, made];
      }
    });
    const number = (of) => H.el("td", { class: "number" }, typeof of === "number" ? of.toLocaleString("en-US") : of);
    const cells = ([before, after]) => [number(before), number(after), number(signed(before, after))];
    const rows = [...found.keys()].sort().map((key) => found.get(key));
    const heads = (name) => [`${name}, first`, "this", "change"].map((text) => H.el("th", { scope: "col", class: "number" }, H.format.text(text, 60)));
    return H.el("div", { class: "scroll" }, H.el("table", { class: "plain" }, [
      H.el("thead", {}, H.el("tr", {}, H.el("th", { scope: "col" }, "split"), H.el("th", { scope: "col" }, H.format.text(index.label ?? "label", 40)), heads(index.unit), index.group ? heads(index.group) : null)),
      H.el("tbody", {}, rows.map(({ split, label, units, groups: made }) => H.el("tr", {}, H.el("td", {}, H.format.text(split || "–", 60)), H.el("td", {}, H.format.text(label || "–", 60)), cells(units), index.group ? cells(made) : null))),
    ]));
  };

  const compared = (first, second) => {
    const { states } = H.facts.all.compare.data;
    const isWhole = states[first].members && states[second].members;
    const note = [states[first], states[second]].map(({ missing }) => missing).find((each) => each);
    const found = isWhole ? parts(difference(first, second)) : [];
    return [
      note ? H.el("p", { class: "warning" }, H.format.text(note)) : null,
      isWhole && !found.length ? H.el("p", {}, "The same units, in another order.") : null,
      found.map(listed),
      states[first].counts.length && states[second].counts.length ? counts(first, second) : null,
    ];
  };

  const said = (first, second) => {
    const { states } = H.facts.all.compare.data;
    if (!states[first].members || !states[second].members) return "other data";
    const found = parts(difference(first, second));
    const nouns = [...new Set(found.map(({ noun }) => noun))];
    const each = nouns.map((noun) => `${noun}: ${found.filter((part) => part.noun === noun).map(amount).join(", ")}`);
    return each.join(" · ") || "the same units, in another order";
  };

  const entry = (first, run, isOpen) => {
    const { runs, states, problems } = H.facts.all.compare.data;
    const name = H.el("strong", {}, H.facts.name(run));
    const unknown = [run, first].find((each) => runs[each] < 0);
    if (unknown !== undefined) return H.el("p", {}, name, ` · ${H.format.text(problems[unknown] ?? "its data is not known")}`);
    if (runs[run] === runs[first]) return H.el("p", {}, name, " · the same data", states[runs[run]].units ? `, ${states[runs[run]].units.toLocaleString("en-US")} rows` : ` (${H.format.text(states[runs[run]].object, 12)})`);
    return H.compare.code.folded([name, ` · ${said(runs[first], runs[run])}`], isOpen, () => compared(runs[first], runs[run]));
  };

  return {
    difference,

    /** The data of each run against that of the first; nothing where the settings name no index. */
    draw(runs) {
      const facts = H.facts.all.compare.data;
      if (!facts) return null;
      const [first, ...others] = runs;
      return [
        H.el("h2", {}, "Data"),
        H.el("p", { class: "faint" }, `Against ${H.facts.name(first)}, by ${H.format.text(facts.index.file)}.`),
        H.el("div", { class: "pairs" }, others.map((run) => entry(first, run, others.length === 1))),
      ];
    },
  };
})();
