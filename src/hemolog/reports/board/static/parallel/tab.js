"use strict";
/* The tab of parallel coordinates: the parameters that vary against the objective. */
(() => {
  const ID = "parallel";

  /** Columns that an axis can be made of. */
  const possible = () => [...H.facts.columns.keys()].filter((name) => !["run.name", "run.commit", "run.subject", "run.notes", "run.problem"].includes(name));

  /** Whether runs have more than one value of it: that some have none doesn't count. */
  const varies = (name, runs) => {
    const values = H.facts.values(name);
    const first = runs.find((run) => values[run] !== null);
    return runs.some((run) => values[run] !== null && values[run] !== values[first]);
  };

  /** The objective: that which was chosen, else the first that runs are judged by, else any metric. */
  const objective = (wanted) => {
    const numbers = possible().filter((name) => H.facts.column(name).kind === "number");
    const metrics = numbers.filter((name) => name.startsWith("metrics."));
    return [wanted, ...H.facts.all.table.objectives, ...metrics, ...numbers].find((name) => numbers.includes(name)) ?? null;
  };

  const direction = (name) => (name === H.facts.all.table.objectives[0] && H.facts.all.table.direction) || "max";

  /** The axes of a view: {axes, colour} of the state or of a report; those that vary, unless some are chosen. */
  const chosenAxes = ({ axes, colour }, runs) => {
    const known = possible();
    const names = axes?.length
      ? axes.filter((name) => known.includes(name))
      : known.filter((name) => name.startsWith("params.") && varies(name, runs));
    const last = objective(colour);
    return [...names.filter((name) => name !== last), ...(last ? [last] : [])];
  };

  /** An axis is logarithmic if the reader says so, or the search drew it so, or its values look like it. */
  const columns = (names, runs, log = {}) =>
    names.map((name) => {
      const { kind, values } = H.facts.column(name);
      const drawn = H.facts.all.logarithmic.includes(name) || undefined;
      return { name, kind, values: runs.map((run) => values[run]), log: log[name] ?? drawn };
    });

  /** Runs that have something on some axis: the others would be lines of nothing. */
  const told = (names, runs) => {
    const all = names.map((name) => H.facts.values(name));
    return runs.filter((run) => all.some((values) => values[run] !== null));
  };

  /** Draw into an element what a view says, for some runs. */
  const plot = (host, view, names, runs, more) => {
    const colourBy = objective(view.colour);
    const named = (at) => H.facts.name(runs[at]);
    return H.parallel.draw(host, { axes: columns(names, runs, view.log), colourBy, direction: direction(colourBy), order: view.order ?? [], named, ...more });
  };

  const selectedMask = (runs) => {
    const wanted = new Set(H.state.now.selected.map((id) => H.facts.byId.get(id)));
    return runs.some((run) => wanted.has(run)) ? Uint8Array.from(runs, (run) => (wanted.has(run) ? 1 : 0)) : null;
  };

  const setBrush = (name, brush) => {
    const { [name]: _, ...others } = H.state.now.brushes;
    H.state.set({ brushes: brush ? { ...others, [name]: brush } : others });
  };

  const chooseAxes = (button) => {
    const runs = H.chosen.filtered();
    const shown = () => chosenAxes(H.state.of(ID), runs);
    const change = (name, on) => {
      const names = shown().filter((each) => each !== name && each !== objective(H.state.of(ID).colour));
      H.state.setOf(ID, { axes: on ? [...names, name] : names });
    };
    const list = H.el("div", { class: "choices" });
    const fill = () => {
      const [now, last] = [new Set(shown()), objective(H.state.of(ID).colour)];
      H.fill(list, possible().filter((name) => name !== last).map((name) => H.tick(H.format.text(name, 80), now.has(name), (on) => change(name, on))));
    };
    const usual = H.el("button", { class: "quiet", on: { click: () => (H.state.setOf(ID, { axes: [], order: [] }), fill()) } }, "Parameters that vary");
    H.popover.show(button, "Axes", H.el("div", { class: "row" }, usual), list);
    fill();
  };

  const colours = () => {
    const names = possible().filter((name) => H.facts.column(name).kind === "number" && !name.startsWith("params."));
    return H.choice("Objective", names.map((name) => [name, H.names.short(name)]), objective(H.state.of(ID).colour), (colour) => H.state.setOf(ID, { colour }));
  };

  const HINT = "Drag along an axis to brush it; a double click clears it. Drag a name to move its axis. By keys: Tab to an axis, arrows brush it, with Shift or Alt one end, Escape clears.";

  const said = ({ lines, drawn }, left) => {
    const parts = [`${H.format.count(lines, "line")}, one a run`];
    if (drawn < lines) parts.push(`${drawn.toLocaleString("en-US")} of them in colour, as brushed or selected`);
    if (left) parts.push(`${H.format.count(left, "run")} left out that ${left === 1 ? "has" : "have"} none of these values`);
    return `${parts.join("; ")}. `;
  };

  H.tabs.register({
    id: ID,
    title: "Parallel coordinates",
    draw(host) {
      let runs = [];
      let drawn = null;
      const place = H.el("div", {});
      const status = H.el("p", { class: "faint", role: "status" });
      const controls = H.el("div", { class: "controls" });
      const tell = () => H.fill(status, drawn ? said(drawn.statistics(), H.chosen.filtered().length - runs.length) : "");

      const build = () => {
        const filtered = H.chosen.filtered();
        drawn?.destroy();
        drawn = null;
        const names = filtered.length ? chosenAxes(H.state.of(ID), filtered) : [];
        runs = told(names, filtered);
        if (names.length < 2) H.fill(place, H.el("p", {}, filtered.length ? "No parameter varies among these runs: choose axes." : "No run passes the filter."));
        else {
          H.fill(place);
          drawn = plot(place, H.state.of(ID), names, runs, {
            brushes: H.state.now.brushes,
            eligible: selectedMask(runs),
            onBrush: setBrush,
            onOrder: (order) => H.state.setOf(ID, { order }),
            onLog: (name, log) => H.state.setOf(ID, { log: { ...H.state.of(ID).log, [name]: log } }),
            onPick: (at) => H.chosen.toggle(runs[at]),
          });
        }
        H.parallel.shown = drawn;
        tell();
      };

      const fillControls = () =>
        H.fill(
          controls,
          H.el("button", { "aria-haspopup": "dialog", on: { click: (event) => chooseAxes(event.currentTarget) } }, "Axes"),
          colours(),
        );
      fillControls();
      host.append(controls, place, status, H.el("p", { class: "faint hint" }, HINT));
      build();
      let before = H.state.of(ID);
      return {
        update(changed) {
          const now = H.state.of(ID);
          const onlyOrder = JSON.stringify({ ...before, order: 0 }) === JSON.stringify({ ...now, order: 0 });
          before = now;
          if (changed.includes("filter") || (changed.includes(ID) && !onlyOrder)) build();
          else drawn?.update({ order: now.order ?? [], brushes: H.state.now.brushes, ...(changed.includes("selected") && { eligible: selectedMask(runs) }) });
          tell();
        },
        end: () => drawn?.destroy(),
      };
    },
    /** Parallel coordinates for a report: {runs, axes, colour, order, log}. */
    view(host, { runs, ...view }) {
      const names = chosenAxes(view, runs);
      const drawn = plot(host, view, names, told(names, runs), {});
      return { end: drawn.destroy };
    },
  });
})();
