"use strict";
/* The tab of one run's files: where they are, from what they were made, how they look. */
(() => {
  /** Runs that can be chosen from a list; more are named, and the filter finds them. */
  const LISTED = 500;

  /** The run that the reader chose, if it is among those that pass; else the best of them, else the first. */
  const shown = (runs) => {
    const wanted = H.facts.byId.get(H.state.of("artifacts").run);
    const best = H.facts.all.overview.best.map(({ run }) => run);
    return [wanted, ...best].find((run) => run !== undefined && runs.includes(run)) ?? runs[0];
  };

  const chooser = (runs, run) => {
    const listed = runs.slice(0, LISTED);
    if (!listed.includes(run)) listed.unshift(run);
    const options = listed.map((each) => [H.facts.ids[each], H.facts.name(each)]);
    return H.choice("Run", options, H.facts.ids[run], (id) => H.state.setOf("artifacts", { run: id }));
  };

  const about = (run) => {
    const [commit, subject] = ["run.commit", "run.subject"].map((name) => H.facts.value(run, name));
    return H.el("p", { class: "about" }, H.el("code", { title: commit }, H.format.text(commit ?? "", 10).slice(0, 10)), " ", H.format.text(subject ?? "", 120));
  };

  const more = (runs) =>
    runs.length > LISTED ? H.el("p", { class: "faint about" }, `The list has the first ${LISTED} of ${H.format.count(runs.length, "run")}: a filter or a selection brings the others into it.`) : null;

  const problems = () => H.facts.all.artifacts.remotes.filter(({ address }) => !address).map(({ name }) =>
    H.el("p", { class: "faint" }, name ? `DVC's settings tell no address of the remote ${H.format.text(name, 80)}.` : "There is no default remote for data yet: `hemolog remote s3://bucket/prefix` makes one."));

  const sections = (run) => {
    const stages = H.artifacts.stages(run);
    if (!stages.length) return [H.el("p", {}, "No stage of this run is known: its commit has no dvc.lock that can be read."), H.artifacts.pictures.draw(run)];
    return [
      H.el("h2", {}, "Lineage"),
      H.artifacts.lineage.draw(run, stages),
      H.artifacts.pictures.draw(run),
      H.el("h2", {}, "Files"),
      H.artifacts.files.draw(stages),
      problems(),
    ];
  };

  H.tabs.register({
    id: "artifacts",
    title: "Artifacts",
    draw(host) {
      const redraw = () => {
        const runs = H.chosen.runs();
        if (!runs.length) return H.fill(host, H.el("p", {}, "No run passes the filter."));
        const run = shown(runs);
        return H.fill(host, H.el("div", { class: "controls artifacts-controls" }, chooser(runs, run), about(run), more(runs)), sections(run));
      };
      redraw();
      return {
        update(changed) {
          if (changed.some((name) => ["filter", "brushes", "selected", "artifacts"].includes(name))) redraw();
        },
      };
    },
    /** The lineage of the first of some runs, for a report. */
    view(host, { runs }) {
      host.append(...[H.artifacts.lineage.draw(runs[0], H.artifacts.stages(runs[0]))].flat());
    },
  });
})();
