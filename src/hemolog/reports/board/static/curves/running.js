"use strict";
/** Trials that run now, above the curves of runs: they have no commit yet, so no filter and no group takes them in. */
Object.assign(
  H.curves,
  (() => {
    const trials = () => H.facts.all.running?.trials ?? [];

    /** Metrics that they have curves of. */
    const runningNames = () => trials().flatMap(({ curves }) => Object.keys(curves));

    /** Their curves of some metrics: {trial, member, steps, values}. */
    const runningSeries = (members) =>
      trials().flatMap((trial) =>
        members.flatMap((member) => {
          const curve = trial.curves[member.name];
          return curve?.values.some(H.scales.isNumber) ? [{ ...curve, trial, member }] : [];
        }),
      );

    /** As Plotly draws them: in the colour of text, which no run has, with a mark where each stands. */
    const runningTraces = (all, ink) =>
      all.flatMap(({ steps, values, member }) => {
        const plain = { type: "scatter", hoverinfo: "skip" };
        const line = { color: ink, dash: member.dash, width: 2.6 };
        const marker = { color: ink, size: 8, symbol: "diamond" };
        return [
          { ...plain, mode: "lines", x: steps, y: values, line },
          { ...plain, mode: "markers", x: steps.slice(-1), y: values.slice(-1), marker, cliponaxis: false },
        ];
      });

    /** What the pointer is told of one of their points. */
    const runningLabel = ({ trial, member, steps, values }, point) =>
      `${H.format.text(trial.name || trial.place, 60)}, running · ${H.names.short(member.name)} ${H.format.number(values[point])} · epoch ${H.format.number(steps[point])}`;

    return { runningNames, runningSeries, runningTraces, runningLabel };
  })(),
);
