"use strict";
/* The one global of this page, and how its elements are made: from text, never from markup. */
const H = (globalThis.H = {});

/**
 * Make an element. Texts become text nodes, so nothing of a repository is ever read as markup.
 * @param {string} tag such as "button"; with "svg:" before it an element of SVG.
 * @param {Object} [attributes] `class`, `on` (event -> listener), `style` (property -> value, by CSSOM), properties that
 *   begin with a dot (`.value`), else attributes; null and false leave one out.
 * @param {...(Node|string|number|null|Array)} children
 */
H.el = (tag, attributes = {}, ...children) => {
  const element = tag.startsWith("svg:")
    ? document.createElementNS("http://www.w3.org/2000/svg", tag.slice(4))
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (name === "style")
      for (const [property, of] of Object.entries(value)) element.style.setProperty(property, of);
    else if (name.startsWith(".")) element[name.slice(1)] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
};

/** Put children in place of those that an element has. */
H.fill = (element, ...children) => {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
};

/** A labelled choice: `options` are [value, text] pairs. */
H.choice = (label, options, value, changed) => {
  const select = H.el(
    "select",
    { on: { change: () => changed(select.value) } },
    options.map(([of, text]) => H.el("option", { value: of, ".selected": of === value }, text)),
  );
  return H.el("label", { class: "control" }, H.el("span", {}, label), select);
};

/** A labelled box to tick. */
H.tick = (label, value, changed) => {
  const box = H.el("input", { type: "checkbox", ".checked": value, on: { change: () => changed(box.checked) } });
  return H.el("label", { class: "control tick" }, box, H.el("span", {}, label));
};

/** Run a function once at the next frame, however often it is asked for until then. */
H.atNextFrame = (of) => {
  let asked = 0;
  return (...values) => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(() => of(...values));
  };
};

/** A file for the user to keep. */
H.download = (name, type, text) => {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = H.el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
};
