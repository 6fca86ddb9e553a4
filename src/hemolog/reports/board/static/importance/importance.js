"use strict";
/**
 * The tab of importance: what to doubt first, then how much each parameter matters, then the objective against one of
 * them. What the forest found is of the whole group; rank correlations and the chart follow filter and selection.
 */
H.importance = (() => {
  const groups = () => H.facts.all.importance?.groups ?? [];
  const key = (group) => JSON.stringify([group.search, group.objective]);
  const parameters = (group) => group.parameters.flatMap(({ names }) => names);

  const label = (group) => {
    const [metric, runs] = [H.names.short(group.objective), H.format.count(group.runs, "run")];
    return group.search === null ? `all runs with ${metric} (${runs})` : `${H.format.text(group.search, 40)}: ${metric} (${runs})`;
  };

  /** Those of some runs that are a group's. */
  const members = (group, runs) => {
    const [searches, scores] = [H.facts.values("run.search"), H.facts.values(group.objective)];
    return runs.filter((run) => typeof scores[run] === "number" && (group.search === null || searches[run] === group.search));
  };

  const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}.`;

  const cautions = (group) =>
    group.cautions.length
      ? H.el("div", { class: "warning", role: "note" }, group.cautions.map((each) => H.el("p", {}, sentence(H.format.text(each, 600)))))
      : null;

  const explained = (group) => {
    if (!group.explained) return null;
    const figure = `${group.explained.mean.toFixed(2)} ± ${group.explained.spread.toFixed(2)}`.replace("-", "−");
    return H.el("p", { class: "faint" }, [
      `A random forest foretells ${H.names.short(group.objective)} of runs that it was not grown from with R² ${figure} (1 is perfect, 0 no better than the mean), `,
      `from ${H.format.count(group.settings, "different setting")} of ${H.format.count(group.runs, "run")}. `,
      "Importance is the R² lost when a parameter's values are dealt anew among the runs; whiskers are its standard deviation over five forests, and what is pale is less than two of them above nothing.",
    ]);
  };

  /** That not all runs of the group are looked at, which the forest knows nothing of; and the command that mends it. */
  const narrowed = (group, runs, command) => {
    if (runs.length === group.runs || !group.explained) return null;
    const said = `The importance is of all ${H.format.count(group.runs, "run")} of this group, the rank correlation of the ${runs.length.toLocaleString("en-US")} chosen.`;
    return H.el("p", { class: "narrowed" }, said, command ? [" The importance in these: ", H.el("code", {}, command)] : null);
  };

  const command = (group) => H.command.board(H.command.filter(group.search === null ? "" : `run.search == ${H.filterTokens.written(group.search)}`));

  /**
   * Draw a group into an element.
   * @param {Object} group of the facts.
   * @param {function(): number[]} runs its members that are looked at, asked at each drawing.
   * @param {{parameter: function(): string, choose: function(string), command: function(): string}} more
   * @returns {{draw: function(), end: function()}}
   */
  const draw = (host, group, runs, { parameter, choose, command: told }) => {
    const table = H.el("div");
    const shown = () => (parameters(group).includes(parameter()) ? parameter() : parameters(group)[0]);
    const fill = () => H.fill(table, narrowed(group, runs(), told?.()), parameters(group).length ? H.importanceBars.table(group, runs(), shown(), choose) : null);
    fill();
    host.append(...[cautions(group), table, explained(group)].filter(Boolean));
    const chart = parameters(group).length ? H.scatter.draw(host, runs, () => ({ x: shown(), y: group.objective, direction: group.direction })) : null;
    return { draw: () => (fill(), chart?.draw()), end: () => chart?.end() };
  };

  return { groups, key, label, parameters, members, command, draw };
})();

(() => {
  const ID = "importance";
  const NOTHING = "There is nothing to compare: fewer than 3 runs have an objective. Trials of a search have one; for others `board:` in params.yaml says it.";
  const { groups, key, label, parameters, members } = H.importance;

  const set = (patch) => H.state.setOf(ID, patch);

  const controls = (group) => {
    const axes = parameters(group).map((name) => [name, H.names.short(name)]);
    const left = H.facts.all.importance.left_out;
    return [
      H.el("div", { class: "controls" }, [
        H.choice("Of", groups().map((each) => [key(each), label(each)]), key(group), (to) => set({ group: to })),
        axes.length ? H.choice("Against the objective", axes, H.state.of(ID).parameter, (to) => set({ parameter: to })) : null,
      ]),
      left ? H.el("p", { class: "faint" }, `${H.format.count(left, "smaller group")} not listed: filter by run.search.`) : null,
    ];
  };

  H.tabs.register({
    id: ID,
    title: "Importance",
    draw(host) {
      let drawn = null;
      const draw = () => {
        drawn?.end();
        drawn = null;
        const group = groups().find((each) => key(each) === H.state.of(ID).group) ?? groups()[0];
        if (!group) return H.fill(host, H.el("p", {}, NOTHING));
        H.fill(host, controls(group));
        drawn = H.importance.draw(host, group, () => members(group, H.chosen.runs()), {
          parameter: () => H.state.of(ID).parameter,
          choose: (parameter) => set({ parameter }),
          command: () => H.importance.command(group),
        });
        return null;
      };
      draw();
      return { update: (changed) => (changed.includes(ID) ? draw() : drawn?.draw()), end: () => drawn?.end() };
    },
    /** For a report: {runs, objective}, of the smallest group that has all of these runs; with `x` or `y` a chart alone. */
    view(host, { runs, objective, ...columns }) {
      if (columns.x || columns.y) return H.scatter.view(host, { runs, ...columns });
      const all = Array.from({ length: H.facts.count }, (_, run) => run);
      const fitting = groups().filter((group) => (!objective || group.objective === objective) && members(group, runs).length === members({ ...group, search: null }, runs).length);
      const group = fitting.sort((one, other) => members(one, all).length - members(other, all).length)[0];
      if (!group) return void host.append(H.el("p", { class: "faint" }, NOTHING));
      let shown = null;
      const drawn = H.importance.draw(host, group, () => members(group, runs), {
        parameter: () => shown,
        choose(name) {
          shown = name;
          drawn.draw();
        },
      });
      return drawn;
    },
  });
})();
