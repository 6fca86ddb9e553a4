"use strict";
/** The curves as a table, for those who can't see them: last and best values of the drawn runs. */
Object.assign(
  H.curves,
  (() => {
    const MOST = 25;

    /**
     * @param {number[]} runs
     * @param {{name: string}[]} members
     * @param {{name: string|null, direction: string}} objective
     * @returns {{run: number, step: number|null, judged: number|null, values: {last: number|null, best: number|null}[]}[]}
     *   the best runs first. `step` is where the objective was best, `judged` what it was there; of each metric the last
     *   value and the one at that step.
     */
    const valueRows = (runs, members, { name, direction }) => {
      const value = (run, metric, step) => {
        const curve = H.facts.curve(run, metric);
        const at = curve && step !== null ? curve.steps.indexOf(step) : -1;
        return at < 0 ? null : curve.values[at];
      };
      const last = (run, metric) => {
        const curve = H.facts.curve(run, metric);
        return curve?.values[H.curves.last(curve.values)] ?? null;
      };
      const rows = runs.map((run) => {
        const step = H.curves.bestStep(run, name, direction);
        const values = members.map((member) => ({ last: last(run, member.name), best: value(run, member.name, step) }));
        return { run, step, judged: value(run, name, step), values };
      });
      const way = direction === "min" ? 1 : -1;
      const place = ({ judged }) => (judged === null ? Infinity : way * judged);
      return rows.sort((one, other) => (place(one) === place(other) ? one.run - other.run : place(one) - place(other)));
    };

    const heading = (text, isNumber = true) => H.el("th", { scope: "col", class: isNumber ? "number" : null }, text);
    const cell = (value) => H.el("td", { class: "number" }, H.format.number(value));

    /** That table as an element: closed until it is asked for. */
    const valueTable = (runs, members, objective) => {
      const rows = valueRows(runs, members, objective);
      const shorts = members.map(({ name }) => H.names.short(name));
      const headings = [heading("run", false), shorts.map((short) => heading(`${short}, last`))];
      if (objective.name) headings.push(heading(`best epoch by ${H.names.short(objective.name)}`), shorts.map((short) => heading(`${short} there`)));
      const row = ({ run, step, values }) => {
        const cells = [H.el("th", { scope: "row" }, H.facts.name(run)), values.map(({ last }) => cell(last))];
        if (objective.name) cells.push(cell(step), values.map(({ best }) => cell(best)));
        return H.el("tr", {}, cells);
      };
      const which = rows.length > MOST ? `the best ${MOST} of ${H.format.count(rows.length, "run")}` : H.format.count(rows.length, "run");
      const body = H.el("tbody", {}, rows.slice(0, MOST).map(row));
      return H.el("details", { class: "values" }, [
        H.el("summary", {}, `Last and best values: ${which}`),
        H.el("div", { class: "scroll" }, H.el("table", { class: "plain" }, H.el("thead", {}, H.el("tr", {}, headings)), body)),
      ]);
    };

    return { valueRows, valueTable };
  })(),
);
