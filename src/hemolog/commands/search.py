"""`hemolog search`: search for hyperparameters; each trial becomes an experiment."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemolog.errors import HemologError

if TYPE_CHECKING:
    from hemolog.experiments.messages import Listener
    from hemolog.experiments.search.courier import Courier, Delivery
    from hemolog.experiments.search.interruption import Interruption
    from hemolog.experiments.search.search import Search
    from hemolog.experiments.workspace import Workspace
    from hemolog.reports.search.progress import TrialRow
    from hemolog.reports.search.view import SearchView

INTERRUPTED = 130
_MOST_NAMED = 5


def search(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="Of the search. Trials are called NAME-0000 and so on; the same name goes on."
        ),
    ] = "search",
    trials: Annotated[
        int | None,
        typer.Option(
            min=1, max=100_000, metavar="N", help="How many in all, those there are included (search.trials)."
        ),
    ] = None,
    algorithm: Annotated[
        str | None, typer.Option(metavar="NAME", help="random, bayesian, hyperband or grid (search.algorithm).")
    ] = None,
    objective: Annotated[
        str | None, typer.Option(metavar="METRIC", help="What to make better, such as val.macro_f1 (search.objective).")
    ] = None,
    direction: Annotated[str | None, typer.Option(metavar="min|max", help="min or max (search.direction).")] = None,
    seed: Annotated[int | None, typer.Option(metavar="N", help="Of what the algorithm draws (search.seed).")] = None,
    jobs: Annotated[
        int, typer.Option(min=1, max=64, metavar="N", help="Trials at once, each in a process of its own.")
    ] = 1,
    push: Annotated[
        bool, typer.Option("--push", help="Send each finished trial to the team meanwhile, as `hemolog push` does.")
    ] = False,
    set_param: Annotated[
        list[str] | None,
        typer.Option("--set-param", "-S", metavar="KEY=VALUE", help="Change the baseline, as `dvc exp run -S` does."),
    ] = None,
) -> int:
    """Search for hyperparameters with KerasTuner; each trial becomes a reproducible experiment.

    What to search stands in params.yaml under `search:`, as do the defaults of the options below. Each trial is
    recorded as `dvc exp run` would have recorded it, and your checkout stays as it is.

    Ctrl-C ends after the current epoch, twice at once. The same command goes on: finished trials are read back from
    git.
    """
    from hemolog.experiments.search.search import Options, Search
    from hemolog.experiments.workspace import Workspace

    options = Options(
        name=name,
        trials=trials,
        algorithm=algorithm,
        objective=_qualified(objective),
        direction=direction,
        seed=seed,
        jobs=jobs,
        overrides=tuple(set_param or ()),
    )
    workspace = Workspace(Path.cwd())
    with Search(workspace, options) as opened:
        return _shown(opened, _courier(workspace, opened) if push else None)


def _qualified(objective: str | None) -> str | None:
    return objective if objective is None or objective.startswith("metrics.") else f"metrics.{objective}"


def _courier(workspace: "Workspace", search: "Search") -> "Courier":
    """Who sends the trials; refused where that could never succeed."""
    from hemolog.experiments.dvc_store import open_store
    from hemolog.experiments.search.courier import Courier
    from hemolog.experiments.sharing.references.git_remote import git_remote

    git_remote(workspace)
    open_store(workspace.dvc_root)
    courier = Courier(workspace.dvc_root, search.folder / "push.log")
    courier.take(trial.ref for trial in search.recorded)
    return courier


def _shown(search: "Search", courier: "Courier | None") -> int:
    import sys

    from hemolog.experiments.search.courier import Delivering
    from hemolog.experiments.search.interruption import Interruption
    from hemolog.reports.search.plan import SearchPlan
    from hemolog.reports.search.summary import How, summarize
    from hemolog.reports.search.terminal import open_console
    from hemolog.reports.search.view import SearchView

    plan = SearchPlan.of(
        search.name, search.definition, trials=search.trials, jobs=search.jobs, revision=search.elsewhere
    )
    console = open_console(sys.stderr)
    try:
        with SearchView(plan, console, before=_before(search)) as view, courier or nullcontext():
            listener = view.listener if courier is None else Delivering(view.listener, courier)
            how, reason, error = How.COMPLETE, "", None
            with Interruption(view.note) as interruption:
                _warn(search, view)
                try:
                    _run(search, listener, interruption)
                except KeyboardInterrupt:
                    how = How.INTERRUPTED
                except HemologError as fault:
                    how, reason, error = How.STOPPED, str(fault), fault
            delivery = _delivered(courier, view) if courier is not None else None
            view.finish(summarize(plan, view.progress(), how, reason, delivery))
    finally:
        console.file.close()
    if error is not None:
        raise error
    return INTERRUPTED if how is How.INTERRUPTED else 0


def _delivered(courier: "Courier", view: "SearchView") -> "Delivery":
    """Send what has not gone yet; Ctrl-C leaves it."""
    from hemolog.reports.search.delivery import waiting

    if line := waiting(courier.delivery()):
        view.note(line)
    try:
        return courier.finish()
    except KeyboardInterrupt:
        return courier.delivery()


def _run(search: "Search", listener: "Listener", interruption: "Interruption") -> None:
    if search.complete:
        return
    search.prepare()
    interruption.check()
    search.run(listener, interruption)


def _warn(search: "Search", view: "SearchView") -> None:
    untracked = search.untracked() if not search.recorded else []
    if untracked:
        named = ", ".join(untracked[:_MOST_NAMED])
        more = f" and {len(untracked) - _MOST_NAMED} more" if len(untracked) > _MOST_NAMED else ""
        view.note(f"warning: git does not track {named}{more}: trials run without")
    if search.elsewhere:
        view.note(f"going on from {search.elsewhere}, the commit that this search was begun on")
    if search.foreign:
        view.note(f"warning: {search.foreign} trials of another search of this name are left alone")
    if search.absurd:
        view.note(f"warning: {search.absurd} trials of numbers that this search can't have come to are passed over")
    if search.nobody:
        view.note("warning: git knows no name of yours: recording as hemolog <hemolog@localhost>")


def _before(search: "Search") -> list["TrialRow"]:
    """Trials of earlier runs, as the table has them."""
    from hemolog.reports.search.progress import State, TrialRow

    finished = [
        TrialRow(
            trial_id=trial.trial_id,
            name=trial.name,
            state=State.CACHED if trial.cached else State.FINISHED,
            values=trial.values,
            epochs=trial.epochs,
            final=trial.score,
            seconds=trial.seconds,
        )
        for trial in search.recorded
    ]
    failed = [
        TrialRow(
            trial_id=entry.trial_id,
            name=entry.name,
            state=State.FAILED,
            values=entry.values,
            epochs=entry.epochs,
            seconds=entry.seconds,
            cause=entry.cause,
        )
        for entry in search.failed()
    ]
    return sorted([*finished, *failed], key=lambda row: (len(row.trial_id), row.trial_id))
