"""A search's place in a checkout, held by one process: what git knows of it, where it runs, what it is bound to.

There is no state but git's. A search is found again by its name in the trailers of its trials' commits, in any clone
that has these; its folder below `.dvc/tmp` holds no more than logs and the journal of failed trials.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from hemolog.errors import SearchError
from hemolog.experiments import recorded
from hemolog.experiments.dvc_store import cache_folder
from hemolog.experiments.refs import ExperimentRef, check_name
from hemolog.experiments.search.binding import Binding, Defined, chosen, values_in
from hemolog.experiments.search.journal import FILE, Journal, JournalEntry
from hemolog.experiments.trial.locks import free_scratch, only_search
from hemolog.experiments.trial.trials import Trials
from hemolog.experiments.workspace import Workspace


class HeldSearch:
    """One search, held by this process until `close`: a context."""

    def __init__(
        self, workspace: Workspace, name: str, overrides: Sequence[str], read: Callable[[str], Defined]
    ) -> None:
        """Hold a search and check out its baseline; nothing runs yet.

        Args:
            workspace: the user's checkout.
            name: of the search.
            overrides: changes of the baseline, as `dvc exp run -S` takes them; those of a search that goes on count.
            read: understands the definition in a trial's commit.

        Raises:
            SearchError: the search runs already; other experiments have the names that its own would have.
            HemologError: the repository or its pipeline can't be read; whatever `read` raises.
        """
        self.workspace, self.name = workspace, check_name(name)
        with ExitStack() as stack:
            folder = stack.enter_context(only_search(workspace, name))
            self.log = folder / "stages.log"
            """What stages print."""
            self.cache = cache_folder(workspace.dvc_root)
            scratch = stack.enter_context(free_scratch(workspace, self.cache))
            everything = recorded.of_search(workspace, name)
            found = [trial for trial in everything if recorded.is_plausible(trial.trial_id, len(everything))]
            self.absurd = len(everything) - len(found)
            """Experiments that say they are trials of this search, of numbers that it can't have come to."""
            self._all = len(everything)
            self.binding, self.recorded = chosen(found, workspace.head(), read)
            """What the search is bound to, which `bind` tells to a new one; its trials that stand in git."""
            self.foreign = len(found) - len(self.recorded)
            """Trials of other searches of this name, which are left alone."""
            if self.binding is not None:
                baseline, self._overrides = self.binding.start(workspace, self.recorded)
            else:
                baseline, self._overrides = workspace.snapshot(), tuple(overrides)
            self._check_names(baseline.commit)
            self.journal = Journal(folder / FILE, f"{baseline.tree} {json.dumps(self._overrides)}")
            self.trials = Trials(workspace, baseline, scratch, log=self.log, overrides=self._overrides)
            stack.callback(self.trials.close)
            self._resources = stack.pop_all()

    def failed(self, definition: Defined) -> list[JournalEntry]:
        """Trials of the search that failed, in this checkout, and that nobody has recorded since."""
        known = {trial.trial_id for trial in self.recorded}
        start = self.binding.tree if self.binding and self.recorded else None
        return [entry for entry in self.journal.read(definition.to_json(), start) if entry.trial_id not in known]

    def bind(self, definition: Defined, keys: Sequence[str]) -> Binding:
        """Run the stages that no trial touches; from then on the search is bound to what it starts from.

        Args:
            definition: of the search.
            keys: dotted parameters that trials set.

        Raises:
            StageError: one of the stages failed.
        """
        self.trials.prepare(keys)
        if self.binding is None:
            start = self.trials.baseline
            values = values_in(self.trials.params, keys)
            self.binding = Binding(self.name, definition, start.commit, start.tree, values, self._overrides)
        return self.binding

    def _check_names(self, baseline: str) -> None:
        ours = {trial.ref for trial in self.recorded}
        prefix = str(ExperimentRef(baseline, f"{self.name}-"))
        others = [name for name in self.workspace.references(prefix) if name not in ours]
        endings = {name: name.removeprefix(prefix) for name in others}
        taken = next((n for n, e in endings.items() if e.isdecimal() and recorded.is_plausible(e, self._all)), None)
        if taken:
            raise SearchError(
                f"there is an experiment {taken.rpartition('/')[2]!r} already, which is no trial of this search: "
                "`dvc exp rename` or `dvc exp remove` it, or give the search another name"
            )

    def close(self) -> None:
        """Let go of the search, its folder and its checkout."""
        self._resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
