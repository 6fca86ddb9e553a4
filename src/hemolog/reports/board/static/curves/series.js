"use strict";
/** Which curves are drawn: of which runs, of which metrics, smoothed or in groups. */
Object.assign(
  H.curves,
  (() => {
    /**
     * The curves of some runs.
     * @param {number[]} runs
     * @param {{name: string, on: string, dash: string}[]} members of a family.
     * @param {number} smoothing
     * @returns {Object[]} {run, member, steps, values, raw} for each that there is; `raw` is null where nothing is smoothed.
     */
    const series = (runs, members, smoothing) =>
      members.flatMap((member) =>
        runs.flatMap((run) => {
          const curve = H.facts.curve(run, member.name);
          if (!curve?.values.some(H.scales.isNumber)) return [];
          const values = smoothing ? H.curves.ema(curve.values, smoothing) : curve.values;
          return [{ run, member, steps: curve.steps, values, raw: smoothing ? curve.values : null }];
        }),
      );

    /**
     * Curves in groups: a mean and a band for each group and metric.
     * @returns {Object[]} {label, value, runs, member, steps, values, lows, highs, counts}; `values` are the means.
     */
    const grouped = (all, groups, band) => {
      const members = [...new Set(all.map(({ member }) => member))];
      return groups.flatMap((group) => {
        const within = new Set(group.runs);
        return members.flatMap((member) => {
          const curves = all.filter((each) => each.member === member && within.has(each.run));
          if (!curves.length) return [];
          const { means, ...spread } = H.curves.meanAndBand(curves, band);
          return [{ ...group, ...spread, member, values: means, runs: curves.map(({ run }) => run) }];
        });
      });
    };

    /** The step where a run's objective was best; null where that has no curve. `direction` is max or min. */
    const bestStep = (run, objective, direction) => {
      const curve = objective ? H.facts.curve(run, objective) : null;
      const at = curve ? H.curves.best(curve.values, direction) : -1;
      return at < 0 ? null : curve.steps[at];
    };

    return { series, grouped, bestStep };
  })(),
);
