"use strict";
/** Metrics that belong in one picture: those of the same name on training, validation, whatever they were measured on. */
Object.assign(
  H.curves,
  (() => {
    const DASHES = ["solid", "dash", "dot", "dashdot"];

    /** `metrics.val.macro_f1` -> {family: "macro_f1", on: "val"}; `metrics.loss` -> {family: "loss", on: ""}. */
    const split = (name) => {
      const parts = name.split(".").slice(1);
      return parts.length < 2 ? { family: parts.join("."), on: "" } : { family: parts.slice(1).join("."), on: parts[0] };
    };

    /**
     * @param {string[]} names of metrics that have curves, qualified.
     * @param {string|null} objective
     * @returns {{name: string, members: {name: string, on: string, dash: string}[]}[]} by name. What the objective is
     *   measured on has the solid line everywhere, the others dashed ones.
     */
    const families = (names, objective) => {
      const judged = objective ? split(objective).on : null;
      const found = new Map();
      for (const name of [...names].sort()) {
        const { family, on } = split(name);
        found.set(family, [...(found.get(family) ?? []), { name, on }]);
      }
      return [...found.keys()].sort().map((name) => {
        const members = found.get(name);
        const sorted = [...members.filter(({ on }) => on === judged), ...members.filter(({ on }) => on !== judged)];
        return { name, members: sorted.map((member, at) => ({ ...member, dash: DASHES[at % DASHES.length] })) };
      });
    };

    const familyOf = (all, metric) => all.find(({ members }) => members.some(({ name }) => name === metric));

    /** The family that is shown: the one asked for, by its name or by a metric of it, else the objective's, else the first. */
    const chosenFamily = (all, wanted, objective) =>
      all.find(({ name }) => name === wanted) ?? familyOf(all, wanted) ?? familyOf(all, objective) ?? all[0] ?? null;

    /**
     * Pictures of some metrics: one a family, with those of its metrics that are named, or with all by the family's name.
     * @returns {{metric: string, hidden: string[]}[]}
     */
    const picturesOf = (all, wanted) =>
      all
        .filter(({ name, members }) => wanted.includes(name) || members.some((member) => wanted.includes(member.name)))
        .map(({ name, members }) => {
          const named = members.filter((member) => wanted.includes(member.name));
          const hidden = named.length ? members.filter((member) => !named.includes(member)) : [];
          return { metric: name, hidden: hidden.map((member) => member.name) };
        });

    return { families, chosenFamily, picturesOf };
  })(),
);
