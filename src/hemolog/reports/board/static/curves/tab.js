"use strict";
/* The tab of curves: any metric by epoch, over the runs that are chosen. */
(() => {
  const ID = "curves";
  /** What is asked for; a report's link may name metrics instead of a picture of them. */
  const now = () => {
    const { metrics, log, ...view } = H.state.of(ID);
    const [first] = metrics?.length ? H.curves.picturesOf(H.curves.allFamilies(), metrics) : [];
    return { logY: log, ...first, ...view };
  };
  const set = (patch) => H.state.setOf(ID, patch);

  const columns = () => [...H.facts.columns.keys()].filter((name) => !["run.name", "run.commit", "run.subject", "run.notes", "run.problem"].includes(name));

  const varying = (runs) =>
    columns().filter((name) => {
      const values = H.facts.values(name);
      const first = runs.find((run) => values[run] !== null);
      return runs.some((run) => values[run] !== null && values[run] !== values[first]);
    });

  const named = (names) => names.map((name) => [name, H.names.short(name)]);

  const metric = (families, family) =>
    H.choice("Metric", families.map(({ name, members }) => [name, members.length > 1 ? `${name} (${members.map(({ on }) => on).join(", ")})` : name]), family.name, (name) => set({ metric: name, hidden: [] }));

  const members = ({ members }) =>
    members.length < 2 ? [] : members.map(({ name, on }) => {
      const hidden = now().hidden ?? [];
      return H.tick(on || H.names.short(name), !hidden.includes(name), (shown) => set({ hidden: shown ? hidden.filter((each) => each !== name) : [...hidden, name] }));
    });

  const smoothing = () => {
    const said = H.el("span", {});
    const tell = () => H.fill(said, Number(slider.value) ? slider.value : "none");
    const slider = H.el("input", {
      type: "range", min: 0, max: 0.98, step: 0.02, ".value": String(now().smoothing ?? 0),
      on: { input: tell, change: () => set({ smoothing: Number(slider.value) }) },
    });
    tell();
    return H.el("label", { class: "control" }, H.el("span", {}, "Smoothing ", said), slider);
  };

  const controls = (runs) => {
    const families = H.curves.allFamilies();
    const family = H.curves.chosenFamily(families, now().metric, H.curves.curveObjective().name);
    if (!family) return [];
    const names = varying(runs);
    const params = names.filter((name) => name.startsWith("params."));
    const groups = [...["run.baseline", "run.search"].filter((name) => names.includes(name)), ...params];
    return [
      metric(families, family),
      members(family),
      smoothing(),
      H.tick("Log epochs", now().logX === true, (logX) => set({ logX })),
      H.tick("Log values", now().logY === true, (logY) => set({ logY })),
      now().group ? null : H.choice("Colour by", [["", "objective, or run if few"], ["run", "run"], ...named(names)], now().colour ?? "", (colour) => set({ colour })),
      H.choice("Mean by", [["", "no: each run"], ...named(groups)], now().group ?? "", (group) => set({ group })),
      now().group ? H.choice("Band", [["range", "lowest to highest"], ["deviation", "±1 standard deviation"]], now().band ?? "range", (band) => set({ band })) : null,
    ];
  };

  H.tabs.register({
    id: ID,
    title: "Curves",
    draw(host) {
      const bar = H.el("div", { class: "controls" });
      const place = H.el("div", {});
      host.append(bar, place);
      const fill = () => H.fill(bar, controls(H.chosen.runs()));
      fill();
      const drawn = H.curves.draw(place, () => ({ view: now(), runs: H.chosen.runs() }), (run) => H.chosen.toggle(run));
      H.curves.shown = drawn;
      return {
        update(changed) {
          if (!changed.some((name) => ["filter", "brushes", "selected", "running", ID].includes(name))) return;
          const focused = [...bar.querySelectorAll("input, select")].indexOf(document.activeElement);
          fill();
          if (focused >= 0) bar.querySelectorAll("input, select")[focused]?.focus();
          drawn.draw();
        },
        end: drawn.end,
      };
    },
    /** Curves for a report: {runs, metric or metrics, smoothing, log, logX, logY, colour, group, band}, a picture a family. */
    view(host, { runs, metric, metrics, log, ...view }) {
      const wanted = [metric ?? [], metrics ?? []].flat();
      const pictures = wanted.length ? H.curves.picturesOf(H.curves.allFamilies(), wanted) : [{}];
      if (!pictures.length) host.append(H.el("p", { class: "faint" }, "No run has such curves."));
      const drawn = pictures.map((each) => H.curves.draw(host, () => ({ view: { logY: log, ...view, ...each }, runs })));
      return { end: () => drawn.forEach(({ end }) => end()) };
    },
  });
})();
