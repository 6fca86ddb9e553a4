"""The commands that bring either side."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from hemolog.experiments.history.run import Kind, Run
from hemolog.reports.compare.facts import commands
from hemolog.reports.compare.facts.pair import Pair


@dataclass(frozen=True)
class Way:
    """A command."""

    purpose: str
    """What it is for, to be read after the command: `checks out its code and parameters`."""
    command: str
    """One line, to be given to a shell: every name in it is quoted."""


@dataclass(frozen=True)
class Ways:
    """To both sides."""

    base: tuple[Way, ...] = ()
    head: tuple[Way, ...] = ()


def ways(pair: Pair) -> Ways:
    """To both sides; none to a base that there isn't."""
    return Ways(() if pair.base is None else tuple(_ways(pair.base)), tuple(_ways(pair.head)))


def _ways(run: Run) -> Iterator[Way]:
    name = commands.experiment(run)
    if name is not None:
        yield Way("brings its data and model; the checkout stays as it is", commands.pull(run))
        yield Way("puts its files into the checkout", f"dvc exp apply {shlex.quote(name)}")
    elif run.kind is Kind.WORKSPACE:
        yield Way("brings what is missing of its data and model", "dvc pull")
    else:
        yield Way("checks out its code and parameters", commands.checkout(run))
        yield Way("then brings its data and model", "dvc pull")
