"use strict";
/* The files of a run as a table: by the stage that made them, with what it made them from. */
H.artifacts.files = (() => {
  const { artifacts } = H;

  const copied = async (button, text) => {
    try {
      await navigator.clipboard.writeText(text);
      H.fill(button, "Copied");
    } catch {
      H.fill(button, "Not allowed here"); // The clipboard is closed to pages from disk in some browsers.
    }
    setTimeout(() => H.fill(button, "Copy"), 1500);
  };

  /** A text that is to be taken elsewhere: in whole, with a button that copies it. */
  const toCopy = (text, what) =>
    H.el(
      "span",
      { class: "copied" },
      H.el("code", {}, H.format.text(text, 2000)),
      " ",
      H.el("button", { class: "quiet", "aria-label": `Copy ${what}`, on: { click: (event) => copied(event.currentTarget, text) } }, "Copy"),
    );

  const digest = (of) => (of ? H.el("code", { title: of }, of.endsWith(".dir") ? `${of.slice(0, 10)}….dir` : `${of.slice(0, 10)}…`) : "–");

  const members = (file) => {
    const listed = file.files === null ? undefined : artifacts.members(file.digest);
    if (!listed) return null;
    const rows = listed.paths.map((path, at) =>
      H.el("tr", {}, [
        H.el("th", { scope: "row" }, H.format.text(path)),
        H.el("td", { class: "number" }, listed.sizes[at] === null ? "not here" : H.format.bytes(listed.sizes[at])),
        H.el("td", {}, digest(listed.digests[at])),
        H.el("td", {}, address(listed.digests[at], file, path)),
      ]),
    );
    const head = H.el("tr", {}, ["File", "Size", "MD5", "Address"].map((name) => H.el("th", { scope: "col" }, name)));
    return H.el("details", {}, [
      H.el("summary", {}, `Its ${H.format.count(listed.paths.length + listed.more, "file")}`),
      H.el("div", { class: "scroll" }, H.el("table", { class: "plain" }, H.el("thead", {}, head), H.el("tbody", {}, rows))),
      listed.more ? H.el("p", { class: "faint" }, `${listed.more.toLocaleString("en-US")} more are not listed here.`) : null,
    ]);
  };

  const address = (of, file, path) => {
    const found = artifacts.addressOf(of, file.remote, file.old);
    return found ? toCopy(found, `the address of ${H.format.text(path)}`) : "";
  };

  const mark = ({ keeper, here, pruned }) => (pruned ? "gone" : keeper === "git" || here === "all" ? "here" : here === "some" ? "part" : "away");

  const place = (file) => [
    H.el("span", { class: `where ${mark(file)}` }, artifacts.where(file)),
    file.address ? H.el("div", {}, toCopy(file.address, `the address of ${H.format.text(file.path)}`)) : null,
  ];

  const row = (file) =>
    H.el("tr", { "data-path": H.format.text(file.path) }, [
      H.el("th", { scope: "row" }, H.format.text(file.path), file.model ? [" ", H.el("span", { class: "badge" }, "model")] : null, members(file)),
      H.el("td", { class: "number" }, artifacts.size(file)),
      H.el("td", {}, digest(file.digest)),
      H.el("td", {}, place(file)),
    ]);

  const codeList = (code) =>
    code.length
      ? H.el("details", {}, H.el("summary", {}, `Its code: ${H.format.count(code.length, "file")}`), H.el("ul", { class: "names" }, code.map((file) => H.el("li", {}, H.format.text(file.path)))))
      : null;

  const group = (title, about, files, more) =>
    H.el("tbody", { "data-stage": title }, [
      H.el("tr", {}, H.el("th", { class: "group", scope: "rowgroup", colspan: 4 }, H.el("div", {}, title), about, more)),
      files.map(row),
    ]);

  const ofStage = (stage) =>
    group(
      `Made by ${H.format.text(stage.name, 80)}`,
      [
        H.el("div", { class: "faint" }, "from ", artifacts.from(stage)),
        stage.command ? H.el("div", { class: "faint" }, H.el("code", {}, H.format.text(stage.command, 400))) : null,
      ],
      stage.outputs,
      codeList(stage.code),
    );

  return {
    toCopy,
    /** The table of a run's files. */
    draw(stages) {
      const sources = artifacts.sources(stages);
      const head = ["File", "Size", "MD5", "Where it is"].map((name) => H.el("th", { scope: "col" }, name));
      return H.el("div", { class: "scroll" }, [
        H.el("table", { class: "plain files" }, [
          H.el("thead", {}, H.el("tr", {}, head)),
          [...stages].reverse().map(ofStage),
          sources.length ? group("Made by no stage", null, sources, null) : null,
        ]),
      ]);
    },
  };
})();
