"use strict";
/**
 * Draw a chart with Plotly in the page's colours, and draw it anew when these change. Plain types only (`scatter`,
 * `bar`, `heatmap`, ...): those of WebGL would need the right to make code out of text.
 * @param {HTMLElement} host
 * @param {function(): {traces: Object[], layout?: Object}} content computed anew at each drawing; colours by `H.theme.colour`.
 * @returns {{draw: function(): Promise<void>, end: function()}} `draw` draws it again after a change of what it shows.
 */
H.chart = (host, content) => {
  let ended = false;
  const draw = async () => {
    await H.library("plotly");
    if (ended || !host.isConnected) return;
    delete host.dataset.drawn;
    const { traces, layout } = content();
    await Plotly.react(host, traces.map((trace) => ({ hoverlabel: { namelength: 60 }, ...trace })), H.theme.layout(layout), H.theme.config);
    host.dataset.drawn = traces.length;
  };
  const deaf = H.theme.listen(draw);
  draw();
  return {
    draw,
    end() {
      ended = true;
      deaf();
      if (globalThis.Plotly) Plotly.purge(host);
    },
  };
};

/** A text of a repository as Plotly may be given it: Plotly reads some tags and entities in its texts. */
H.chart.text = (of) => H.format.text(of).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
