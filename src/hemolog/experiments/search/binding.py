"""What a search is bound to under its name: baseline and definition, of its first trial for all that follow."""

import json
import shlex
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pygit2
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from hemolog.errors import SearchError, SpaceError
from hemolog.experiments import trailers
from hemolog.experiments.commit import File, tree_with
from hemolog.experiments.dvc_store import PARAMS
from hemolog.experiments.messages import Value
from hemolog.experiments.recorded import RecordedTrial, by_id
from hemolog.experiments.space import overrides
from hemolog.experiments.space.reading import KEY, is_value
from hemolog.experiments.workspace import Baseline, Workspace


class Defined(Protocol):
    """What all trials of a search have in common: objective and space, and how these are searched."""

    @property
    def objective(self) -> str:
        """A qualified metric."""

    def to_json(self) -> str:
        """Canonical, on one line."""

    def difference(self, other: Any) -> str | None:
        """One sentence on what `other` has otherwise; None where both are the same."""


@dataclass(frozen=True)
class Binding:
    """One search, in whichever clone it goes on."""

    search: str
    definition: Defined
    commit: str
    """The baseline."""
    tree: str
    """What trials start from: the baseline's, with uncommitted changes, `overrides` and earlier stages."""
    values: Mapping[str, Value]
    """Those that the searched parameters have in `tree`."""
    overrides: tuple[str, ...]
    """That the search was begun with."""

    def trailers(self) -> dict[str, str]:
        """What each trial's commit tells of its search."""
        return {
            trailers.SEARCH: self.search,
            trailers.OBJECTIVE: self.definition.objective,
            trailers.DEFINITION: self.definition.to_json(),
            trailers.BASELINE_TREE: self.tree,
            trailers.BASELINE_VALUES: json.dumps(dict(self.values)),
            trailers.OVERRIDES: json.dumps(list(self.overrides)),
        }

    @classmethod
    def of(cls, trial: RecordedTrial, definition: Defined) -> "Binding":
        """That of a trial's search, whose definition has been read."""
        values, tree = dict(trial.baseline_values), trial.baseline_tree
        return cls(trial.search, definition, trial.baseline, tree, values, trial.overrides)

    def start(self, workspace: Workspace, trials: Sequence[RecordedTrial]) -> tuple[Baseline, tuple[str, ...]]:
        """What to check out for going on, and what to override in it.

        The tree itself may be missing, in a clone or after git has cleaned up: no reference points at it. Any trial's
        tree is as good, once the searched parameters have their first values again, for each trial makes the rest anew.
        """
        if _is_whole(workspace.git, self.tree):
            return Baseline(self.commit, self.tree), ()
        first = trials[0]
        if (tree := self._with_committed_params(workspace, first)) is not None:
            return Baseline(self.commit, tree), self.overrides
        # Names come from a commit: `-S /any/file.yaml:name=value` would change that file.
        kept = {k: v for k, v in self.values.items() if k in first.values and KEY.fullmatch(k)}
        return Baseline(self.commit, first.tree), overrides(kept)

    def _with_committed_params(self, workspace: Workspace, trial: RecordedTrial) -> str | None:
        """A trial's tree with `params.yaml` of the baseline commit, if `overrides` are all that was changed in it.

        Values of other lengths have moved the comments beside them, and don't move them back.
        """
        path = (workspace.subfolder / PARAMS).as_posix()
        names = {override.partition("=")[0] for override in self.overrides}
        if not all(map(KEY.fullmatch, names)):
            return None
        try:
            before, after = (_blob(workspace.git, f"{each}:{path}") for each in (self.commit, trial.tree))
            old, new = (_leaves(YAML(typ="safe").load(blob.data)) for blob in (before, after))
        except (KeyError, ValueError, YAMLError, RecursionError):
            return None
        searched = {name: self.values.get(name) for name in trial.values if name not in names}
        if {name: old.get(name) for name in searched} != searched:
            return None
        changed = names | trial.values.keys()
        if _without(old, changed) != _without(new, changed):
            return None
        return tree_with(workspace, trial.tree, {path: File(before.data, pygit2.GIT_FILEMODE_BLOB)})[0]

    def check(self, definition: Defined, given: Sequence[str]) -> None:
        """Compare with what the user asks for now.

        Args:
            definition: what is asked for.
            given: overrides of the baseline; none stands for the same.

        Raises:
            SearchError: it is another search.
        """
        difference = self.definition.difference(definition)
        if difference:
            raise SearchError(
                f"the search {self.search!r} is another one: {difference}. "
                "Give the new one a name of its own, or bring the old definition back."
            )
        if given and tuple(given) != self.overrides:
            began = " ".join(f"-S {shlex.quote(each)}" for each in self.overrides) or "no -S"
            raise SearchError(
                f"the search {self.search!r} was begun with {began} and goes on with it. "
                "Leave -S out, or give the new search a name of its own."
            )


def chosen(
    trials: Sequence[RecordedTrial], head: str, read: Callable[[str], Defined]
) -> tuple[Binding | None, list[RecordedTrial]]:
    """Of searches that have one name, the one to go on with, and its trials.

    It is one that grows from `head`, else the one that was begun first. There are several where experiments came from
    other clones.

    Args:
        trials: of all of them, in the order in which they ended.
        head: the commit that is checked out.
        read: understands a trial's definition.

    Raises:
        SpaceError: none of them has a definition that can be understood.
    """
    searches: dict[tuple[str, str, str], list[RecordedTrial]] = {}
    for trial in trials:
        searches.setdefault((trial.baseline, trial.baseline_tree, trial.definition), []).append(trial)
    wrong: list[SpaceError] = []
    for held in sorted(searches.values(), key=lambda held: held[0].baseline != head):
        try:
            return Binding.of(held[0], read(held[0].definition)), by_id(held)
        except SpaceError as error:
            wrong.append(error)
    if wrong:
        raise wrong[0]
    return None, []


def _blob(git: pygit2.Repository, name: str) -> Any:
    """The blob that a name such as `<commit>:params.yaml` stands for.

    Raises:
        KeyError: there is none.
    """
    found: Any = git.revparse_single(name)
    if not isinstance(found, pygit2.Blob):
        raise KeyError(name)
    return found


def _leaves(node: Any, prefix: str = "") -> dict[str, Any]:
    """The values of a parsed `params.yaml` by their dotted names."""
    if not isinstance(node, Mapping):
        return {prefix: node}
    below = ((f"{prefix}.{name}" if prefix else str(name), value) for name, value in node.items())
    return {name: value for key, inner in below for name, value in _leaves(inner, key).items()}


def _without(leaves: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {key: value for key, value in leaves.items() if not any(f"{key}.".startswith(f"{name}.") for name in names)}


def _is_whole(git: pygit2.Repository, tree: str) -> bool:
    """Whether git still has a tree, with all that it points at but submodules."""
    try:
        found = git.get(tree)
    except ValueError:
        return False
    return isinstance(found, pygit2.Tree) and all(
        _is_whole(git, str(entry.id)) if entry.type_str == "tree" else entry.id in git
        for entry in found
        if entry.type_str != "commit"
    )


def values_in(document: Mapping[str, Any], names: Sequence[str]) -> dict[str, Value]:
    """The values of dotted parameters in a parsed `params.yaml`, without those that it lacks or no trial could set."""
    found = {}
    for name in names:
        node: Any = document
        for part in name.split("."):
            node = node.get(part, ...) if isinstance(node, Mapping) else ...
        if node is not ... and is_value(node):
            found[name] = node
    return found
