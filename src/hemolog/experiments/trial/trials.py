"""A baseline + changed parameters -> the stages run -> an experiment's objects.

A `Trials` holds one private checkout of a baseline and runs one trial after the other in it, in this process. Stages
that no trial can touch run once, when it is made. A trial then runs each stage that its parameters touch, and those
that stand on them, in DVC's order; a stage that met the same code, data and parameters before is taken from the cache.
"""

import gc
import json
import shlex
import time
import traceback
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from hemolog.errors import HemologError, RecordingError, RepositoryError, StageError, TrialFailedError
from hemolog.experiments import dvc_store, faults, trailers
from hemolog.experiments.commit import File, bundle, tree_with
from hemolog.experiments.dvc_store import Pipeline, StageFacts
from hemolog.experiments.messages import TrialFailure, TrialRequest, TrialResult
from hemolog.experiments.trial import epochs, metrics, output, process, run_facts, under_way
from hemolog.experiments.trial.entry_point import EntryPoint
from hemolog.experiments.trial.run_facts import RunFacts
from hemolog.experiments.trial.scratch import Scratch
from hemolog.experiments.workspace import Baseline, Workspace


class Watch(Protocol):
    """Told of each epoch while a trial runs."""

    def epoch_ended(self, trial_id: str, epoch: int, metrics: Mapping[str, float]) -> None:
        """An epoch of a trial has ended; raising `KeyboardInterrupt` ends the trial, unrecorded."""


def touched(stages: Sequence[StageFacts], keys: Collection[str]) -> list[str]:
    """Names of the stages that a change of some parameters can reach, in order; DVC never runs a frozen one."""
    free = [stage for stage in stages if not stage.frozen]
    first = {stage.name for stage in free if any(_covers(stage.params | stage.variables, key) for key in keys)}
    return [stage.name for stage in free if stage.name in first or stage.after & first]


def _covers(names: Collection[str], key: str) -> bool:
    return any(name in ("", key) or key.startswith(f"{name}.") or name.startswith(f"{key}.") for name in names)


class Trials:
    """Runs trials of one baseline, one at a time, after `prepare`."""

    def __init__(
        self,
        workspace: Workspace,
        baseline: Baseline,
        scratch: Scratch,
        *,
        log: Path,
        overrides: Sequence[str] = (),
    ) -> None:
        """Check out the baseline; nothing runs yet.

        Args:
            workspace: the repository.
            baseline: what trials grow from.
            scratch: where they run; held by this process.
            log: what stages print goes to the end of this file.
            overrides: changes of the baseline, as `dvc exp run -S` takes them.

        Raises:
            RepositoryError: DVC can't read the pipeline.
            RecordingError: the checkout can't be written.
        """
        self._workspace, self._scratch, self._log = workspace, scratch, log
        self._folder = scratch.dvc_root
        self._facts_file = self._folder / ".dvc/tmp/run_facts.json"
        self._environment = {"DVC_ROOT": str(self._folder), "DVC_EXP_BASELINE_REV": baseline.commit}
        with faults.recording():
            scratch.fill(baseline.tree)
            dvc_store.apply_overrides(self._folder, overrides)
            self._pipeline = Pipeline(self._folder)
        self.stages = self._pipeline.stages()
        self.params = dvc_store.read_params(self._folder)
        """What `params.yaml` holds before any trial."""
        self._params_file = dvc_store.ParamsFile(self._folder)
        self.baseline = baseline
        self._keys: frozenset[str] = frozenset()
        self._touched: list[str] = []
        self._kept: frozenset[Path] = frozenset()
        self._in_stages = 0.0
        self._runs = 0

    def prepare(self, keys: Iterable[str]) -> None:
        """Run what no trial touches; `baseline` has then the tree that trials really start from.

        Args:
            keys: dotted parameters that trials may change.

        Raises:
            StageError: a stage that no trial touches failed.
            RepositoryError: what a stage depends on is not there, or git keeps an output of DVC.
            RecordingError: the cache or git can't be written.
        """
        self._keys = frozenset(keys)
        with faults.recording():
            self._run_others()
            self._ignore_outputs()
            tree, _ = tree_with(self._workspace, self.baseline.tree, self._changes())
            self._scratch.start_from(tree)
            self.baseline = Baseline(self.baseline.commit, tree)
            self._begin()

    def _run_others(self) -> None:
        self._touched = touched(self.stages, self._keys)
        others = [stage for stage in self.stages if stage.name not in self._touched]
        with output.into(self._log):
            self._pipeline.reproduce([stage.name for stage in others], self._run_stage)
        self._scratch.leave_out(path for stage in others for path in stage.outputs if path not in stage.kept_in_git)
        self._scratch.leave_out(self._pipeline.data())
        self._kept = self._pipeline.kept_in_git()

    def _ignore_outputs(self) -> None:
        """Have git ignore what DVC keeps, as DVC does when a stage runs for the first time."""
        outputs = self._pipeline.cached_outputs()
        for path in outputs:
            if self._scratch.tracks(path):
                name = path.relative_to(self._scratch.root)
                raise RepositoryError(
                    f"git keeps {name}, which DVC is to keep: `git rm -r --cached {shlex.quote(str(name))}`"
                )
        written = frozenset(filter(None, map(self._scratch.ignore, outputs)))
        if self._pipeline.adds_to_git:
            self._kept |= written

    def _begin(self) -> None:
        self._pipeline.begin(self._touched)
        self.stages = self._pipeline.stages()
        self._touched = touched(self.stages, self._keys)
        self._kept |= self._pipeline.kept_in_git()

    def close(self) -> None:
        """Let go of files that DVC holds open."""
        gc.unfreeze()
        self._pipeline.close()

    def run(self, request: TrialRequest, watch: Watch) -> TrialResult:
        """Run a trial and make its objects; its reference is up to the caller.

        Raises:
            TrialFailedError: a stage failed.
            RepositoryError: the parameters don't fit into the pipeline.
            RecordingError: the result can't be put into the cache or into git, or a stage met a full disk.
            KeyboardInterrupt: `watch` or the user ended it.
        """
        self._settle()
        started, self._in_stages, counted = time.monotonic(), 0.0, [0]

        def ended(epoch: int, values: Mapping[str, float]) -> None:
            counted[0] = epoch
            watch.epoch_ended(request.trial_id, epoch, values)

        with faults.recording():
            try:
                with output.into(self._log), epochs.watched(ended) as logged:
                    ran = self._run_stages(request)
            except StageError as error:
                # Nothing that the trial's parameters could help: they are tried again when there is room.
                if (full := faults.full_disk(error)) is not None:
                    raise RecordingError(f"stage {error.stage!r}: {faults.explain(full)}") from error
                trace = "".join(traceback.format_exception(error.__cause__ or error))
                failure = TrialFailure(request, str(error), trace, self._in_stages, counted[0])
                raise TrialFailedError(failure) from error
            told = run_facts.told_by_stages(self._facts_file)
            facts = RunFacts(self._in_stages, counted[0], not ran, run_facts.peak_memory(), told)
            return self._result(request, facts, self._changes(logged), started)

    def _settle(self) -> None:
        """Let the garbage collector leave alone what the first trial has loaded, TensorFlow as well as DVC.

        A training makes it look through all of that again and again: a fifth of the time of one that takes seconds.
        """
        self._runs += 1
        if self._runs == 2:
            gc.collect()
            gc.freeze()

    def _run_stages(self, request: TrialRequest) -> bool:
        self._scratch.undo()
        with under_way.told(self._folder, request, self.baseline.commit):
            return self._run_touched(request)

    def _run_touched(self, request: TrialRequest) -> bool:
        self._environment |= {"DVC_EXP_NAME": request.name, run_facts.VARIABLE: str(self._facts_file)}
        self._facts_file.unlink(missing_ok=True)
        run_facts.forget_peak()
        params = self._params_file.apply(request.overrides)
        varies = any(_covers(stage.variables, key) for stage in self.stages for key in self._keys)
        if varies:
            self._begin()
        self._pipeline.forget()
        ran = [self._pipeline.run(name, params, self._run_stage) for name in self._touched]
        if varies:
            self._ignore_outputs()
        return any(ran)

    def _result(
        self, request: TrialRequest, facts: RunFacts, changes: Mapping[str, File | None], started: float
    ) -> TrialResult:
        measured = metrics.read(path for stage in self.stages for path in stage.metrics)
        message = _message(request, facts, measured)
        experiment = bundle(self._workspace, self.baseline, changes, request.name, message)
        recording = time.monotonic() - started - facts.seconds
        return TrialResult(request, experiment, measured, facts.seconds, facts.epochs, facts.cached, recording)

    def _changes(self, logged: Collection[Path] = ()) -> dict[str, File | None]:
        """What a commit of the checkout would hold that its tree doesn't: as DVC adds to git after an experiment."""
        root, found = self._scratch.root, self._scratch.changes()
        kept = self._kept.union(logged)
        added = [path for path in found.added if _is_below(root / path, kept) and not self._scratch.ignores(path)]
        changes: dict[str, File | None] = {path: File.read(root / path) for path in (*found.changed, *added)}
        changes |= dict.fromkeys(found.removed)
        for path, data in self._pipeline.locks().items():
            changes[path.relative_to(root).as_posix()] = File(data, 0o100644)
        return changes

    def _run_stage(self, stage: StageFacts) -> None:
        environment = {**self._environment, "DVC_STAGE": stage.name}
        started = time.monotonic()
        try:
            for command in stage.commands:
                entry = EntryPoint.parse(command)
                if entry is None or not entry.run(stage.folder, environment, self._scratch.bytecode):
                    process.run(command, stage.folder, environment, self._log, self._scratch.locks)
        except HemologError:
            raise
        except Exception as error:
            raise StageError(stage.name, f"{type(error).__name__}: {faults.one_line(error)}") from error
        finally:
            self._in_stages += time.monotonic() - started


def _message(request: TrialRequest, facts: RunFacts, measured: Mapping[str, float]) -> str:
    objective = request.trailers.get(trailers.OBJECTIVE, "")
    score = {trailers.SCORE: repr(measured[objective])} if objective in measured else {}
    known = {trailers.TRIAL: request.trial_id, trailers.VALUES: json.dumps(dict(request.values)), **request.trailers}
    subject = f"Trial {request.name}" + (f": {objective} {measured[objective]:.6g}" if score else "")
    body = "\n".join(f"{name} = {json.dumps(value)}" for name, value in request.values.items())
    return trailers.message(subject, body, known | score | facts.lines())


def _is_below(path: Path, folders: Collection[Path]) -> bool:
    return path in folders or any(parent in folders for parent in path.parents)
