"""A search from beginning to end: KerasTuner proposes, trials run, commits record; begun anew or gone on with."""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from hemolog.errors import SearchError, SpaceError
from hemolog.experiments.definition import Definition, SearchSection, read_search
from hemolog.experiments.dvc_store import PARAMS, StageFacts, apply_overrides, read_params
from hemolog.experiments.executor.executor import Executor, InThisProcess
from hemolog.experiments.executor.workers import Assignment, Workers
from hemolog.experiments.messages import Listener
from hemolog.experiments.recorded import RecordedTrial, are_complete
from hemolog.experiments.search.held_search import HeldSearch
from hemolog.experiments.search.interruption import Interruption
from hemolog.experiments.search.journal import JournalEntry
from hemolog.experiments.search.recorder import Recorder
from hemolog.experiments.space import StageParams, check_keys
from hemolog.experiments.space.names import shown, unknown
from hemolog.experiments.trial import output
from hemolog.experiments.workspace import Workspace

NAME = "search"
"""Of a search that the user gave none."""


@dataclass(frozen=True)
class Options:
    """What the user asks for; what is None stands in `params.yaml`."""

    name: str = NAME
    trials: int | None = None
    algorithm: str | None = None
    objective: str | None = None
    direction: str | None = None
    seed: int | None = None
    jobs: int = 1
    overrides: tuple[str, ...] = field(default=())
    """Changes of the baseline, as `dvc exp run -S` takes them."""


class Search:
    """One search that `params.yaml` defines, held by this process: a context."""

    def __init__(self, workspace: Workspace, options: Options) -> None:
        """Find out what is to be searched, and check it; nothing runs yet.

        Raises:
            SearchError: it runs already, or it is another search than the one of this name.
            SpaceError: the space makes no sense.
            HemologError: the repository or its pipeline can't be read.
        """
        self.name, self.jobs, self._workspace = options.name, options.jobs, workspace
        self._held = HeldSearch(workspace, options.name, options.overrides, Definition.from_json)
        try:
            self.definition, self.trials = self._defined(options)
            self._check_keys()
        except BaseException:
            self._held.close()
            raise

    @property
    def recorded(self) -> list[RecordedTrial]:
        """Its trials that stood in git when it was opened."""
        return self._held.recorded

    @property
    def elsewhere(self) -> str:
        """The commit that the search grows from, abbreviated, where another one is checked out; else empty."""
        binding = self._held.binding
        return binding.commit[:7] if binding and binding.commit != self._workspace.head() else ""

    @property
    def foreign(self) -> int:
        """How many trials of other searches of this name there are, which are left alone."""
        return self._held.foreign

    @property
    def absurd(self) -> int:
        """How many experiments say they are trials of this search, of numbers that it can't have come to."""
        return self._held.absurd

    @property
    def folder(self) -> Path:
        """Of its logs, below `.dvc/tmp`."""
        return self._held.log.parent

    def untracked(self) -> list[str]:
        """Files that git neither tracks nor ignores: trials run without them."""
        return self._workspace.untracked()

    @property
    def nobody(self) -> bool:
        """Whether experiments are recorded without the user's name, since git doesn't know it."""
        return self._workspace.identity() is None

    def failed(self) -> list[JournalEntry]:
        """Trials that failed, in this checkout, and that nobody has recorded since."""
        return self._held.failed(self.definition)

    @property
    def complete(self) -> bool:
        """Whether there is nothing to run: enough trials have ended, and none waits."""
        recorded = [trial.trial_id for trial in self.recorded]
        failed = [entry.trial_id for entry in self.failed()]
        return are_complete([*recorded, *failed], self.trials)

    def _defined(self, options: Options) -> tuple[Definition, int]:
        """The definition, and the number of trials."""
        binding = self._held.binding
        bound = binding.definition if binding and isinstance(binding.definition, Definition) else None
        section = self._section(bound)
        # Where params.yaml is what it was, options of the command that began the search still count.
        said = bound if bound and self._says_the_same() else section.definition if section else bound
        assert said is not None, "a new search has a section, or is refused"
        asked = said.with_options(
            objective=options.objective, direction=options.direction, algorithm=options.algorithm, seed=options.seed
        )
        trials = options.trials or (section.trials if section else None)
        if trials is None:
            raise SearchError("params.yaml doesn't say how many trials: say it with --trials")
        if binding is None or bound is None:
            return asked, trials
        binding.check(asked, options.overrides)
        return bound, trials

    def _section(self, bound: Definition | None) -> SearchSection | None:
        """What `params.yaml` says now; a search that goes on can do without."""
        if bound is None:
            return read_search(self._held.trials.params)
        document = self._current_params()
        return read_search(document) if document.get("search") is not None else None

    def _says_the_same(self) -> bool:
        return bool(self._current_params().get("search") == self._held.trials.params.get("search"))

    def _current_params(self) -> Mapping[str, Any]:
        """What `params.yaml` says now, with what the search was begun with where that is about the search itself."""
        begun = self._held.binding.overrides if self._held.binding else ()
        about = [each for each in begun if each.lstrip("+~").startswith("search.")]
        file = self._workspace.dvc_root / PARAMS
        if not about or not file.is_file():
            return read_params(self._workspace.dvc_root)
        with tempfile.TemporaryDirectory(prefix="hemolog-") as folder:
            shutil.copyfile(file, Path(folder) / PARAMS)
            apply_overrides(Path(folder), about)
            return read_params(Path(folder))

    def _check_keys(self) -> None:
        stages, document = self._held.trials.stages, self._held.trials.params
        named = [StageParams(stage.name, _keys(stage, document)) for stage in stages]
        check_keys(self.definition.space, named, _searchable(stages, self._first_stage), document, self._budget)

    @property
    def _first_stage(self) -> str | None:
        """The first one whose parameters may be searched, if `params.yaml` of the baseline says it."""
        return read_search(self._held.trials.params).stage

    @property
    def _budget(self) -> str | None:
        """The parameter that Hyperband sets, if it is the algorithm."""
        budget = self.definition.budget
        return budget.param if budget and self.definition.algorithm == "hyperband" else None

    @property
    def _varied(self) -> list[str]:
        """Parameters that trials set."""
        return [*self.definition.space, *([self._budget] if self._budget else [])]

    def prepare(self) -> None:
        """Run the stages that no trial touches; after that the search is bound.

        Raises:
            StageError: one of them failed.
        """
        self._held.bind(self.definition, self._varied)

    def run(self, listener: Listener, interruption: Interruption) -> None:
        """Run trials until there are enough; `prepare` comes before.

        Raises:
            FailingTrialsError: too many failed in a row.
            SearchInterrupted: the user stopped it.
            HemologError: a trial could not be recorded.
        """
        assert self._held.binding is not None, "prepare first"
        # Only now: TensorFlow, which comes with KerasTuner, takes seconds to import. It talks while it does.
        with output.into(self._held.log):
            from hemolog.experiments.oracle.build import build
            from hemolog.experiments.search.told import failed_of, finished_of
            from hemolog.experiments.search.tuner import PipelineTuner
            from hemolog.experiments.space import values_of

        executor = self._executor()
        told = self._held.binding.trailers()
        recorder = Recorder(self._workspace, executor, self._held.journal, told, listener, interruption)
        try:
            tuner = PipelineTuner(
                build(self.definition),
                runner=recorder,
                name=self.name,
                trials=self.trials,
                finished=[finished_of(trial, self.definition.objective) for trial in self.recorded],
                failed=[failed_of(entry) for entry in self.failed()],
                translate=lambda drawn: values_of(drawn, self.definition.space, self._budget),
                listener=listener,
            )
            tuner.search(jobs=self.jobs)
        finally:
            executor.close()

    def _executor(self) -> Executor:
        held = self._held
        if self.jobs == 1:
            return InThisProcess(held.trials)
        baseline, keys = held.trials.baseline, tuple(self._varied)
        return Workers(Assignment(self._workspace.dvc_root, baseline, keys, held.cache, held.log), self.jobs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()


def _keys(stage: StageFacts, document: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(document if "" in stage.params else stage.params))


def _searchable(stages: list[StageFacts], first: str | None) -> list[str]:
    """The stages that a search runs again and again: the first one and all that stand on it.

    Left to itself the first one is that which measures something.
    """
    measuring = next((stage.name for stage in stages if stage.metrics), None)
    if measuring is None:
        raise SearchError("no stage of dvc.yaml has metrics, so nothing tells which trial is better: add `metrics:`")
    names = [stage.name for stage in stages]
    if first is not None and first not in names:
        raise SpaceError([f"search.stage: {shown(first, quoted=False)} {unknown(first, names)}"])
    first = first or measuring
    return [stage.name for stage in stages if stage.name == first or first in stage.after]
