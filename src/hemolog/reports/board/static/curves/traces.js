"use strict";
/**
 * Series as Plotly draws them: plain `scatter`.
 *
 * Some hundred lines are a trace each. Beyond, those of one colour and one metric become one trace with gaps: Plotly
 * spends more on a trace than on a line of it, so that ten thousand runs still open.
 */
Object.assign(
  H.curves,
  (() => {
    /** Series that are traces of their own. */
    const MOST = 150;

    const isMerged = (all) => all.length > MOST;

    /** Opacity of one of so many lines. */
    const opacityOf = (count) => Math.min(1, Math.max(0.3, (60 / Math.max(count, 1)) ** 0.3));

    const trace = (x, y, line, more) => ({
      ...{ type: "scatter", mode: "lines", x, y, line, hoverinfo: "skip", connectgaps: false },
      ...more,
    });

    const alone = (all, { bins, colours }) => {
      const line = ({ run, member }, width) => ({ color: colours[bins.get(run)], dash: member.dash, width, simplify: false });
      const raw = all.filter((each) => each.raw);
      return [
        ...raw.map((each) => trace(each.steps, each.raw, { ...line(each, 1), dash: "solid" }, { opacity: 0.28 })),
        ...all.map((each) => trace(each.steps, each.values, line(each, 1.8), { opacity: opacityOf(all.length) })),
      ];
    };

    /** One after the other, with a gap after each. */
    const joined = (all) => [
      all.flatMap(({ steps }) => [...steps, null]),
      all.flatMap(({ values }) => [...values, null]),
    ];

    const merged = (all, { bins, colours }) => {
      const parts = new Map();
      for (const each of all) {
        const key = `${String(bins.get(each.run)).padStart(3, "0")} ${each.member.name}`;
        if (!parts.has(key)) parts.set(key, []);
        parts.get(key).push(each);
      }
      return [...parts.keys()].sort().map((key) => {
        const part = parts.get(key);
        const [{ run, member }] = part;
        const line = { color: colours[bins.get(run)], dash: member.dash, width: 1 };
        return trace(...joined(part), line, { opacity: opacityOf(all.length) });
      });
    };

    /** The best epoch of each run, on its line. */
    const marks = (all, { bins, colours }, stepOf, paper) => {
      const found = all.flatMap(({ run, steps, values }) => {
        const at = steps.indexOf(stepOf(run));
        return at < 0 || values[at] === null ? [] : [{ x: steps[at], y: values[at], color: colours[bins.get(run)] }];
      });
      if (!found.length) return [];
      const [x, y, color] = ["x", "y", "color"].map((part) => found.map((each) => each[part]));
      const marker = { color, size: 9, symbol: "circle", line: { color: paper, width: 1.5 } };
      return [{ type: "scatter", mode: "markers", ...{ x, y, marker, hoverinfo: "skip", cliponaxis: false } }];
    };

    /** Means with their bands; `colourOf` gives a group's colour. */
    const bands = (all, colourOf) => [
      ...all.map((each) => {
        const [x, y] = [[...each.steps, ...[...each.steps].reverse()], [...each.highs, ...[...each.lows].reverse()]];
        return trace(x, y, { width: 0 }, { fill: "toself", fillcolor: colourOf(each), opacity: 0.16 });
      }),
      ...all.map((each) => trace(each.steps, each.values, { color: colourOf(each), dash: each.member.dash, width: 2.2 })),
    ];

    return { MOST, isMerged, alone, merged, marks, bands };
  })(),
);
