"""What a push or a pull has done, in a few lines."""

from collections.abc import Sequence
from itertools import groupby

from hemolog.errors import HemologError, SharingError
from hemolog.experiments.sharing.transfer.pull import Pulled
from hemolog.experiments.sharing.transfer.push import Left, Pushed
from hemolog.reports.search.words import count, duration, visible
from hemolog.reports.sharing.amounts import size

_MOST = 5  # names in a line
STAYS, IS_NOT_WHOLE = ("stays here", "stay here"), ("is not whole", "are not whole")
"""What becomes of an experiment, and of several, that did not go or come."""


def of_push(pushed: Pushed, git_remote: str, seconds: float) -> list[str]:
    """Lines that tell of a push.

    Args:
        pushed: what it did.
        git_remote: its name.
        seconds: that it took.
    """
    sent, there = len(pushed.sent), len(pushed.there)
    objects = f"{count(pushed.objects, 'object')} of {size(pushed.bytes)}"
    if sent:
        already = f" ({_were(there)} there)" if there else ""
        first = f"sent {count(sent, 'experiment')} to {git_remote}{already}, {objects}"
    elif pushed.objects:
        already = f"; {git_remote} had {_all_of(there)}" if there else ""
        first = f"sent {objects}{already}"
    elif there and not pushed.left:
        first = f"nothing to send: {git_remote} and the DVC remote have {_all_of(there)}"
    else:
        first = "nothing sent"
    return [f"{first}, {duration(seconds)}", *_left(pushed.left, STAYS)]


def of_pull(pulled: Pulled, git_remote: str, seconds: float, *, metrics_only: bool = False) -> list[str]:
    """Lines that tell of a pull; as `of_push`.

    Args:
        pulled: what it did.
        git_remote: its name.
        seconds: that it took.
        metrics_only: whether data were not asked for.
    """
    brought, there = len(pulled.brought), len(pulled.there)
    objects = f"{count(pulled.objects, 'object')} of {size(pulled.bytes)}"
    if brought:
        already = f" ({_were(there)} here)" if there else ""
        what = "parameters, metrics and curves alone" if metrics_only else objects
        first = f"brought {count(brought, 'experiment')} from {git_remote}{already}, {what}"
    elif pulled.objects:
        first = f"brought {objects} of {_all_of(there)} here"
    elif there and not pulled.left:
        first = f"nothing to bring: {_all_of(there)} {'is' if there == 1 else 'are'} here already"
    else:
        first = "nothing brought"
    return [f"{first}, {duration(seconds)}", *_left(pulled.left, IS_NOT_WHOLE)]


def expect_whole(left: Sequence[Left], failed: HemologError | None, what: tuple[str, str]) -> None:
    """Fail a command that could not do all of its work.

    Args:
        left: experiments that did not go or come.
        failed: why, if data could not be transferred.
        what: became of them: `STAYS` or `IS_NOT_WHOLE`.

    Raises:
        HemologError: there are some.
    """
    if left:
        reason = visible(str(failed) if failed is not None else left[0].reason, longest=1_000)
        raise SharingError(f"{count(len(left), 'experiment')} {what[len(left) > 1]}: {reason}")


def _were(number: int) -> str:
    return f"{number:,} was" if number == 1 else f"{number:,} were"


def _all_of(number: int) -> str:
    return "the experiment" if number == 1 else f"all {number:,} experiments"


def _left(left: Sequence[Left], what: tuple[str, str]) -> list[str]:
    """A line for each reason: which experiments have it."""
    lines = []
    for reason, group in groupby(sorted(left, key=lambda each: each.reason), key=lambda each: each.reason):
        names = [visible(each.experiment.name) for each in group]
        named = ", ".join(names[:_MOST]) + (f" and {len(names) - _MOST:,} more" if len(names) > _MOST else "")
        lines.append(f"{named} {what[len(names) > 1]}: {visible(reason, longest=1_000)}")
    return lines
