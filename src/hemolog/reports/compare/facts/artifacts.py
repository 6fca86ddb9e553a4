"""What DVC keeps of both sides, and at which addresses: nobody is asked whether it is there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hemolog.experiments.history.run import Run
from hemolog.experiments.objects.outputs import Keeper, Output
from hemolog.experiments.space.names import shown
from hemolog.reports.compare.facts import commands
from hemolog.reports.compare.facts.addresses import uri
from hemolog.reports.compare.facts.pair import Pair

MOST = 100
"""Outputs that are listed."""


@dataclass(frozen=True)
class Artifact:
    """An output on one side."""

    digest: str
    """MD5, `.dir` at the end of a directory's."""
    uri: str
    """`s3://bucket/prefix/files/md5/...`, of a directory that of the list of its files; empty if no remote is known to
    keep it, or the remote is a folder outside of the repository."""
    command: str
    """What prints that address; empty of the workspace."""
    size: int | None
    """Bytes; of a directory all of its files."""
    files: int | None
    """Of a directory: how many."""
    here: str
    """How much of it DVC's cache on this machine has: `all`, `some` of a directory's files, `none`; empty: unknown."""
    pruned: bool
    """It was deleted since it can be made again."""


@dataclass(frozen=True)
class ArtifactChange:
    """One output."""

    path: str
    """From git's root."""
    old: Artifact | None
    """None where that side has none."""
    new: Artifact | None
    is_model: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether the two differ."""
        return (self.old and self.old.digest) != (self.new and self.new.digest)


@dataclass(frozen=True)
class Artifacts:
    """All of them."""

    rows: tuple[ArtifactChange, ...] = ()
    """Changed ones first, of these models before others."""
    more: int = 0
    """That are not listed."""
    remarks: tuple[str, ...] = ()
    """One line each: why some have no address."""
    missing: str = ""
    """One line: why there are none; empty if there are."""


def artifacts(pair: Pair) -> Artifacts:
    """Those of both sides, by their paths."""
    old = {} if pair.base is None else _kept(pair.base)
    new = _kept(pair.head)
    paths = list(dict.fromkeys([*new, *old]))
    rows = [_row(pair, path, old, new) for path in paths[: 20 * MOST]]
    rows.sort(key=lambda row: (not row.is_changed, not row.is_model))
    missing = "" if rows else "DVC keeps no output of either side: no stage of theirs has run, or git has all of it"
    return Artifacts(tuple(rows[:MOST]), max(0, len(paths) - MOST), tuple(_without_address(pair, rows)), missing)


def _without_address(pair: Pair, rows: Iterable[ArtifactChange]) -> Iterator[str]:
    if any(side is not None and not side.uri for row in rows for side in (row.old, row.new)):
        names = [shown(name, quoted=False) if name else "the default remote" for name in pair.places.remotes]
        yield (
            f"some have no address: DVC's settings here say of {' or '.join(names) or 'no remote'} none, or one of a "
            "folder outside of the repository"
        )


def _kept(run: Run) -> dict[str, Output]:
    outputs = (output for stage in run.stages for output in stage.outputs)
    return {output.path: output for output in outputs if output.keeper is Keeper.REMOTE}


def _row(pair: Pair, path: str, old: Mapping[str, Output], new: Mapping[str, Output]) -> ArtifactChange:
    return ArtifactChange(
        path=path,
        old=None if pair.base is None or path not in old else _artifact(pair, pair.base, old[path]),
        new=_artifact(pair, pair.head, new[path]) if path in new else None,
        is_model=any(side[path].is_model for side in (old, new) if path in side),
    )


def _artifact(pair: Pair, run: Run, output: Output) -> Artifact:
    return Artifact(
        digest=output.name,
        uri=uri(pair, run, output.path, output.name),
        command=commands.address(run, output.path),
        size=output.size,
        files=output.files,
        here=pair.places.here(output.key),
        pruned=output.name in pair.places.pruned.get(run.commit, frozenset()),
    )
