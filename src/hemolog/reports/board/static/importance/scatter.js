"use strict";
/**
 * A metric against a parameter, one point a run: numbers on an axis, logarithmic from one decade on; texts, and numbers of
 * few different values, as strips. The best run has a ring.
 */
H.scatter = (() => {
  const FEW = 8; // different numbers
  const STRIP = 0.4; // of the way from one value to the next
  const MANY = 1000; // runs, of which each point is small
  const MOST = 3000; // points: of more, a browser takes seconds at each change of a filter

  /** Where a run stands within its strip, -0.5 to 0.5, always the same: by the golden ratio, which spreads any numbers. */
  const within = (run) => ((run * 0.6180339887498949) % 1) - 0.5;

  const strips = (runs, values, column) => {
    const kinds = column?.kind === "number" ? [...new Set(values)].sort((one, other) => one - other) : H.scales.categories(values);
    const places = new Map(kinds.map((kind, at) => [kind, at]));
    return {
      at: values.map((value, at) => places.get(value) + STRIP * within(runs[at])),
      axis: {
        tickvals: kinds.map((_, at) => at),
        ticktext: kinds.map((kind) => H.chart.text(H.format.value(kind, column).slice(0, 40))),
        range: [-0.5, kinds.length - 0.5],
        zeroline: false,
      },
    };
  };

  const horizontal = (runs, name) => {
    const column = H.facts.column(name);
    const values = runs.map((run) => H.facts.value(run, name));
    if (column?.kind !== "number" || new Set(values).size <= FEW) return strips(runs, values, column);
    return { at: values, axis: { type: H.scales.suitsLog(values) ? "log" : "linear" } };
  };

  /** The place of the best value; -1 of none. */
  const best = (values, direction) => {
    const [low, high] = H.scales.extent(values) ?? [];
    return values.indexOf(direction === "min" ? low : high);
  };

  /** Those that are drawn: all, or an even part, always the same; the caption says so. */
  const drawn = (runs) => (runs.length <= MOST ? runs : runs.filter((run) => within(run) + 0.5 < MOST / runs.length));

  const has = (run, { x, y }) => H.facts.value(run, x) !== null && typeof H.facts.value(run, y) === "number";

  const said = (run, { x, y }) =>
    [H.facts.name(run), ...[x, y].map((name) => `${H.names.short(name)} ${H.format.value(H.facts.value(run, name), H.facts.column(name))}`)]
      .map((line) => H.chart.text(line))
      .join("<br>");

  /**
   * What a chart shows.
   * @param {number[]} runs
   * @param {{x: string, y: string, direction: ("min"|"max"|undefined), colour: (string|undefined), log: (boolean|undefined)}}
   *   of columns; which way `y` is better; whether its axis is to be logarithmic, if it can.
   */
  const content = (runs, of) => {
    const all = runs.filter((run) => has(run, of));
    const first = of.direction ? all[best(all.map((run) => H.facts.value(run, of.y)), of.direction)] : undefined;
    const there = [...new Set([...drawn(all), ...(first === undefined ? [] : [first])])];
    const { at: x, axis } = horizontal(there, of.x);
    const y = there.map((run) => H.facts.value(run, of.y));
    const text = there.map((run) => said(run, of));
    const ringed = there.indexOf(first);
    const points = { color: of.colour ? H.scatterColours(there, of.colour).colours : H.theme.colour("--accent"), size: there.length > MANY ? 4 : 7, opacity: there.length > 200 ? 0.55 : 0.85 };
    const ring = { symbol: "circle-open", size: 15, color: H.theme.colour("--ink"), line: { width: 1.5 } };
    const trace = { type: "scatter", mode: "markers", hovertemplate: "%{text}<extra></extra>" };
    const title = (name) => ({ title: { text: H.chart.text(H.names.short(name)) } });
    return {
      traces: [
        { ...trace, x, y, text, marker: points },
        ...(ringed < 0 ? [] : [{ ...trace, x: [x[ringed]], y: [y[ringed]], text: [`best: ${text[ringed]}`], marker: ring }]),
      ],
      layout: { height: 380, hovermode: "closest", xaxis: { ...axis, ...title(of.x) }, yaxis: { ...title(of.y), type: of.log && H.scales.allowsLog(y) ? "log" : "linear" } },
    };
  };

  /** What is drawn, in words. */
  const caption = (runs, of) => {
    const all = runs.filter((run) => has(run, of));
    const [there, left, points] = [all.length, runs.length - all.length, drawn(all).length];
    return [
      `${H.names.short(of.y)} against ${H.names.short(of.x)}, ${H.format.count(there, "run")}`,
      left ? `${H.format.count(left, "run")} without ${left === 1 ? "a value" : "values"} left out` : "",
      points < there ? `${points.toLocaleString("en-US")} of them are drawn, evenly chosen` : "",
      there && of.direction ? `the ${of.direction === "min" ? "lowest" : "highest"} has a ring` : "",
    ].filter(Boolean).join("; ");
  };

  /**
   * Draw it into an element.
   * @param {function(): number[]} runs asked at each drawing.
   * @param {function(): Object} of as of `content`.
   * @returns {{draw: function(), end: function()}}
   */
  const draw = (host, runs, of) => {
    const [text, plot] = [H.el("p", { class: "faint", role: "status" }), H.el("div", { class: "plot" })];
    const legend = H.el("div");
    host.append(text, legend, plot);
    const tell = () => {
      H.fill(text, caption(runs(), of()));
      H.fill(legend, of().colour ? H.scatterColours(runs().filter((run) => has(run, of())), of().colour).legend : null);
    };
    tell();
    const deaf = H.theme.listen(tell); // The legend's colours are the theme's.
    const chart = H.chart(plot, () => content(runs(), of()));
    const end = () => (deaf(), chart.end());
    return { draw: () => (tell(), chart.draw()), end };
  };

  /** For a report: {runs, x, y, colour, log}; without columns a metric that runs are judged by, and the first parameter that varies. */
  const view = (host, { runs, x, y, ...more }) => {
    const metric = y || H.facts.all.table.objectives[0];
    const group = (H.facts.all.importance?.groups ?? []).find(({ objective }) => objective === metric);
    const parameter = x || group?.parameters[0]?.names[0];
    if (!metric || !parameter) return host.append(H.el("p", { class: "faint" }, "Say which columns: x and y."));
    return draw(host, () => runs, () => ({ ...more, x: parameter, y: metric, direction: group?.direction }));
  };

  return { content, caption, draw, view };
})();
