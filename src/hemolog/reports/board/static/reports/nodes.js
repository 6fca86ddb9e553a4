"use strict";
/* The tree of a report -> elements: of known names alone, with known attributes alone, and texts as texts. */
H.reports = {};
H.reports.nodes = (() => {
  const PLAIN = new Set(["p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "em", "strong", "s", "blockquote", "hr", "br"]);
  const LINK = /^(https?:\/\/[^/?#]|mailto:|#)/i;
  const ALIGNED = new Set(["left", "center", "right"]);

  /** Headings of a report stand below the page's own. */
  const heading = (level) => `h${Math.min(6, level + 1)}`;

  const slug = (text) => text.trim().toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-");

  /** Go to a heading of the report, and leave the page's address alone: it tells of the view. */
  const jump = (event) => {
    const wanted = event.currentTarget.getAttribute("href").slice(1);
    if (wanted.includes("=")) return; // A view of this page.
    event.preventDefault();
    let name = wanted;
    try {
      name = decodeURIComponent(wanted);
    } catch {
      /* As it stands, then. */
    }
    const headings = [...event.currentTarget.closest(".report").querySelectorAll("h2, h3, h4, h5, h6")];
    const found = headings.find((each) => slug(each.textContent) === slug(name));
    if (!found) return;
    found.tabIndex = -1;
    found.scrollIntoView();
    found.focus();
  };

  const link = (children, { href }) => {
    if (typeof href !== "string" || !LINK.test(href)) return H.el("span", {}, children);
    if (href.startsWith("#")) return H.el("a", { href, on: { click: jump } }, children);
    return H.el("a", { href, rel: "noopener noreferrer", target: "_blank", title: H.format.text(href, 200) }, children);
  };

  const picture = ({ alt, picture: place }) => H.artifacts.pictures.image(H.facts.all.reports.pictures[place], String(alt ?? "")) ?? String(alt ?? "");

  const scrolled = (table) => H.el("div", { class: "scroll" }, table);

  const element = ([tag, children, attributes], inner) => {
    const made = () => children.map(inner);
    if (/^h[1-6]$/.test(tag)) return H.el(heading(Number(tag[1])), {}, made());
    if (tag === "a") return link(made(), attributes);
    if (tag === "img") return picture(attributes);
    if (tag === "note") return H.el("span", { class: "faint" }, made());
    if (tag === "ol") return H.el("ol", { start: Number.isInteger(attributes.start) ? attributes.start : null }, made());
    if (tag === "th" || tag === "td") return H.el(tag, { scope: tag === "th" ? "col" : null, class: ALIGNED.has(attributes.align) ? `align-${attributes.align}` : null }, made());
    if (tag === "table") return scrolled(H.el("table", { class: "plain" }, made()));
    return PLAIN.has(tag) ? H.el(tag, {}, made()) : made();
  };

  /**
   * Nodes as elements.
   * @param {Array} nodes texts, [tag, children, attributes], and views.
   * @param {function(Object): Node} view draws a view.
   */
  const draw = (nodes, view) => {
    const inner = (node) => (typeof node === "string" ? node : Array.isArray(node) ? element(node, inner) : view(node));
    return nodes.map(inner);
  };

  return { draw };
})();
