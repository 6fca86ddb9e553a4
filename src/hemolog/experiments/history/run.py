"""What git tells of one run: an experiment, or a commit that a branch, a tag or its id stands for.

All of it may come from anywhere: texts are as they were found, bounded and not yet made safe to be shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hemolog.experiments.messages import Value
from hemolog.experiments.objects.outputs import Output


class Kind(StrEnum):
    """What a run is found by."""

    EXPERIMENT = "experiment"
    BRANCH = "branch"
    TAG = "tag"
    COMMIT = "commit"
    WORKSPACE = "workspace"
    """What is checked out with its changes, which no commit has."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A metric by step: one point an epoch, as DVCLive logs it."""

    steps: tuple[float, ...]
    values: tuple[float, ...]
    """As many; NaN where the file has no number."""


@dataclass(frozen=True, slots=True)
class Dep:
    """What a stage was made from, as the lock has it."""

    path: str
    """From git's root, with slashes; the address of what is outside."""
    digest: str
    """Name of its object, or empty: `d41d8c...`, `.dir` at the end of a directory's."""
    size: int | None = None
    """Bytes."""
    files: int | None = None
    """Of a directory: how many."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage that ran, as `dvc.lock` tells it."""

    name: str
    """As DVC has it: in a folder `<folder>/dvc.yaml:<name>`."""
    command: str
    deps: tuple[Dep, ...]
    outputs: tuple[Output, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A fact that became known of a run after its commit."""

    kind: str
    """Such as `pruned`."""
    text: str
    """One line for people."""


@dataclass(frozen=True)
class Run:
    """One row of a history."""

    kind: Kind
    name: str
    """Of the experiment, the branch or the tag; of a commit its first digits."""
    ref: str
    """The reference that leads to it; empty for a commit."""
    commit: str
    """40 hexadecimal digits; whatever the reference has where that is no commit, empty if it can't be read. Of the
    workspace the id of the tree of its files."""
    baseline: str = ""
    """The commit that an experiment grows from; empty for others."""
    time: int = 0
    """Of the commit, seconds since 1970."""
    author: str = ""
    subject: str = ""
    """The first line of its message."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Its trailers, by their names: `Hemolog-Seconds`."""
    params: Mapping[str, Value] = field(default_factory=dict)
    """Qualified: `params.train.learning_rate`; of a second file that has the name too `params.<file>:train.rate`."""
    metrics: Mapping[str, Value] = field(default_factory=dict)
    """Qualified: `metrics.val.macro_f1`; numbers mostly."""
    curves: Mapping[str, Curve] = field(default_factory=dict)
    """By the qualified name of the metric that they follow: `metrics.val.macro_f1`."""
    stages: tuple[Stage, ...] = ()
    notes: tuple[Note, ...] = ()
    problems: tuple[str, ...] = ()
    """One line for each thing that can't be read."""


@dataclass(frozen=True)
class History:
    """All runs that were asked for."""

    runs: tuple[Run, ...]
    """Branches, tags and commits in the order in which they were asked for, then experiments, the newest first."""
    head: str
    """The commit that is checked out."""
    branch: str
    """Its branch; empty if none is checked out."""
