"""Where pictures of both sides lie, such as sheets of their mistakes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hemolog.experiments.history.run import Kind, Run
from hemolog.reports.compare.facts import commands
from hemolog.reports.compare.facts.addresses import uri
from hemolog.reports.compare.facts.pair import BASE, HEAD, Pair


@dataclass(frozen=True)
class Picture:
    """A picture of a side."""

    side: str
    """`BASE` or `HEAD`."""
    path: str
    """From the folder of DVC's files."""
    uri: str
    """`s3://...` of its object; empty if git has it, or no remote is known to keep it."""
    command: str
    """What prints that address, or the picture itself out of git; empty of the workspace, where it lies at `path`."""
    here: bool
    """Whether git or DVC's cache on this machine has it."""


def pictures(pair: Pair, paths: Sequence[str]) -> tuple[Picture, ...]:
    """Those that a side has, HEAD's first.

    Args:
        pair: both runs.
        paths: from the folder of DVC's files.
    """
    sides = [(HEAD, pair.head)] + ([(BASE, pair.base)] if pair.base is not None else [])
    return tuple(found for side, run in sides for path in paths for found in _picture(pair, side, run, path))


def _picture(pair: Pair, side: str, run: Run, path: str) -> Iterator[Picture]:
    where = pair.files.locate(run, path)
    kind, _, name = where.object.partition(":")
    whole = pair.path(path)
    if kind == "git":
        yield Picture(side, path, "", "" if run.kind is Kind.WORKSPACE else commands.show(run, whole), here=True)
    elif kind:
        known = "/" not in name  # Else it is in a directory whose list isn't here.
        address = uri(pair, run, whole, name) if known else ""
        yield Picture(side, path, address, commands.address(run, whole), here=not where.missing)
