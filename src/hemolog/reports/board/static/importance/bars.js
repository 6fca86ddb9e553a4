"use strict";
/** A row for each parameter: a bar of its importance with its spread, and its rank correlation to either side. */
H.importanceBars = (() => {
  const [WIDTH, HEIGHT] = [240, 18];
  const TOLD = 2; // spreads above nothing
  const SMALL = 0.05; // a rank correlation that says nothing
  const [GREAT, ONE_WAY] = [0.1, 0.2]; // an importance that a rank correlation below that doesn't explain

  const isClear = ({ mean, spread }) => mean > TOLD * spread && mean > 0;

  const bar = (importance, most) => {
    const x = (value) => (WIDTH - 2) * Math.max(0, Math.min(1, value / most)) + 1;
    const { mean, spread } = importance;
    const [low, high] = [x(mean - spread), x(mean + spread)];
    const middle = HEIGHT / 2;
    return H.el("svg:svg", { class: "bar", width: WIDTH, height: HEIGHT, viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" }, [
      H.el("svg:line", { class: "zero", x1: 1, x2: 1, y1: 0, y2: HEIGHT }),
      H.el("svg:rect", { class: isClear(importance) ? "clear" : "pale", x: 1, y: 3, width: x(mean) - 1, height: HEIGHT - 6 }),
      H.el("svg:line", { class: "whisker", x1: low, x2: high, y1: middle, y2: middle }),
      ...[low, high].map((at) => H.el("svg:line", { class: "whisker", x1: at, x2: at, y1: middle - 3, y2: middle + 3 })),
    ]);
  };

  const sides = (correlation) => {
    const [width, middle] = [120, 60];
    const to = middle + (middle - 1) * correlation;
    return H.el("svg:svg", { class: "bar", width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, "aria-hidden": "true" }, [
      H.el("svg:rect", { class: correlation < 0 ? "falling" : "rising", x: Math.min(middle, to), y: 3, width: Math.abs(to - middle), height: HEIGHT - 6 }),
      H.el("svg:line", { class: "zero", x1: middle, x2: middle, y1: 0, y2: HEIGHT }),
    ]);
  };

  /** What the sign means: `higher with resnet`. */
  const meaning = (correlation, second, importance) => {
    if (correlation === null) return "its values have no order, or too few differ";
    if (importance && isClear(importance) && importance.mean > GREAT && Math.abs(correlation) < ONE_WAY) return "matters, but not one way: see the chart";
    if (Math.abs(correlation) < SMALL) return "next to nothing";
    const way = correlation < 0 ? "lower" : "higher";
    return second === null ? `${way} where it is larger` : `${way} with ${H.format.text(second, 30)}`;
  };

  const signed = (value) => (value < 0 ? "−" : "+") + Math.abs(value).toFixed(2);

  const figures = ({ mean, spread }) => {
    const decimals = Math.abs(mean) < 0.1 ? 3 : 2;
    const rounded = Number(mean.toFixed(decimals)) || 0; // Nothing has no sign.
    return `${rounded.toFixed(decimals).replace("-", "−")} ± ${spread.toFixed(decimals)}`;
  };

  const title = (names, chosen, choose) => [
    H.el(
      "button",
      { class: "link", "aria-pressed": String(names.includes(chosen)), title: names[0], on: { click: () => choose(names[0]) } },
      H.names.short(names[0]),
    ),
    names.length > 1
      ? H.el("div", { class: "faint" }, "always with ", names.slice(1, 6).map(H.names.short).join(", "), names.length > 6 ? ` and ${names.length - 6} more` : "")
      : null,
  ];

  /**
   * @param {Object} group a group of the facts.
   * @param {number[]} runs that the rank correlation is computed from.
   * @param {string} chosen the parameter that is shown against the objective.
   * @param {function(string)} choose another one.
   */
  const table = (group, runs, chosen, choose) => {
    const scores = runs.map((run) => H.facts.value(run, group.objective));
    const most = Math.max(...group.parameters.map(({ importance }) => (importance ? importance.mean + importance.spread : 0)), 1e-9);
    const row = ({ names, importance }) => {
      const { steps, second } = H.ranks.steps(names[0], runs);
      const correlation = H.ranks.correlation(steps, scores);
      return H.el("tr", { class: names.includes(chosen) ? "chosen" : null }, [
        H.el("th", { scope: "row" }, title(names, chosen, choose)),
        group.explained ? H.el("td", {}, importance ? bar(importance, most) : null) : null,
        group.explained ? H.el("td", { class: "number" }, importance ? figures(importance) : "–") : null,
        H.el("td", {}, correlation === null ? null : sides(correlation)),
        H.el("td", { class: "number" }, correlation === null ? "–" : signed(correlation)),
        H.el("td", { class: "faint" }, meaning(correlation, second, importance)),
      ]);
    };
    const metric = H.names.short(group.objective);
    const heads = [
      H.el("th", { scope: "col" }, "parameter"),
      group.explained ? H.el("th", { scope: "colgroup", colspan: 2 }, "importance: R² lost without it") : null,
      H.el("th", { scope: "colgroup", colspan: 3 }, `rank correlation with ${metric}, of ${H.format.count(runs.length, "run")}`),
    ];
    return H.el("div", { class: "scroll" }, [
      H.el("table", { class: "plain importance" }, H.el("thead", {}, H.el("tr", {}, heads)), H.el("tbody", {}, group.parameters.map(row))),
    ]);
  };

  return { table, isClear };
})();
