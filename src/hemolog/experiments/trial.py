"""A baseline + changed parameters -> the stages run -> an experiment's objects.

A `Trials` holds one private checkout of a baseline and runs one trial after the other in it, in this process. Stages
that no trial can touch run once, when it is made. A trial then runs each stage that its parameters touch, and those
that stand on them, in DVC's order; a stage that met the same code, data and parameters before is taken from the cache.
"""

import json
import os
import subprocess
import time
import traceback
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from hemolog.errors import StageError, TrialFailedError
from hemolog.experiments import dvc_store, entry_point, epochs, metrics, output, run_facts, trailers
from hemolog.experiments.commit import File, bundle, tree_with
from hemolog.experiments.dvc_store import PARAMS, Pipeline, StageFacts
from hemolog.experiments.entry_point import EntryPoint
from hemolog.experiments.messages import TrialFailure, TrialRequest, TrialResult
from hemolog.experiments.run_facts import RunFacts
from hemolog.experiments.scratch import Scratch
from hemolog.experiments.workspace import Baseline, Workspace


class Watch(Protocol):
    """Told of each epoch while a trial runs."""

    def epoch_ended(self, trial_id: str, epoch: int, metrics: Mapping[str, float]) -> None:
        """An epoch of a trial has ended; raising `KeyboardInterrupt` ends the trial, unrecorded."""


def touched(stages: Sequence[StageFacts], keys: Collection[str]) -> list[str]:
    """Names of the stages that a change of some parameters can reach, in order."""
    first = {stage.name for stage in stages if stage.templated or any(_covers(stage.params, key) for key in keys)}
    return [stage.name for stage in stages if stage.name in first or stage.after & first]


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
            RecordingError: DVC can't read the pipeline.
        """
        self._workspace, self._scratch, self._log = workspace, scratch, log
        self._folder = scratch.dvc_root
        self._facts_file = self._folder / ".dvc/tmp/run_facts.json"
        self._environment = {"DVC_ROOT": str(self._folder), "DVC_EXP_BASELINE_REV": baseline.commit}
        scratch.fill(baseline.tree)
        entry_point.forget(self._folder)
        if overrides:
            dvc_store.apply_overrides(self._folder / PARAMS, overrides)
        self._pipeline = Pipeline(self._folder)
        self.stages = self._pipeline.stages()
        self.params = dvc_store.read_params(self._folder / PARAMS)
        """What `params.yaml` holds before any trial."""
        self.baseline = baseline
        self._touched: list[str] = []

    def prepare(self, keys: Iterable[str]) -> None:
        """Run what no trial touches; `baseline` has then the tree that trials really start from.

        Args:
            keys: dotted parameters that trials may change.

        Raises:
            StageError: a stage that no trial touches failed.
            RecordingError: DVC can't write its cache.
        """
        self._touched = touched(self.stages, set(keys))
        self.baseline = self._prepared(self.baseline)
        self._pipeline.begin(self._touched)

    def _prepared(self, baseline: Baseline) -> Baseline:
        others = [stage for stage in self.stages if stage.name not in self._touched]
        with output.into(self._log):
            self._pipeline.reproduce([stage.name for stage in others], self._run_stage)
        self._scratch.leave_out(path for stage in others for path in stage.outputs if path not in stage.kept_in_git)
        tree, _ = tree_with(self._workspace, baseline.tree, self._changes())
        self._scratch.start_from(tree)
        return Baseline(baseline.commit, tree)

    def close(self) -> None:
        """Let go of files that DVC holds open."""
        self._pipeline.close()

    def run(self, request: TrialRequest, watch: Watch) -> TrialResult:
        """Run a trial and make its objects; its reference is up to the caller.

        Raises:
            TrialFailedError: a stage failed.
            RecordingError: the result can't be put into the cache or into git.
            KeyboardInterrupt: `watch` or the user ended it.
        """
        self._scratch.undo()
        started, counted = time.monotonic(), [0]

        def ended(epoch: int, values: Mapping[str, float]) -> None:
            counted[0] = epoch
            watch.epoch_ended(request.trial_id, epoch, values)

        self._environment |= {"DVC_EXP_NAME": request.name, run_facts.VARIABLE: str(self._facts_file)}
        self._facts_file.unlink(missing_ok=True)
        run_facts.forget_peak()
        try:
            with output.into(self._log), epochs.watched(ended):
                ran = self._run_stages(request.overrides)
        except StageError as error:
            trace = "".join(traceback.format_exception(error.__cause__))
            failure = TrialFailure(request, str(error), trace, time.monotonic() - started, counted[0])
            raise TrialFailedError(failure) from error
        seconds, told = time.monotonic() - started, run_facts.told_by_stages(self._facts_file)
        return self._result(request, RunFacts(seconds, counted[0], not ran, run_facts.peak_memory(), told))

    def _run_stages(self, overrides: Sequence[str]) -> bool:
        if overrides:
            dvc_store.apply_overrides(self._folder / PARAMS, overrides)
        if any(stage.templated for stage in self.stages):
            self._pipeline.begin(self._touched)
        params = dvc_store.read_params(self._folder / PARAMS)
        ran = [self._pipeline.run(name, params, self._run_stage) for name in self._touched]
        return any(ran)

    def _result(self, request: TrialRequest, facts: RunFacts) -> TrialResult:
        measured = metrics.read(path for stage in self.stages for path in stage.metrics)
        message = _message(request, facts, measured)
        experiment = bundle(self._workspace, self.baseline, self._changes(), request.name, message)
        return TrialResult(request, experiment, measured, facts.seconds, facts.epochs, facts.cached)

    def _changes(self) -> dict[str, File | None]:
        """What a commit of the checkout would hold that its tree doesn't: as DVC adds to git after an experiment."""
        found = self._scratch.changes()
        kept = self._pipeline.kept_in_git()
        added = [path for path in found.added if _is_below(self._scratch.root / path, kept)]
        changes: dict[str, File | None] = {path: File.read(self._scratch.root / path) for path in found.changed}
        changes |= {path: File.read(self._scratch.root / path) for path in added}
        changes |= dict.fromkeys(found.removed)
        for path, data in self._pipeline.locks().items():
            changes[path.relative_to(self._scratch.root).as_posix()] = File(data, 0o100644)
        return changes

    def _run_stage(self, stage: StageFacts) -> None:
        environment = {**self._environment, "DVC_STAGE": stage.name}
        for command in stage.commands:
            try:
                entry = EntryPoint.parse(command)
                if entry is None or not entry.run(stage.folder, environment):
                    _run_process(command, stage.folder, environment)
            except Exception as error:
                raise StageError(stage.name, f"{type(error).__name__}: {error}") from error


def _message(request: TrialRequest, facts: RunFacts, measured: Mapping[str, float]) -> str:
    objective = request.trailers.get(trailers.OBJECTIVE, "")
    score = {trailers.SCORE: repr(measured[objective])} if objective in measured else {}
    known = {trailers.TRIAL: request.trial_id, trailers.VALUES: json.dumps(dict(request.values)), **request.trailers}
    subject = f"Trial {request.name}" + (f": {objective} {measured[objective]:.6g}" if score else "")
    body = "\n".join(f"{name} = {json.dumps(value)}" for name, value in request.values.items())
    return trailers.message(subject, body, known | score | facts.lines())


def _is_below(path: Path, folders: Collection[Path]) -> bool:
    return path in folders or any(parent in folders for parent in path.parents)


def _run_process(command: str, folder: Path, environment: Mapping[str, str]) -> None:
    """Run a command that is no entry point as DVC would: by the user's shell, in a process of its own."""
    shell = os.environ.get("SHELL") or "/bin/sh"
    subprocess.run([shell, "-c", command], cwd=folder, env={**os.environ, **environment}, check=True)
