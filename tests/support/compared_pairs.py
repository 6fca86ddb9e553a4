"""Pairs of runs that no repository has, for facts that need none."""

from pathlib import Path
from typing import Any, cast

from hemolog.experiments.history.run import Kind, Run
from hemolog.experiments.workspace import Workspace
from hemolog.reports.compare.facts.pair import Pair
from hemolog.reports.compare.settings import CompareSettings, read_settings
from hemolog.reports.compare.sides import choose_sides

FIRST = "there is nothing before it"


def run(name: str, **facts: Any) -> Run:
    return Run(Kind.BRANCH, name, f"refs/heads/{name}", name[0] * 40, **facts)


def pair(base: Run | None, head: Run) -> Pair:
    """Of runs whose files nobody reads."""
    return Pair(cast("Workspace", None), base, head, FIRST if base is None else "")


def of_values(kind: str, old: Any, new: Any, **facts: Any) -> Pair:
    """Of runs with some parameters, metrics or curves; None for no base."""
    base = None if old is None else run("base", **{kind: old}, **facts)
    return pair(base, run("head", **{kind: new}))


def settings(compare: Any = None, board: Any = None) -> CompareSettings:
    return read_settings({"compare": compare, "board": board})


def of_repository(folder: Path, base: str, head: str) -> Pair:
    """Of exactly these two revisions, wherever they met."""
    workspace = Workspace(folder)
    one, other = (workspace.run_git("rev-parse", each).decode().strip() for each in (base, head))
    sides = choose_sides(workspace, one, other)
    return Pair(workspace, sides.base, sides.head, sides.missing)
