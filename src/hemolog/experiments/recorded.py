"""Trials of a search as git has them: read back from their commits, in whichever clone these are."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pygit2

from hemolog.experiments import trailers
from hemolog.experiments.messages import Value
from hemolog.experiments.refs import NAMESPACE, ExperimentRef
from hemolog.experiments.workspace import Workspace

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


def of_search(workspace: Workspace, search: str) -> list[RecordedTrial]:
    """The trials of a search, in the order of their ids; of two commits with one id the later one."""
    found: dict[str, RecordedTrial] = {}
    for trial in sorted(_all(workspace), key=lambda trial: trial.time):
        if trial.search == search:
            found[trial.trial_id] = trial
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


def _all(workspace: Workspace) -> Iterator[RecordedTrial]:
    for reference in workspace.git.references.iterator():
        if not reference.name.startswith(f"{NAMESPACE}/"):
            continue
        place = ExperimentRef.parse(reference.name)
        commit = workspace.git.get(reference.target) if place and isinstance(reference.target, pygit2.Oid) else None
        if isinstance(commit, pygit2.Commit) and place is not None:
            trial = _trial(place, reference.name, commit)
            if trial is not None:
                yield trial


def _trial(place: ExperimentRef, ref: str, commit: pygit2.Commit) -> RecordedTrial | None:
    told = trailers.read(commit.message)
    if trailers.SEARCH not in told or trailers.TRIAL not in told:
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
            values=_mapping(told.get(trailers.VALUES)),
            score=float(told[trailers.SCORE]) if trailers.SCORE in told else None,
            seconds=float(told.get(trailers.SECONDS, 0)),
            epochs=int(told.get(trailers.EPOCHS, 0)),
            cached=told.get(trailers.CACHED) == "yes",
            definition=told.get(trailers.DEFINITION, ""),
            baseline_tree=told.get(trailers.BASELINE_TREE, ""),
            baseline_values=_mapping(told.get(trailers.BASELINE_VALUES)),
            overrides=tuple(str(each) for each in json.loads(told.get(trailers.OVERRIDES, "[]"))),
            oracle=told.get(trailers.ORACLE),
        )
    except (ValueError, TypeError, RecursionError):
        return None


def _mapping(text: str | None) -> dict[str, Any]:
    document = json.loads(text or "{}")
    if not isinstance(document, dict):
        raise ValueError("no mapping")
    return document
