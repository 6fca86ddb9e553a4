"use strict";
/* The first tab: what this repository is, what runs now and what failed; of the chosen runs the best, searches, the newest. */
(() => {
  /** Objectives that have a card. */
  const MOST = 3;
  const STAGES = 12;

  const searched = () => {
    const { experiments, searched: trials, searches } = H.facts.all.overview;
    if (!trials) return [];
    const which = searches.length === 1 ? "1 search" : `${searches.length.toLocaleString("en-US")} searches`;
    return [trials === experiments ? `all trials of ${which}` : `${trials.toLocaleString("en-US")} of them trials of ${which}`];
  };

  /** The stages of the commit that is checked out, else of the first run that has any. */
  const pipeline = () => {
    const { head } = H.facts.all.repository;
    const checkedOut = H.facts.values("run.commit").indexOf(head);
    const runs = [checkedOut, ...H.facts.ids.keys()].filter((run) => run >= 0);
    const stages = H.artifacts.stages(runs.find((run) => H.artifacts.stages(run).length));
    const names = stages.map(({ name }) => H.format.text(name, 40));
    const shown = names.length > STAGES ? [...names.slice(0, STAGES), `${names.length - STAGES} more`] : names;
    return names.length ? ` Stages: ${shown.join(", ")}.` : null;
  };

  const data = () => {
    const addresses = H.facts.all.artifacts.remotes.map(({ address }) => address).filter((each) => each?.includes("://")); // A folder is this machine's alone.
    return addresses.length ? [" Data and models: ", addresses.map((each, at) => [at ? ", " : "", H.el("code", {}, H.format.text(each, 120))]), "."] : [];
  };

  const repository = () => H.el("p", { class: "lead" }, [H.format.count(H.facts.all.overview.experiments, "experiment"), ...searched()].join(", "), ".", pipeline(), data());

  const nothing = () => H.el("p", {}, "There are no experiments yet: ", H.el("code", {}, "dvc exp run"), " or ", H.el("code", {}, "hemolog search NAME"), " makes some.");

  /** What is of the chosen runs. */
  const cards = () => {
    const runs = H.chosen.runs();
    const found = H.facts.all.overview.best.map((each) => H.overview.among(each, new Set(runs))).filter(({ run }) => run !== null);
    const left = found.length - MOST;
    return [
      found.slice(0, MOST).map(H.overview.card),
      left > 0 ? H.el("p", { class: "faint wide" }, `${H.format.count(left, "more objective")}: choose runs by a filter to see the best by them.`) : null,
      H.overview.lists.searches(runs),
      H.overview.lists.newest(runs),
      H.overview.lists.problems(runs),
    ];
  };

  const narrowed = () => {
    const [chosen, all] = [H.chosen.runs().length, H.facts.count];
    if (chosen === all) return null;
    return chosen ? `What follows is of the ${H.format.count(chosen, "chosen run")} of ${all.toLocaleString("en-US")}.` : "No run passes the filter.";
  };

  H.tabs.register({
    id: "overview",
    title: "Overview",
    draw(host) {
      const isEmpty = !H.facts.count || (!H.facts.all.overview.experiments && H.facts.count < 2);
      const [said, ofRuns] = [H.el("p", { role: "status" }), H.el("div", { class: "among" })];
      const fill = () => {
        H.fill(said, narrowed());
        said.hidden = !said.textContent;
        H.fill(ofRuns, cards());
      };
      fill();
      host.append(isEmpty ? nothing() : repository(), said, H.el("div", { class: "cards" }, H.running.card(), ofRuns));
      return {
        update(changed) {
          if (changed.some((name) => ["filter", "brushes", "selected"].includes(name))) fill();
        },
      };
    },
  });
})();
