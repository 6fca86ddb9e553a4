"use strict";
/**
 * Draw curves of metrics by epoch.
 * @param {HTMLElement} host
 * @param {function(): {view: Object, runs: number[]}} asked what is to be seen now: of `H.curves.picture`.
 * @param {function(number)} [picked] is told of the run whose line was clicked.
 * @returns {{draw: function(), end: function(), statistics: function(): Object}} `draw` draws it anew; `statistics` tells
 *   {runs, curves, shown, traces, merged, milliseconds}.
 */
H.curves.draw = (host, asked, picked = () => {}) => {
  const [chart, legend, status, table] = ["chart", "legend", "faint", ""].map((name) => H.el("div", { class: name || null }));
  const frame = H.el("div", { class: "frame" }, chart);
  const empty = H.el("p", {}, "No run has curves: stages that log metrics by epoch with DVCLive give some.");
  status.setAttribute("role", "status");
  chart.setAttribute("role", "figure");
  let shown = null;
  let traces = [];
  let milliseconds = 0;

  /** All epochs and no more; Plotly would leave room for the marks. */
  const epochs = (isLog) => {
    const ends = H.scales.extent([...(shown?.all ?? []), ...(shown?.running ?? [])].flatMap(({ steps }) => steps.filter((step) => !isLog || step > 0)));
    if (!ends || ends[0] === ends[1]) return {};
    return { range: isLog ? ends.map(Math.log10) : ends };
  };

  // Plotly draws everything twice where it finds margins by itself.
  const axis = (isLog, title) => ({ automargin: false, type: isLog ? "log" : "linear", title: { text: H.chart.text(title), standoff: 8 } });

  const tell = () => {
    const { members, group, shown: all, colourOf, band, drawn, column, colouring, objective } = shown;
    const colours = group ? H.curves.legend.groups(all, colourOf, band, group) : H.curves.legend.colours(column, drawn, colouring);
    const best = H.curves.hasMarks(shown) ? H.curves.legend.best(objective.name, objective.direction) : null;
    H.fill(legend, H.curves.legend.members(members), colours, best);
    H.fill(status, H.curves.pictureWords(shown));
    chart.setAttribute("aria-label", `${shown.family.name} by epoch: ${H.curves.pictureWords(shown)} The values stand in the table below.`);
    const open = table.firstChild?.open ?? false;
    H.fill(table, H.curves.valueTable(drawn, members, objective));
    table.firstChild.open = open;
  };

  const content = () => {
    const begun = performance.now();
    const { view, runs } = asked();
    shown = H.curves.picture(view, runs, H.colours.theme());
    empty.hidden = shown !== null;
    frame.hidden = legend.hidden = table.hidden = shown === null;
    traces = shown ? H.curves.tracesOf(shown) : [];
    if (shown) tell();
    milliseconds = performance.now() - begun;
    const of = shown?.family.name ?? "";
    return {
      traces,
      layout: {
        ...{ margin: { l: 68, r: 16, t: 12, b: 44 }, hovermode: false, dragmode: "zoom", uirevision: `${of} ${view.logX} ${view.logY}` },
        xaxis: { ...axis(view.logX, "epoch"), ...epochs(view.logX) },
        yaxis: axis(view.logY, of),
      },
    };
  };

  host.append(H.el("div", { class: "curves" }, empty, frame, legend, status, table));
  const plotted = H.chart(chart, content);
  H.curves.follow(frame, chart, {
    all: () => (shown ? [...shown.shown, ...shown.running] : []),
    text: (series, point) => H.curves.pointWords(shown, series, point),
    picked: (series) => !shown.group && !series.trial && picked(series.run),
  });
  return {
    draw: plotted.draw,
    end: plotted.end,
    statistics: () => ({ runs: shown?.drawn.length ?? 0, curves: shown?.all.length ?? 0, shown: shown?.shown.length ?? 0, traces: traces.length, merged: shown?.merged ?? false, milliseconds }),
  };
};
