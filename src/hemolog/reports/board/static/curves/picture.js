"use strict";
/** All that a picture of curves shows, from what is asked for; and how it is said in words. */
Object.assign(
  H.curves,
  (() => {
    /** Runs that have colours of their own until the reader chooses another way. */
    const OWN = 8;

    const objective = () => {
      const { objectives, direction } = H.facts.all.table;
      return { name: objectives[0] ?? null, direction: direction || "max" };
    };

    const allFamilies = () => {
      const names = new Set([...H.facts.all.runs.curves.names, ...H.curves.runningNames()]);
      return H.curves.families([...names], objective().name);
    };

    /** The column that colours the lines; null for runs by themselves. */
    const colourColumn = (wanted, runs) => {
      if (wanted === "run" || (!wanted && runs.length <= OWN)) return null;
      return H.facts.column(wanted || objective().name) ?? null;
    };

    const coloursOfGroups = (column, groups, theme) => {
      const order = groups.map((_, at) => at);
      const isNumber = groups.every(({ value }) => value === null || H.scales.isNumber(value));
      // Groups of numbers stand in their order: evenly apart on the map, however far apart the numbers are.
      const values = groups.map(({ value }, at) => (value === null ? null : isNumber ? at : value));
      const { bins, colours } = H.runColours({ name: column.name, kind: isNumber ? "number" : "text", values }, order, theme);
      const found = new Map(groups.map(({ label }, at) => [label, colours[bins.get(at)]]));
      return ({ label }) => found.get(label);
    };

    /**
     * @param {Object} view {metric, hidden, smoothing, logX, logY, colour, group, band}; all may be missing.
     * @param {number[]} runs
     * @param {"light"|"dark"} theme
     * @returns {Object|null} null where there are no curves at all.
     */
    const picture = (view, runs, theme) => {
      const families = allFamilies();
      const family = H.curves.chosenFamily(families, view.metric, objective().name);
      if (!family) return null;
      const members = family.members.filter(({ name }) => !view.hidden?.includes(name));
      const all = H.curves.series(runs, members, Number(view.smoothing) || 0);
      const drawn = [...new Set(all.map(({ run }) => run))];
      const group = H.facts.column(view.group) ?? null;
      const band = view.band === "deviation" ? "deviation" : "range";
      const running = H.curves.runningSeries(members);
      const base = { view, theme, runs, family, members, all, drawn, group, band, running, objective: objective() };
      if (group) {
        const groups = H.curves.groups(group, drawn);
        return { ...base, shown: H.curves.grouped(all, groups, band), colourOf: coloursOfGroups(group, groups, theme) };
      }
      const column = colourColumn(view.colour, drawn);
      return { ...base, shown: all, column, colouring: H.runColours(column, drawn, theme), merged: H.curves.isMerged(all) };
    };

    const hasMarks = ({ group, merged, members, objective: { name } }) =>
      !group && !merged && members.length > 0 && H.facts.all.runs.curves.names.includes(name);

    /** What Plotly draws of it. */
    const tracesOf = (of) => [...tracesOfRuns(of), ...H.curves.runningTraces(of.running, H.theme.colour("--ink"))];

    const tracesOfRuns = (of) => {
      if (of.group) return H.curves.bands(of.shown, of.colourOf);
      if (of.merged) return H.curves.merged(of.shown, of.colouring);
      const solid = of.shown.filter(({ member }) => member === of.members[0]);
      const stepOf = (run) => H.curves.bestStep(run, of.objective.name, of.objective.direction);
      const marks = hasMarks(of) ? H.curves.marks(solid, of.colouring, stepOf, H.colours.PAPER[of.theme]) : [];
      return [...H.curves.alone(of.shown, of.colouring), ...marks];
    };

    const lacking = ({ all, view }) => {
      const isBelow = (values) => values.some((value) => H.scales.isNumber(value) && value <= 0);
      const axes = [view.logX && all.some(({ steps }) => isBelow(steps)) && "epoch 0", view.logY && all.some(({ values }) => isBelow(values)) && "values of 0 and below"];
      const found = axes.filter(Boolean);
      return found.length ? `a logarithmic axis has no place for ${found.join(" or ")}` : null;
    };

    /** What is drawn and in which way, and what is not, as one sentence. */
    const words = (of) => {
      const { all, drawn, runs, group, merged, view } = of;
      const parts = [`${H.format.count(all.length, "curve")} of ${H.format.count(drawn.length, "run")}`];
      if (group) parts[0] = `${H.format.count(of.shown.length, "mean")} of ${parts[0]}`;
      else if (merged) parts.push("all drawn, lines of one colour together, without marks of best epochs; the pointer finds each");
      if (view.smoothing) parts.push(`smoothed by ${view.smoothing}${group || merged ? "" : ", what was measured faint"}`);
      const without = runs.length - drawn.length;
      if (without) parts.push(`${H.format.count(without, "run")} ${without === 1 ? "has" : "have"} no such curve`);
      const running = new Set(of.running.map(({ trial }) => trial)).size;
      if (running) parts.push(`${H.format.count(running, "running trial")} above them, in the colour of text, as measured`);
      parts.push(lacking(of));
      return `${parts.filter(Boolean).join("; ")}.`;
    };

    /** What the pointer is told of a point. */
    const label = (of, series, point) => {
      if (series.trial) return H.curves.runningLabel(series, point);
      const value = H.format.number(series.values[point]);
      const at = `epoch ${H.format.number(series.steps[point])}`;
      const metric = H.names.short(series.member.name);
      if (!of.group) return `${H.facts.name(series.run)} · ${metric} ${value} · ${at}`;
      const [low, high] = [series.lows[point], series.highs[point]].map(H.format.number);
      return `${H.format.text(series.label, 40)} · mean ${metric} ${value}, ${low} to ${high} · ${at} · n = ${series.counts[point]}`;
    };

    return { curveObjective: objective, allFamilies, picture, tracesOf, hasMarks, pictureWords: words, pointWords: label };
  })(),
);
