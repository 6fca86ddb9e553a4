"""Trials for a tuner that a user makes in Python: of the checkout in the current folder, in this process."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hemolog.errors import SearchError
from hemolog.experiments.executor.executor import InThisProcess
from hemolog.experiments.messages import Listener, TrialFailure, TrialRequest, TrialResult
from hemolog.experiments.models import load_model
from hemolog.experiments.search.binding import Defined
from hemolog.experiments.search.held_search import HeldSearch
from hemolog.experiments.search.interruption import Interruption
from hemolog.experiments.search.recorder import Recorder
from hemolog.experiments.search.told import failed_of, finished_of
from hemolog.experiments.workspace import Workspace

if TYPE_CHECKING:
    import keras_tuner


@dataclass(frozen=True)
class OracleDefinition:
    """What a search with a user's own oracle is bound to: the kind of oracle, its objective and its space."""

    objective: str
    text: str

    @classmethod
    def of(cls, oracle: "keras_tuner.Oracle") -> "OracleDefinition":
        """That of an oracle before its first trial."""
        facts = {
            "oracle": type(oracle).__name__,
            "objective": oracle.objective.name,
            "direction": oracle.objective.direction,
            "space": oracle.hyperparameters.get_config()["space"],
        }
        return cls(oracle.objective.name, json.dumps(facts, sort_keys=True, separators=(",", ":")))

    @classmethod
    def read(cls, text: str) -> "OracleDefinition":
        """What a commit tells; any text will do, for it only has to be compared."""
        try:
            objective = json.loads(text)["objective"]
        except (ValueError, TypeError, KeyError, RecursionError):
            objective = ""
        return cls(str(objective), text)

    def to_json(self) -> str:
        """Canonical, on one line."""
        return self.text

    def difference(self, other: Defined) -> str | None:
        """One sentence where `other` is another search."""
        return None if self.text == other.to_json() else "it had another oracle, objective or space"


class LocalRunner:
    """The `Runner` of a tuner made in Python; a search found in git by its name goes on there.

    Attributes:
        finished: trials of the search that stand in git, for the oracle to be told of.
        failed: those that its journal knows as failed.
    """

    def __init__(
        self,
        oracle: "keras_tuner.Oracle",
        name: str,
        *,
        folder: Path | None = None,
        overrides: Sequence[str] = (),
        listener: Listener | None = None,
    ) -> None:
        """Open the checkout; nothing runs yet.

        Args:
            oracle: before its first trial; the names of its space are dotted parameters of `params.yaml`.
            name: of the search.
            folder: in the checkout; the current one by default.
            overrides: changes of the baseline, as `dvc exp run -S` takes them.
            listener: is told of epochs.

        Raises:
            SearchError: the search runs already, or another one has this name.
            RepositoryError: the folder is in no repository that experiments can be made in.
        """
        self._definition = OracleDefinition.of(oracle)
        self._keys = [entry.name for entry in oracle.hyperparameters.space]
        self._listener = listener
        workspace = Workspace(folder or Path.cwd())
        self._held = HeldSearch(workspace, name, overrides, OracleDefinition.read)
        try:
            if self._held.binding is not None:
                self._held.binding.check(self._definition, overrides)
        except SearchError:
            self._held.close()
            raise
        self.finished = [finished_of(trial, self._definition.objective) for trial in self._held.recorded]
        self.failed = [failed_of(entry) for entry in self._held.failed(self._definition)]
        self._recorder: Recorder | None = None

    def run(self, request: TrialRequest) -> TrialResult:
        """Run a trial and record it; the first one runs the stages that no trial touches before. See `Runner`."""
        if self._recorder is None:
            told = self._held.bind(self._definition, self._keys).trailers()
            executor = InThisProcess(self._held.trials)
            listener = self._listener or _Silence()
            interruption = Interruption(lambda line: None)
            self._recorder = Recorder(self._held.workspace, executor, self._held.journal, told, listener, interruption)
        return self._recorder.run(request)

    def interrupt(self) -> None:
        """Nothing to do: whoever interrupts this process interrupts the trial."""

    def load(self, commit: str) -> Any:
        """The Keras model of an experiment; see `models.load_model`."""
        return load_model(self._held.workspace, self._held.cache, commit)

    def close(self) -> None:
        """Let go of the search and its checkout."""
        self._held.close()


class _Silence:
    """A `Listener` that says nothing."""

    def trial_started(self, request: TrialRequest) -> None: ...

    def epoch_ended(self, trial_id: str, epoch: int, metrics: Mapping[str, float]) -> None: ...

    def trial_finished(self, result: TrialResult) -> None: ...

    def trial_failed(self, failure: TrialFailure) -> None: ...
