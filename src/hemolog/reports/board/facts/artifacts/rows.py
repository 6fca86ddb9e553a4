"""What the Artifacts tab knows of each file and stage, as the rows of its tables.

A thousand runs share most of it, so each text, file and stage stands once in a table, and all else names its place
there. Rows are tuples, which JSON has as short lists.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from hemolog.reports.board.facts.artifacts.places import Remote

GIT, DVC, ELSEWHERE, OUTSIDE = "git", "dvc", "elsewhere", "outside"


class File(NamedTuple):
    """A file or a directory, in one state."""

    path: int
    """Place of its path among the texts, from git's root."""
    digest: str
    """Its MD5, `.dir` at the end of a directory's; empty if it has none."""
    size: int | None
    """Bytes; of a directory all of its files."""
    files: int | None
    """Of a directory: how many."""
    keeper: str
    """`git`, `dvc` (its cache and a remote), `elsewhere` as its definition says, `outside` what no stage made."""
    remote: int
    """Place among the remotes; -1 if none keeps it."""
    old: bool
    """Made by DVC 1 or 2: at `<digest[:2]>/<digest[2:]>` of a cache or a remote, and not below `files/md5`."""
    here: str
    """How much of it DVC's cache on this machine has: `all`, `some` of a directory's files, `none`; empty: unknown, or
    git has it."""
    pruned: bool
    """It was deleted since it can be made again."""
    model: bool


class StageRow(NamedTuple):
    """A stage that ran; numbers are places."""

    name: int
    command: int
    code: int
    """Its source files, among `codes`; -1 if it has none."""
    deps: tuple[int, ...]
    """The other files that it was made from."""
    outputs: tuple[int, ...]


@dataclass(frozen=True)
class MemberList:
    """Files of a directory, as DVC's cache lists them."""

    paths: tuple[str, ...]
    """Relative to it."""
    digests: tuple[str, ...]
    sizes: tuple[int | None, ...]
    """Bytes; None if the cache doesn't have the file."""
    more: int
    """That are not listed here."""


@dataclass(frozen=True)
class Artifacts:
    """Of all runs."""

    texts: tuple[str, ...]
    """Paths, names of stages, commands."""
    files: tuple[File, ...]
    stages: tuple[StageRow, ...]
    codes: tuple[tuple[int, ...], ...]
    """Sets of source files, by their places among the files."""
    runs: tuple[tuple[int, ...], ...]
    """Of each run of the history, in its order: the places of its stages."""
    remotes: tuple[Remote, ...]
    members: Mapping[str, MemberList]
    """Of directories, by their digests; those whose list the cache doesn't have are missing."""
