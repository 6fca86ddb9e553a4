"""What a search is bound to under its name: baseline and definition, of its first trial for all that follow."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from hemolog.errors import SearchError
from hemolog.experiments import trailers
from hemolog.experiments.messages import Value
from hemolog.experiments.recorded import RecordedTrial
from hemolog.experiments.space import overrides
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

    def holds(self, trial: RecordedTrial) -> bool:
        """Whether a trial is one of this very search, not of another of its name."""
        told = (trial.baseline, trial.baseline_tree, trial.definition)
        return told == (self.commit, self.tree, self.definition.to_json())

    def start(self, workspace: Workspace, trials: Sequence[RecordedTrial]) -> tuple[Baseline, tuple[str, ...]]:
        """What to check out for going on, and what to override in it.

        The tree itself may be missing, in a clone or after git has cleaned up: no reference points at it. Any trial's
        tree is as good, once the searched parameters have their first values again, for each trial makes the rest anew.
        """
        if workspace.has_tree(self.tree):
            return Baseline(self.commit, self.tree), ()
        return Baseline(self.commit, trials[0].tree), overrides(self.values)

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
            began = " ".join(f"-S {each}" for each in self.overrides) or "no -S"
            raise SearchError(
                f"the search {self.search!r} was begun with {began} and goes on with it. "
                "Leave -S out, or give the new search a name of its own."
            )


def values_in(document: Mapping[str, Any], names: Sequence[str]) -> dict[str, Value]:
    """The values of dotted parameters in a parsed `params.yaml`; those that it doesn't have are left out."""
    found = {}
    for name in names:
        node: Any = document
        for part in name.split("."):
            node = node.get(part, ...) if isinstance(node, Mapping) else ...
        if node is not ...:
            found[name] = node
    return found
