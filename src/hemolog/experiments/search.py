"""A search from beginning to end: KerasTuner proposes, trials run, commits record; begun anew or gone on with.

There is no state but git's. A search is found again by its name in the trailers of its trials' commits, in any clone
that has these; its folder below `.dvc/tmp` holds no more than logs and the journal of failed trials.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from hemolog.errors import SearchError
from hemolog.experiments import binding as bindings
from hemolog.experiments import output, recorded
from hemolog.experiments.binding import Binding
from hemolog.experiments.definition import Definition, read_search
from hemolog.experiments.dvc_store import StageFacts, cache_folder
from hemolog.experiments.executor import Executor, InThisProcess
from hemolog.experiments.interruption import Interruption
from hemolog.experiments.journal import Journal, JournalEntry
from hemolog.experiments.locks import free_scratch, only_search
from hemolog.experiments.messages import Listener
from hemolog.experiments.recorder import Recorder
from hemolog.experiments.refs import ExperimentRef, check_name
from hemolog.experiments.space import StageParams, check_keys
from hemolog.experiments.trial import Trials
from hemolog.experiments.workers import Assignment, Workers
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
    """One search, held by this process: a context."""

    def __init__(self, workspace: Workspace, options: Options) -> None:
        """Find out what is to be searched, and check it; nothing runs yet.

        Raises:
            SearchError: it runs already, or it is another search than the one of this name.
            SpaceError: the space makes no sense.
            HemologError: the repository or its pipeline can't be read.
        """
        self.name, self.jobs = check_name(options.name), options.jobs
        self._workspace = workspace
        with ExitStack() as stack:
            self._folder = stack.enter_context(only_search(workspace, self.name))
            self._journal = Journal(self._folder / "journal.jsonl")
            self._cache = cache_folder(workspace.dvc_root)
            scratch = stack.enter_context(free_scratch(workspace, self._cache))
            found = recorded.of_search(workspace, self.name)
            bound = Binding.of(found[0]) if found else None
            self.recorded = [trial for trial in found if bound is not None and bound.holds(trial)]
            self.foreign = len(found) - len(self.recorded)
            """Trials of another search of this name, which are left alone."""
            if bound is not None:
                baseline, overrides = bound.start(workspace, self.recorded)
            else:
                baseline, overrides = workspace.snapshot(), options.overrides
            self._trials = Trials(workspace, baseline, scratch, log=self.log, overrides=overrides)
            stack.callback(self._trials.close)
            self.definition, self.trials = self._defined(bound, options)
            self._begun_with = options.overrides if bound is None else bound.overrides
            self._bound = bound
            self._check_keys()
            self._resources = stack.pop_all()

    @property
    def log(self) -> Path:
        """What stages print."""
        return self._folder / "stages.log"

    def failed(self) -> list[JournalEntry]:
        """Trials that failed, in this checkout, and that nobody has recorded since."""
        known = {trial.trial_id for trial in self.recorded}
        return [entry for entry in self._journal.read() if entry.trial_id not in known]

    @property
    def nobody(self) -> bool:
        """Whether experiments are recorded without the user's name, since git doesn't know it."""
        return self._workspace.identity() is None

    def _defined(self, bound: Binding | None, options: Options) -> tuple[Definition, int]:
        """The definition, and the number of trials."""
        document = self._trials.params if bound is None else self._current_params()
        section = read_search(document) if bound is None or document.get("search") is not None else None
        asked = section.definition if section else bound.definition if bound else None
        assert asked is not None
        asked = asked.with_options(
            objective=options.objective, direction=options.direction, algorithm=options.algorithm, seed=options.seed
        )
        trials = options.trials or (section.trials if section else None)
        if trials is None:
            raise SearchError("params.yaml doesn't say how many trials: say it with --trials")
        if bound is None:
            return asked, trials
        bound.check(asked, options.overrides)
        return bound.definition, trials

    def _current_params(self) -> Mapping[str, Any]:
        from hemolog.experiments.dvc_store import PARAMS, read_params

        return read_params(self._workspace.dvc_root / PARAMS)

    def _check_keys(self) -> None:
        stages, document = self._trials.stages, self._trials.params
        named = [StageParams(stage.name, _keys(stage, document)) for stage in stages]
        check_keys(self.definition.space, named, _searchable(stages), document, self._budget)

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
            SearchError: experiments of other searches have the names that this one's would have.
        """
        self._trials.prepare(self._varied)
        if self._bound is None:
            baseline = self._trials.baseline
            values = bindings.values_in(self._trials.params, self._varied)
            self._bound = Binding(self.name, self.definition, baseline.commit, baseline.tree, values, self._begun_with)
        self._check_names(self._bound)

    def _check_names(self, bound: Binding) -> None:
        ours = {trial.ref for trial in self.recorded}
        prefix = str(ExperimentRef(bound.commit, f"{self.name}-"))
        taken = [
            name for name in self._workspace.references(prefix) if name not in ours and name[len(prefix) :].isdigit()
        ]
        if taken:
            raise SearchError(
                f"there is an experiment {taken[0].rpartition('/')[2]!r} already, of no search {self.name!r}: "
                "give the search another name"
            )

    def run(self, listener: Listener, interruption: Interruption) -> None:
        """Run trials until there are enough.

        Raises:
            FailingTrialsError: too many failed in a row.
            SearchInterrupted: the user stopped it.
            HemologError: a trial could not be recorded.
        """
        assert self._bound is not None, "prepare first"
        # Only now: TensorFlow, which comes with KerasTuner, takes seconds to import. It talks while it does.
        with output.into(self.log):
            from hemolog.experiments.oracles import build
            from hemolog.experiments.space import values_of
            from hemolog.experiments.told import failed_of, finished_of
            from hemolog.experiments.tuner import PipelineTuner

        space, budget = self.definition.space, self._budget
        executor = self._executor()
        recorder = Recorder(self._workspace, executor, self._journal, self._bound.trailers(), listener, interruption)
        try:
            tuner = PipelineTuner(
                build(self.definition),
                runner=recorder,
                name=self.name,
                trials=self.trials,
                finished=[finished_of(trial, self.definition.objective) for trial in self.recorded],
                failed=[failed_of(entry) for entry in self.failed()],
                translate=lambda drawn: values_of(drawn, space, budget),
                listener=listener,
            )
            tuner.search(jobs=self.jobs)
        finally:
            executor.close()

    def _executor(self) -> Executor:
        if self.jobs == 1:
            return InThisProcess(self._trials)
        assignment = Assignment(
            self._workspace.dvc_root, self._trials.baseline, tuple(self._varied), self._cache, self.log
        )
        return Workers(assignment, self.jobs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._resources.close()


def _keys(stage: StageFacts, document: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(document if "" in stage.params else stage.params))


def _searchable(stages: list[StageFacts]) -> list[str]:
    """The first stage that measures something, and all that stand on it: those that a search runs again and again."""
    first = next((stage.name for stage in stages if stage.metrics), None)
    if first is None:
        raise SearchError("no stage of dvc.yaml has metrics, so nothing tells which trial is better: add `metrics:`")
    return [stage.name for stage in stages if stage.name == first or first in stage.after]
