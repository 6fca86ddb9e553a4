"use strict";
/* Pictures of runs: those that the page has, and of the others why not and what brings them. */
H.artifacts.pictures = (() => {
  const MEDIA = new Set(["image/png", "image/jpeg", "image/webp", "image/gif"]);

  /** An image of the page: its bytes stand in the facts. */
  const image = (picture, alt) =>
    MEDIA.has(picture?.media)
      ? H.el("img", { src: `data:${picture.media};base64,${picture.data}`, alt, width: picture.width, height: picture.height, loading: "lazy" })
      : null;

  const caption = (path, { width, height, size, reduced }) => {
    const what = `${width} × ${height} pixels`;
    return H.el("figcaption", {}, H.el("span", {}, H.format.text(path)), H.el("span", { class: "faint" }, reduced ? ` a smaller copy, ${what}, of a file of ${H.format.bytes(size)}` : ` ${what}, ${H.format.bytes(size)}`));
  };

  const figure = ({ path, picture }) => {
    const found = H.facts.all.pictures.pictures[picture];
    return H.el("figure", { class: "picture" }, image(found, H.format.text(path)), caption(path, found));
  };

  const left = ({ path, reason, command }) =>
    H.el("li", {}, `${H.format.text(path)} ${H.format.text(reason)}`, command ? [". ", H.artifacts.files.toCopy(command, "the command that brings it")] : ".");

  const command = (run) => {
    const commit = H.facts.value(run, "run.commit");
    return H.el("p", { class: "faint" }, `The page holds pictures of ${H.format.count(H.facts.all.pictures.runs.length, "run")}: the best, those that others grow from, and the newest. This one is brought by `, H.artifacts.files.toCopy(`hemolog board --filter 'run.commit == "${commit}"'`, "the command that brings it"), ".");
  };

  return {
    image,
    /** The pictures of a run; null if it has none. */
    draw(run) {
      const { shown, left_out: missing, runs } = H.facts.all.pictures;
      if (!runs.includes(run)) return [H.el("h2", {}, "Pictures"), command(run)];
      const [own, others] = [shown, missing].map((all) => all.filter((each) => each.run === run));
      if (!own.length && !others.length) return null;
      return [
        H.el("h2", {}, "Pictures"),
        H.el("div", { class: "pictures" }, own.map(figure)),
        others.length ? H.el("ul", { class: "left-out" }, others.map(left)) : null,
      ];
    },
  };
})();
