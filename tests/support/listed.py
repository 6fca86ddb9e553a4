"""Runs for lists of them, each made of what a test is about."""

import json
from typing import Any

from hemolog.experiments.history.run import Kind, Run
from hemolog.reports.ls.listing import Asked, Listing, listing


def listed(*runs: Run, **asked: Any) -> Listing:
    """What a user gets who asks so."""
    return listing(runs, Asked(**asked))


def trial(number: int, metrics: dict[str, Any], search: str = "rates", **params: Any) -> Run:
    """A trial of a search for the greatest `metrics.val.f1`, made that many minutes after the epoch's billionth second.

    Args:
        number: of the trial.
        metrics: without `metrics.` before their names.
        search: its name.
        params: each name with `__` for a dot.
    """
    return Run(
        kind=Kind.EXPERIMENT,
        name=f"{search}-{number:04d}",
        ref=f"refs/exps/bb/{'b' * 38}/{search}-{number:04d}",
        commit=f"{number:040x}",
        baseline="b" * 40,
        time=1_000_000_000 + 60 * number,
        author="Ada",
        subject=f"Trial {number}",
        facts={
            "Hemolog-Search": search,
            "Hemolog-Trial": f"{number:04d}",
            "Hemolog-Objective": "metrics.val.f1",
            "Hemolog-Definition": json.dumps({"direction": "max"}),
        },
        params={f"params.{name.replace('__', '.')}": value for name, value in params.items()},
        metrics={f"metrics.{name}": value for name, value in metrics.items()},
    )
