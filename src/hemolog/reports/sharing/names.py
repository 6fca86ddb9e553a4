"""Experiments by names that tell them apart, on a screen and in a command."""

import shlex
from collections import Counter
from collections.abc import Iterable, Sequence

from hemolog.experiments.sharing.selection import Experiment
from hemolog.reports.search.words import visible

_DIGITS = 7
_MOST = 8
"""Names that a command is shown with; for more of them `--all` is shorter."""


def labels(experiments: Iterable[Experiment]) -> dict[str, str]:
    """What each is called: its name, or where several have it `<baseline>/<name>`.

    Returns:
        By reference.
    """
    listed = list(experiments)
    names = Counter(each.name for each in listed)
    return {
        each.ref: visible(each.name if names[each.name] == 1 else f"{each.baseline[:_DIGITS]}/{each.name}")
        for each in listed
    }


def command(words: str, names: Sequence[str], *, many: str = "--all") -> str:
    """A command with names of experiments, as a shell takes it.

    Args:
        words: that it begins with.
        names: of experiments, one at least.
        many: stands for them if they are too many to be read.
    """
    return f"{words} {many if len(names) > _MOST else ' '.join(map(shlex.quote, names))}"


def cut(items: Sequence[str], most: int) -> str:
    """The first ones, and how many there are more: `a, b and 3 more`."""
    rest = len(items) - most
    return ", ".join(items[:most]) + (f" and {rest:,} more" if rest > 0 else "")
