"""What DVC keeps of both sides, and at which addresses: nobody is asked whether it is there."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Artifact:
    """An output on one side."""

    digest: str
    """MD5, `.dir` at the end of a directory's."""
    uri: str
    """`s3://bucket/prefix/files/md5/...`, of a directory that of the list of its files; empty if no remote is known to
    keep it, or the remote is a folder of somebody's machine."""
    size: int | None
    """Bytes; of a directory all of its files."""
    files: int | None
    """Of a directory: how many."""
    here: bool
    """Whether DVC's cache on this machine has it."""
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


@dataclass(frozen=True)
class Artifacts:
    """All of them."""

    rows: tuple[ArtifactChange, ...] = ()
    """Changed ones first, models before others."""
    more: int = 0
    """That are not listed."""
    remarks: tuple[str, ...] = ()
    missing: str = ""
    """One line: why there are none; empty if there are."""
