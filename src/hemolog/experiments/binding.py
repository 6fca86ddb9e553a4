"""What a search is bound to under its name: baseline and definition, of its first trial for all that follow."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hemolog.errors import SearchError, SpaceError
from hemolog.experiments import trailers
from hemolog.experiments.definition import Definition
from hemolog.experiments.messages import Value
from hemolog.experiments.recorded import RecordedTrial
from hemolog.experiments.space import overrides
from hemolog.experiments.workspace import Baseline, Workspace


@dataclass(frozen=True)
class Binding:
    """One search, in whichever clone it goes on."""

    search: str
    definition: Definition
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
    def of(cls, trial: RecordedTrial) -> "Binding":
        """That of a trial's search.

        Raises:
            SpaceError: its commit tells no definition that makes sense.
        """
        definition = Definition.from_json(trial.definition)
        return cls(
            trial.search,
            definition,
            trial.baseline,
            trial.baseline_tree,
            dict(trial.baseline_values),
            trial.overrides,
        )

    def holds(self, trial: RecordedTrial) -> bool:
        """Whether a trial is one of this very search, not of another of its name."""
        try:
            other = Binding.of(trial)
        except SpaceError:
            return False
        return (self.commit, self.tree) == (other.commit, other.tree) and self.definition.difference(
            other.definition
        ) is None

    def start(self, workspace: Workspace, trials: Sequence[RecordedTrial]) -> tuple[Baseline, tuple[str, ...]]:
        """What to check out for going on, and what to override in it.

        The tree itself may be missing, in a clone or after git has cleaned up: no reference points at it. Any trial's
        tree is as good, once the searched parameters have their first values again, for each trial makes the rest anew.
        """
        if workspace.has_tree(self.tree):
            return Baseline(self.commit, self.tree), ()
        return Baseline(self.commit, trials[0].tree), overrides(self.values)

    def check(self, definition: Definition | None, given: Sequence[str]) -> None:
        """Compare with what the user asks for now.

        Args:
            definition: what `params.yaml` and the command line say, if they say anything.
            given: overrides of the baseline; none stands for the same.

        Raises:
            SearchError: it is another search.
        """
        difference = self.definition.difference(definition) if definition is not None else None
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
