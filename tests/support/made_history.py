"""Histories without a repository: typed runs with all that a real one has, in any number, the same ones each time."""

import json
from functools import cache
from typing import Any, Literal

from hemolog.experiments import trailers
from hemolog.experiments.definition import Definition
from hemolog.experiments.history.run import History, Kind, Note, Run
from hemolog.experiments.refs import ExperimentRef
from support.made_stages import of_run, sha1
from support.made_training import EPOCHS, SPACE, Training, made_trainings

OBJECTIVE = "metrics.val.macro_f1"
SEARCHES: tuple[tuple[str, Literal["random", "bayesian"]], ...] = (
    ("rates", "random"),
    ("refined", "bayesian"),
    ("wider", "random"),
    ("again", "bayesian"),
)
FIRST = 1_760_000_000
"""Seconds since 1970, of the oldest run; the next ones come ten minutes after each other."""
AUTHORS = ("Ada Lovelace", "Marie Curie", "Santiago Ramón y Cajal")
ALONE = 10
"""One experiment in so many is of no search."""
PRUNED = 25
DAMAGED = 100
"""Of so many experiments the last can't be read, and the one before it has lost a curve."""


def made_history(count: int, *, seed: int = 1, searches: int = 2, baselines: int = 2, branches: int = 1) -> History:
    """A history of experiments, and of branches before them; equal ones for equal arguments.

    Args:
        count: of experiments, the newest first.
        seed: of their parameters and scores.
        searches: 0 to 4; each experiment is of one of them, but for one in ten.
        baselines: at least 1; older experiments grow from the first.
        branches: `main`, then `branch-1` and so on, the newest commits of all.
    """
    made = made_trainings(count + branches, seed)
    runs = [_experiment(at, made[at], _baseline(at * baselines // count), searches) for at in range(count)]
    named = [_branch(at, made[count + at], FIRST + 600 * count) for at in range(branches)]
    return History((*named, *reversed(runs)), _branch_commit(0), "main")


def _experiment(at: int, training: Training, baseline: str, searches: int) -> Run:
    of_search = searches and at % ALONE != ALONE - 1
    search, algorithm = SEARCHES[at % searches] if of_search else ("", "random")
    name = f"{search}-{at:04d}" if search else f"alone-{at:04d}"
    ref = str(ExperimentRef(baseline, name))
    if at % DAMAGED == DAMAGED - 1:
        return Run(Kind.EXPERIMENT, name, ref, sha1(name), baseline, problems=(f"git has no object {sha1('lost')}",))
    facts = _facts(at) | (_of_search(at, training, search, algorithm) if search else {})
    return Run(
        kind=Kind.EXPERIMENT,
        name=name,
        ref=ref,
        commit=sha1(name),
        baseline=baseline,
        time=FIRST + 600 * at,
        author=AUTHORS[at % len(AUTHORS)],
        subject=f"Trial {at:04d} of {search}" if search else "Try a single change",
        facts=facts,
        notes=(Note("pruned", "its model was pruned; it can be trained again"),) if at % PRUNED == PRUNED - 1 else (),
        **_measured(training),
        stages=of_run(name, baseline[:4]),
        problems=("results/train/plots/metrics/lost.tsv is no table",) if at % DAMAGED == DAMAGED - 2 else (),
    )


def _branch(at: int, training: Training, time: int) -> Run:
    name = f"branch-{at}" if at else "main"
    return Run(
        kind=Kind.BRANCH,
        name=name,
        ref=f"refs/heads/{name}",
        commit=_branch_commit(at),
        time=time + 600 * at,
        author=AUTHORS[0],
        subject="Take the best of a search",
        **_measured(training),
        stages=of_run(name, _baseline(0)[:4]),
    )


def _measured(training: Training) -> dict[str, Any]:
    return {
        "params": {f"params.{name}": value for name, value in training.params.items()},
        "metrics": {f"metrics.{name}": value for name, value in training.metrics.items()},
        "curves": {f"metrics.{name}": curve for name, curve in training.curves.items()},
    }


def _facts(at: int) -> dict[str, str]:
    return {
        trailers.SECONDS: f"{60 + at % 240}.5",
        trailers.EPOCHS: str(EPOCHS),
        trailers.CACHED: "no",
        trailers.MEMORY: str(900_000_000 + at % 50 * 1_000_000),
        trailers.HOST: f"worker-{at % 4}",
        f"{trailers.STAGE_FACT}Images-Per-Second": f"{800 + at % 300}",
    }


def _of_search(at: int, training: Training, search: str, algorithm: Literal["random", "bayesian"]) -> dict[str, str]:
    return {
        trailers.SEARCH: search,
        trailers.TRIAL: f"{at:04d}",
        trailers.VALUES: json.dumps(training.values, separators=(",", ":")),
        trailers.OBJECTIVE: OBJECTIVE,
        trailers.SCORE: repr(training.metrics["val.macro_f1"]),
        trailers.DEFINITION: _definition(algorithm),
    }


@cache
def _definition(algorithm: Literal["random", "bayesian"]) -> str:
    return Definition(OBJECTIVE, "max", algorithm, 1, SPACE).to_json()


def _baseline(at: int) -> str:
    return sha1(f"baseline {at}")


def _branch_commit(at: int) -> str:
    return _baseline(at) if not at else sha1(f"branch {at}")
