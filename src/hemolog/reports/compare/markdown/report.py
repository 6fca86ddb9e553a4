"""The whole report: the verdict, then what changed, in the order in which a reviewer asks."""

import shlex
from collections.abc import Callable, Sequence

from hemolog.experiments.history.run import Kind
from hemolog.reports.compare.comparison import Comparison
from hemolog.reports.compare.gate import Gate
from hemolog.reports.compare.markdown import budget
from hemolog.reports.compare.markdown.artifacts import artifacts
from hemolog.reports.compare.markdown.classes import classes
from hemolog.reports.compare.markdown.commands import commands
from hemolog.reports.compare.markdown.confusion import confusion
from hemolog.reports.compare.markdown.curves import curves
from hemolog.reports.compare.markdown.data import data
from hemolog.reports.compare.markdown.escape import code
from hemolog.reports.compare.markdown.metrics import metrics
from hemolog.reports.compare.markdown.models import models
from hemolog.reports.compare.markdown.parameters import parameters
from hemolog.reports.compare.markdown.section import Section
from hemolog.reports.compare.markdown.stages import stages
from hemolog.reports.compare.markdown.verdict import verdict

FIRST_TO_GO = (
    "training curves",
    "confusion",
    "artifacts",
    "model",
    "data",
    "classes",
    "stages",
    "metrics",
    "parameters",
    "commands",
)
"""What becomes shorter before the next one does, where a report is too long."""


def markdown(of: Comparison, gate: Gate | None = None, limit: int = budget.LIMIT) -> str:
    """GitHub-flavoured Markdown of at most `limit` bytes.

    Args:
        of: all facts.
        gate: its answer, if it was asked.
        limit: 7,000 at least leave the verdict of a few metrics whole.
    """
    sections = {
        "parameters": lambda most: parameters(of.parameters, most),
        "metrics": lambda most: metrics(of.metrics, most),
        "classes": lambda most: classes(of.classes, of.flips, of.verdicts.item, most),
        "confusion": lambda most: confusion(of.confusion, most),
        "training curves": lambda most: curves(of.curves, most),
        "data": lambda most: data(of.data, most),
        "stages": lambda most: stages(of.stages, most),
        "model": lambda most: models(of.models, most),
        "artifacts": lambda most: artifacts(of.artifacts, most),
        "commands": lambda most: commands(of.ways, most),
    }
    draws = {name: _drawn(draw) for name, draw in sections.items()}
    return budget.fitted(verdict(of, gate), draws, FIRST_TO_GO, lambda *dropped: _note(of, *dropped), limit).text


def _drawn(draw: Callable[[int], Section | None]) -> budget.Draw:
    return lambda most: str(draw(most) or "")


def _note(of: Comparison, shortened: Sequence[str], left_out: Sequence[str]) -> str:
    told = [
        f"{what}: {', '.join(names)}" for what, names in (("shortened", shortened), ("left out", left_out)) if names
    ]
    return f"To fit a comment, {'; '.join(told)}. {code(command(of), 300)} shows all." if told else ""


def command(of: Comparison) -> str:
    """What shows the same comparison, for a shell."""
    base = [] if of.base is None else [of.base.commit]
    head = [] if of.base is None or of.head.kind == Kind.WORKSPACE else [of.head.commit]
    return shlex.join(["hemolog", "compare", *base, *head])
