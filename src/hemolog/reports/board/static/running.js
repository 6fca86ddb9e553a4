"use strict";
/* What runs now, with its curve epoch by epoch, and trials that failed: neither has a commit. */
H.running = (() => {
  const [WIDTH, HEIGHT, EDGE] = [260, 64, 5];
  const MOST_VALUES = 6;
  const MOST_FAILED = 3;
  const hosts = new Set();
  const clocks = new Map(); // element -> trial, of what is drawn

  const facts = () => H.facts.all.running;

  /** The metric whose curve is shown: the objective, else one of a validation split, else any. */
  const metric = ({ objective, curves }) => {
    const names = Object.keys(curves);
    return names.find((name) => name === objective) ?? names.find((name) => /^metrics\.val/.test(name)) ?? names[0] ?? null;
  };

  const numbers = ({ steps, values }) => steps.map((step, at) => [step, values[at]]).filter(([, value]) => value !== null);

  /** Where points stand in the picture; a single one, or equal ones, in the middle. */
  const placed = (points) => {
    const place = (of, from, to) => {
      const [low, high] = [Math.min(...of), Math.max(...of)];
      return (value) => (high > low ? from + ((to - from) * (value - low)) / (high - low) : (from + to) / 2);
    };
    const x = place(points.map(([step]) => step), EDGE, WIDTH - EDGE);
    const y = place(points.map(([, value]) => value), HEIGHT - EDGE, EDGE);
    return points.map(([step, value]) => [x(step), y(value)]);
  };

  const line = (name, points) => {
    const at = placed(points);
    const [first, last] = [points[0], points.at(-1)].map(([, value]) => H.format.number(value));
    const label = `${H.format.text(name, 60)} by epoch: ${H.format.count(points.length, "point")}, first ${first}, last ${last}`;
    return H.el("svg:svg", { class: "spark", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label }, [
      H.el("svg:polyline", { points: at.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ") }),
      H.el("svg:circle", { cx: at.at(-1)[0], cy: at.at(-1)[1], r: 3.5 }),
    ]);
  };

  const best = (points, direction) => {
    const values = points.map(([, value]) => value);
    return direction === "min" ? Math.min(...values) : Math.max(...values);
  };

  const curve = (trial) => {
    const name = metric(trial);
    const points = name === null ? [] : numbers(trial.curves[name]);
    if (!points.length) return H.el("p", { class: "faint" }, trial.epochs ? "No number yet" : "No epoch has ended yet");
    const known = trial.direction && name === trial.objective ? `, best ${H.format.number(best(points, trial.direction))}` : "";
    return [
      line(name, points),
      H.el("div", { class: "faint" }, `${H.names.short(name)} `, H.el("strong", {}, H.format.number(points.at(-1)[1])), known),
    ];
  };

  const values = (of) => {
    const names = Object.keys(of);
    const shown = names.slice(0, MOST_VALUES);
    return H.el("dl", { class: "values" }, [
      shown.map((name) => H.el("div", { title: name }, H.el("dt", {}, H.names.short(name)), H.el("dd", {}, H.format.value(of[name])))),
      names.length > shown.length ? H.el("div", {}, H.el("dt", {}, `and ${names.length - shown.length} more`)) : null,
    ]);
  };

  const where = { search: "", workspace: "in the workspace", temporary: "by DVC, in a folder of its own" };

  /** A page that is served knows how long it is by now; a file knows when it was. */
  const since = (trial) => {
    const epoch = trial.epochs ? `epoch ${trial.epochs.toLocaleString("en-US")}` : "before its first epoch";
    if (H.live?.on) return `${epoch}, ${H.format.duration(Math.max(0, Date.now() / 1000 - trial.begun))}`;
    return `${epoch} when this page was written, begun ${H.format.time(trial.begun)}`;
  };

  const told = (trial) => [where[trial.place], since(trial)].filter(Boolean).join(", ");

  const clock = (trial) => {
    const element = H.el("div", { class: "faint" }, told(trial));
    clocks.set(element, trial);
    return element;
  };

  const running = (trial) =>
    H.el("li", { class: "trial" }, [
      H.el("div", {}, [
        H.el("h3", {}, H.format.text(trial.name || "A run without a name yet", 80)),
        clock(trial),
        values(trial.values),
      ]),
      H.el("div", { class: "line" }, curve(trial)),
    ]);

  const failed = (trial) =>
    H.el("li", {}, [
      H.el("div", {}, [
        H.el("h3", {}, H.format.text(trial.name, 80)),
        H.el("div", { class: "faint" }, `${H.format.count(trial.epochs, "epoch")}, ${H.format.duration(trial.seconds)}`),
      ]),
      H.el("div", {}, H.el("div", { class: "bad" }, H.format.text(trial.cause, 400)), values(trial.values)),
    ]);

  const runningCard = ({ trials }) =>
    H.el("section", { class: "card wide", id: "running" }, [
      H.el("h2", {}, `Running: ${H.format.count(trials.length, "run")}`),
      H.el("ul", { class: "plain trials" }, trials.map(running)),
    ]);

  const failedCard = ({ failed: all, failures }) =>
    H.el("section", { class: "card wide", id: "failed" }, [
      H.el("h2", {}, H.format.count(failures, "failed trial")),
      H.el("p", { class: "faint" }, "Of searches in this clone; they have no result, so git has none of them."),
      H.el("ul", { class: "plain failed" }, all.slice(0, MOST_FAILED).map(failed)),
      all.length > MOST_FAILED
        ? H.el("details", {}, [
            H.el("summary", {}, `${H.format.count(all.length - MOST_FAILED, "earlier one")}`),
            H.el("ul", { class: "plain failed" }, all.slice(MOST_FAILED).map(failed)),
          ])
        : null,
      failures > all.length ? H.el("p", { class: "faint" }, `${(failures - all.length).toLocaleString("en-US")} more stand in the journals of their searches.`) : null,
    ]);

  /** Draw what has changed, so that nobody loses what he reads, has opened or has selected in the other card. */
  const draw = (host) => {
    const { trials, failed: all, failures } = facts();
    for (const [part, card, of] of [
      [host.children[0], trials.length ? runningCard : null, trials],
      [host.children[1], failures ? failedCard : null, all],
    ]) {
      const state = JSON.stringify(of);
      if (part.drawn === state) continue;
      part.drawn = state;
      H.fill(part, card ? card(facts()) : null);
    }
  };

  return {
    /** Cards that stay true while they are shown; they stand among others. */
    card() {
      const host = H.el("div", { class: "among" }, H.el("div", { class: "among" }), H.el("div", { class: "among" }));
      hosts.add(host);
      draw(host);
      return host;
    },
    /** Draw them anew, after newer facts. */
    refresh() {
      for (const host of hosts) {
        if (host.isConnected) draw(host);
        else hosts.delete(host);
      }
    },
    /** Tell how long each has run by now. */
    tick() {
      for (const [element, trial] of clocks) {
        if (element.isConnected) H.fill(element, told(trial));
        else clocks.delete(element);
      }
    },
  };
})();
