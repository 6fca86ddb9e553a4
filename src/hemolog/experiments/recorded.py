"""Trials of a search as git has them: read back from their commits, in whichever clone these are."""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pygit2

from hemolog.errors import RepositoryError
from hemolog.experiments import trailers
from hemolog.experiments.messages import Value
from hemolog.experiments.refs import ExperimentRef
from hemolog.experiments.space.reading import is_value
from hemolog.experiments.workspace import Workspace

MOST_MISSING = 1_000
"""So many trials of a search may have failed or been removed; a number beyond these is no trial's."""
_ID = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class RecordedTrial:
    """What the commit of a finished trial tells. It may come from anywhere: texts are not yet checked."""

    ref: str
    commit: str
    tree: str
    baseline: str
    """The commit that it grows from."""
    time: int
    """Of the commit, seconds since 1970."""
    search: str
    trial_id: str
    values: Mapping[str, Value]
    score: float | None
    """The objective's value."""
    seconds: float
    epochs: int
    cached: bool
    definition: str
    """JSON, as `Definition.to_json` writes it."""
    baseline_tree: str
    """What the search runs; the object may be missing in a clone."""
    baseline_values: Mapping[str, Value]
    """Of the parameters that the search varies, before it did."""
    overrides: tuple[str, ...]
    """Given to the search with `-S`."""
    oracle: str | None

    @property
    def name(self) -> str:
        """Of the experiment."""
        return self.ref.rpartition("/")[2]


def of_search(workspace: Workspace, name: str) -> list[RecordedTrial]:
    """The trials of all searches of a name, in the order in which they ended.

    Commits that don't tell of a trial, or make no sense, are passed over: they may have come from anywhere.

    Raises:
        RepositoryError: git can't list its references.
    """
    found = [trial for trial in _all(workspace) if trial.search == name]
    return sorted(found, key=_order)


def is_plausible(trial_id: str, trials: int) -> bool:
    """Whether a search may have given an id: all numbers below are taken by trials, and that many are missing at most.

    Args:
        trial_id: an id that may come from anywhere; if it is no number, that is for others to say.
        trials: how many there are.
    """
    return not trial_id.isdecimal() or (_ID.fullmatch(trial_id) is not None and int(trial_id) < trials + MOST_MISSING)


def by_id(trials: Iterable[RecordedTrial]) -> list[RecordedTrial]:
    """Trials of one search in the order of their ids; of two with one id the later one."""
    found = {trial.trial_id: trial for trial in trials}
    return sorted(found.values(), key=lambda trial: (len(trial.trial_id), trial.trial_id))


def are_complete(ended: Iterable[str], trials: int) -> bool:
    """Whether a search has as many trials as it should, and none before the last of them waits to be run again.

    The oracle would say the same, but comes with TensorFlow, which takes seconds to import.

    Args:
        ended: ids of the trials that ended, well or not.
        trials: how many there should be.
    """
    numbers = {int(each) for each in ended if _ID.fullmatch(each)}
    return len(numbers) >= trials and max(numbers, default=-1) == len(numbers) - 1


def in_references(workspace: Workspace, references: Iterable[tuple[str, str]]) -> list[RecordedTrial]:
    """The trials that some references lead to, of whichever search, each commit once; as of `of_search`.

    Args:
        workspace: has their commits.
        references: names and ids of experiments, here or on a git remote.
    """
    found = [_read(workspace, ref, pygit2.Oid(hex=oid)) for ref, oid in references]
    return sorted({trial.commit: trial for trial in found if trial is not None}.values(), key=_order)


def _all(workspace: Workspace) -> Iterator[RecordedTrial]:
    try:
        references = list(workspace.git.references.iterator())
    except pygit2.GitError as error:
        raise RepositoryError(f"git can't list its references: {error}") from error
    for reference in references:
        if isinstance(reference.target, pygit2.Oid):
            trial = _read(workspace, reference.name, reference.target)
            if trial is not None:
                yield trial


def _read(workspace: Workspace, ref: str, oid: pygit2.Oid) -> RecordedTrial | None:
    place = ExperimentRef.parse(ref)
    commit = _commit(workspace.git, oid) if place is not None else None
    return _trial(place, ref, commit) if place is not None and commit is not None else None


def _order(trial: RecordedTrial) -> tuple[int, int, str]:
    """In which trials ended."""
    return trial.time, len(trial.trial_id), trial.trial_id


def _commit(git: pygit2.Repository, oid: pygit2.Oid) -> pygit2.Commit | None:
    try:
        found = git.get(oid)
    except (pygit2.GitError, ValueError):  # The object is damaged.
        return None
    return found if isinstance(found, pygit2.Commit) else None


def _trial(place: ExperimentRef, ref: str, commit: pygit2.Commit) -> RecordedTrial | None:
    told = trailers.read(commit.raw_message.decode(errors="replace"))
    if trailers.SEARCH not in told or trailers.TRIAL not in told:
        return None
    if [str(parent) for parent in commit.parent_ids] != [place.baseline]:
        return None
    try:
        return RecordedTrial(
            ref=ref,
            commit=str(commit.id),
            tree=str(commit.tree_id),
            baseline=place.baseline,
            time=commit.commit_time,
            search=told[trailers.SEARCH],
            trial_id=told[trailers.TRIAL],
            values=_values(told.get(trailers.VALUES)),
            score=_finite(told.get(trailers.SCORE)),
            seconds=_finite(told.get(trailers.SECONDS)) or 0.0,
            epochs=int(told.get(trailers.EPOCHS, 0)),
            cached=told.get(trailers.CACHED) == "yes",
            definition=told.get(trailers.DEFINITION, ""),
            baseline_tree=told.get(trailers.BASELINE_TREE, ""),
            baseline_values=_values(told.get(trailers.BASELINE_VALUES)),
            overrides=tuple(str(each) for each in json.loads(told.get(trailers.OVERRIDES, "[]"))),
            oracle=told.get(trailers.ORACLE),
        )
    except (ValueError, TypeError, RecursionError):
        return None


def _finite(text: str | None) -> float | None:
    value = float(text) if text is not None else math.nan
    return value if math.isfinite(value) else None


def _values(text: str | None) -> dict[str, Value]:
    document: Any = json.loads(text or "{}")
    if not isinstance(document, dict) or not all(map(is_value, document.values())):
        raise ValueError("no values of parameters")
    return document
