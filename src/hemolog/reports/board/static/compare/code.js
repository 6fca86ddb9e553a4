"use strict";
/* The code that runs have otherwise than the first of them: files, and in each the lines gone and new. */
H.compare.code = (() => {
  const LONGEST = 2000; // characters of a line
  const MOST_LINES = 4000; // of one file's difference
  const OPEN = 3; // files: so few are shown at once

  /** A line of code as it is, but for letters that can't be seen or turn the direction of writing. */
  const visible = (line) =>
    line.slice(0, LONGEST).replace(/[^\P{C}\t]/gu, (letter) => `\\u{${letter.codePointAt(0).toString(16)}}`) + (line.length > LONGEST ? "…" : "");

  const commit = (run) => H.format.text(H.facts.value(run, "run.commit") ?? "", 40).slice(0, 10);

  /** file -> text, of a run. */
  const held = (run) => {
    const { states, runs } = H.facts.all.compare.code;
    const state = states[runs[run]];
    const found = new Map();
    for (let at = 0; at < state.length; at += 2) found.set(state[at], state[at + 1]);
    return found;
  };

  /** Files that differ: {path, before, after}, these the numbers of texts, undefined where there is no such file. */
  const changed = (first, run) => {
    const [before, after] = [held(first), held(run)];
    return H.facts.all.compare.code.files
      .map((path, file) => ({ path, before: before.get(file), after: after.get(file) }))
      .filter((each) => each.before !== each.after);
  };

  const leftOut = ({ before, after }) => [before, after].map((text) => H.facts.all.compare.code.left_out[text]).find((reason) => reason !== undefined);

  const difference = (file) => {
    const { texts } = H.facts.all.compare.code;
    return H.diff.lines(texts[file.before] ?? "", texts[file.after] ?? "");
  };

  const line = ({ kind, text, old, new: now }) =>
    H.el("tr", { class: kind }, [
      H.el("td", { class: "at" }, old ?? ""),
      H.el("td", { class: "at" }, now ?? ""),
      H.el("td", { class: "sign" }, { same: " ", gone: "−", new: "+" }[kind]),
      H.el("td", { class: "line" }, visible(text)),
    ]);

  const lines = (found) => {
    const hunks = H.diff.hunks(found);
    const all = hunks.flatMap((hunk, at) => [at ? H.el("tr", { class: "gap" }, H.el("td", { colspan: 4 }, "⋯")) : null, ...hunk.map(line)]);
    const more = all.length - MOST_LINES;
    return [
      H.el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Lines gone and new" }, H.el("table", { class: "diff" }, H.el("tbody", {}, all.slice(0, MOST_LINES)))),
      more > 0 ? H.el("p", { class: "faint" }, `${more.toLocaleString("en-US")} more lines: the command below shows them.`) : null,
    ];
  };

  /** A path as a shell takes it for one word, whatever is in it. */
  const quoted = (path) => (/^[\w./-]+$/.test(path) ? path : `'${H.format.text(path, 1000).replaceAll("'", "'\\''")}'`);

  const command = (first, run, path) => H.el("p", { class: "faint" }, H.el("code", {}, `git diff ${commit(first)} ${commit(run)} -- ${quoted(path)}`));

  const counted = (found) => {
    const count = (kind) => found.filter((each) => each.kind === kind).length;
    return [H.el("span", { class: "good" }, `+${count("new")}`), " ", H.el("span", { class: "bad" }, `−${count("gone")}`)];
  };

  const body = (file, first, run) => {
    const reason = leftOut(file);
    if (reason !== undefined) return [H.el("p", {}, `Not in this page: ${H.format.text(reason)}.`), command(first, run, file.path)];
    const found = difference(file);
    const isEmpty = file.before === undefined || file.after === undefined;
    const otherwise = H.el("p", {}, isEmpty ? "An empty file." : "Only the end of the last line differs.");
    return [found.some(({ kind }) => kind !== "same") ? lines(found) : otherwise, command(first, run, file.path)];
  };

  /** Something that is drawn when it is first opened. */
  const folded = (summary, isOpen, content) => {
    const inner = H.el("div", { class: "folded" });
    const draw = () => inner.childNodes.length || H.fill(inner, content());
    const element = H.el("details", { ".open": isOpen, on: { toggle: () => element.open && draw() } }, H.el("summary", {}, summary), inner);
    if (isOpen) draw();
    return element;
  };

  const fileEntry = (file, first, run, isOpen) => {
    const what = file.before === undefined ? "new" : file.after === undefined ? "gone" : null;
    const summary = [H.el("code", {}, H.format.text(file.path)), " ", what ? H.el("span", { class: "badge" }, what) : null, " ", leftOut(file) === undefined && isOpen ? counted(difference(file)) : null];
    return folded(summary, isOpen, () => body(file, first, run));
  };

  const state = (run) => H.facts.all.compare.code.runs[run];

  const entry = (first, run, isOpen) => {
    const name = H.el("strong", {}, H.facts.name(run));
    const unknown = [run, first].find((each) => state(each) < 0);
    if (unknown !== undefined) return H.el("p", {}, name, ` · ${H.format.text(H.facts.all.compare.code.problems[unknown] ?? "its code is not known")}`);
    if (state(run) === state(first)) return H.el("p", {}, name, " · the same code");
    const files = changed(first, run);
    if (!files.length) return H.el("p", {}, name, " · the code differs in files that are left out");
    return folded([name, ` · ${H.format.count(files.length, "file")} ${files.length === 1 ? "differs" : "differ"}`], isOpen, () => files.map((file) => fileEntry(file, first, run, files.length <= OPEN)));
  };

  return {
    folded,
    changed,

    /** The code of each run against that of the first. */
    draw(runs) {
      const [first, ...others] = runs;
      const { cut } = H.facts.all.compare.code;
      return [
        H.el("h2", {}, "Code"),
        H.el("p", { class: "faint" }, `Against ${H.facts.name(first)} at ${commit(first)}: files of the commits but parameters, locks and what stages write.`),
        H.el("div", { class: "pairs" }, others.map((run) => entry(first, run, others.length === 1))),
        cut ? H.el("p", { class: "warning" }, H.format.text(cut)) : null,
      ];
    },
  };
})();
