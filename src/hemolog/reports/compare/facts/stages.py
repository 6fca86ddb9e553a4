"""Stages whose entry in the lock changed, and what changed it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pygit2

from hemolog.experiments.history.run import Run, Stage
from hemolog.experiments.messages import Value
from hemolog.reports.compare.facts.locked_params import Locked, LockedParams
from hemolog.reports.compare.facts.pair import BASE, HEAD, Pair
from hemolog.reports.compare.facts.parameters import Change

MOST = 200
"""Stages that are listed, and names of each cause."""


class CauseKind(StrEnum):
    """Why a stage is not what it was."""

    CODE = "code"
    PARAMS = "params"
    DATA = "data"
    COMMAND = "command"
    UNEXPLAINED = "unexplained"
    """Its outputs changed although nothing that it depends on did: it depends on chance, or on what it doesn't tell."""


@dataclass(frozen=True)
class Cause:
    """One of them."""

    kind: CauseKind
    names: tuple[str, ...] = ()
    """Files, from git's root, or parameters as the lock has them; of what is unexplained the outputs."""
    more: int = 0
    """That are not listed."""


@dataclass(frozen=True)
class StageChange:
    """One stage."""

    name: str
    change: Change
    causes: tuple[Cause, ...] = ()
    """None of a stage that was added or removed."""
    outputs: tuple[str, ...] = ()
    """That changed, from git's root; at most `MOST`."""


@dataclass(frozen=True)
class Stages:
    """All of them."""

    changes: tuple[StageChange, ...] = ()
    """In the order of HEAD's lock, removed ones after it."""
    same: tuple[str, ...] = ()
    """Those that are as they were; at most `MOST`."""
    more: int = 0
    """That are not listed."""
    missing: str = ""
    """One line: why they can't be compared; empty if they are."""


def stages(pair: Pair) -> Stages:
    """Compare those of both locks."""
    if pair.base is None:
        return Stages(missing=pair.missing)
    for side, run in ((BASE, pair.base), (HEAD, pair.head)):
        if not run.stages:
            reason = next(iter(run.problems), "it has no dvc.lock, so no stage has run")
            return Stages(missing=f"{side} has no stages: {reason}")
    old, new = ({stage.name: stage for stage in run.stages} for run in (pair.base, pair.head))
    comparing = _Comparing(pair, pair.base, pair.head)
    names = dict.fromkeys([*new, *old])
    found = [(name, comparing.change(name, old.get(name), new.get(name))) for name in names]
    changes = [change for _, change in found if change is not None]
    same = [name for name, change in found if change is None]
    more = max(0, len(changes) - MOST) + max(0, len(same) - MOST)
    return Stages(tuple(changes[:MOST]), tuple(same[:MOST]), more)


class _Comparing:
    """Compares stages of two runs."""

    def __init__(self, pair: Pair, base: Run, head: Run) -> None:
        self._pair, self._base, self._head = pair, base, head
        locked = LockedParams(pair)
        self._params: tuple[Locked, Locked] = (locked.of(_tree(pair, base)), locked.of(_tree(pair, head)))

    def change(self, name: str, old: Stage | None, new: Stage | None) -> StageChange | None:
        """What became of a stage; None if nothing."""
        if old is None or new is None:
            return StageChange(name, Change.ADDED if old is None else Change.REMOVED)
        outputs = _differing(_outputs(old), _outputs(new))
        causes = list(self._causes(old, new))
        if outputs and not causes:
            # What `dvc add` knows of has no dependencies: it is data itself.
            kind = CauseKind.UNEXPLAINED if new.command or new.deps else CauseKind.DATA
            causes = [_cause(kind, outputs)]
        return StageChange(name, Change.CHANGED, tuple(causes), tuple(outputs[:MOST])) if causes else None

    def _causes(self, old: Stage, new: Stage) -> Iterator[Cause]:
        changed = _differing({dep.path: dep.digest for dep in old.deps}, {dep.path: dep.digest for dep in new.deps})
        code = [path for path in changed if self._is_code(path, old, new)]
        params = _differing(*(params.get(new.name, {}) for params in self._params))
        for kind, names in (
            (CauseKind.CODE, code),
            (CauseKind.PARAMS, params),
            (CauseKind.DATA, [path for path in changed if path not in code]),
        ):
            if names:
                yield _cause(kind, names)
        if old.command != new.command:
            yield Cause(CauseKind.COMMAND)

    def _is_code(self, path: str, old: Stage, new: Stage) -> bool:
        """Whether a dependency is code, as the side says that has it, HEAD if both do."""
        found = [(run, dep) for run, stage in ((self._head, new), (self._base, old)) for dep in stage.deps]
        run, dep = next((run, dep) for run, dep in found if dep.path == path)
        return self._pair.sources.is_code(run.commit, path, dep.digest)


def _cause(kind: CauseKind, names: Sequence[str]) -> Cause:
    return Cause(kind, tuple(names[:MOST]), max(0, len(names) - MOST))


def _outputs(stage: Stage) -> dict[str, str]:
    return {output.path: output.name for output in stage.outputs}


def _differing(old: Mapping[str, Value], new: Mapping[str, Value]) -> list[str]:
    """Names that stand for something else, or on one side alone."""
    names = dict.fromkeys([*new, *old])
    return [name for name in names if (name in old) != (name in new) or old[name] != new[name]]


def _tree(pair: Pair, run: Run) -> bytes:
    try:
        return pair.workspace.git[run.commit].peel(pygit2.Tree).id.raw
    except (KeyError, ValueError, pygit2.GitError):  # Then the run has no stages either.
        return b""
