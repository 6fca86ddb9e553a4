"use strict";
/* Light and dark: the reader's system decides, until the reader does. */
H.theme = (() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const paper = matchMedia("print"); // White, whatever the screen is.
  const listeners = new Set();
  const root = document.documentElement;
  const tell = () => {
    root.classList.toggle("dark", H.theme.isDark()); // As the table's library has it.
    listeners.forEach((listener) => listener());
  };
  system.addEventListener("change", tell);
  paper.addEventListener("change", tell);

  return {
    isDark: () => !paper.matches && (root.dataset.theme ? root.dataset.theme === "dark" : system.matches),
    /** @param {"light"|"dark"} name */
    set(name) {
      root.dataset.theme = name;
      tell();
    },
    /** Take what the system says now. */
    start: tell,
    /** Hear of every change; gives a function that ends it. */
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** A colour of the style sheet, such as `--ink`, as it is now. */
    colour: (name) => getComputedStyle(root).getPropertyValue(name).trim(),
    /** What every chart has: its fonts and colours by the theme, no background, no logo. */
    layout(of = {}) {
      const [ink, faint, line] = ["--ink", "--faint", "--line"].map(H.theme.colour);
      const axis = { gridcolor: line, linecolor: line, zerolinecolor: line, tickfont: { color: faint }, automargin: true };
      const withTitle = (own) => ({ ...axis, ...own, title: { font: { size: 12, color: faint }, ...own?.title } });
      return {
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        font: { family: getComputedStyle(document.body).fontFamily, size: 13, color: ink },
        margin: { l: 56, r: 16, t: 12, b: 44 },
        hoverlabel: { font: { family: getComputedStyle(document.body).fontFamily } },
        showlegend: false,
        ...of,
        xaxis: withTitle(of.xaxis),
        yaxis: withTitle(of.yaxis),
      };
    },
    /** What every chart is drawn with. */
    config: { displaylogo: false, responsive: true, showTips: false, modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"] },
  };
})();
