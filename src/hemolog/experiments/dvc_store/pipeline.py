"""The pipeline of one checkout, opened once and used for many trials.

What doesn't change from one trial to the next (`dvc.yaml`, the hashes of code and of data from earlier stages) is read
once.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import dvc.stage.run
from dvc.dependency import ParamsDependency
from dvc.dvcfile import PROJECT_FILE
from dvc.exceptions import DvcException
from dvc.output import Output, OutputDoesNotExistError
from dvc.repo import Repo
from dvc.repo.metrics.show import _collect_top_level_metrics
from dvc.repo.params.show import _collect_top_level_params
from dvc.repo.reproduce import get_active_graph, plan_repro
from dvc.stage import PipelineStage, Stage
from dvc.stage.loader import StageLoader
from dvc.stage.serialize import to_single_stage_lockfile

from hemolog.errors import RepositoryError, StageError
from hemolog.experiments.dvc_store import faults, run_cache
from hemolog.experiments.dvc_store.lock import LockFile
from hemolog.experiments.dvc_store.params import picked
from hemolog.experiments.dvc_store.stages import StageFacts, facts, kept_in_git, lock_path, reads_params

Run = Callable[[StageFacts], None]
"""Runs the commands of a stage in its folder; raises `StageError` if one fails."""


class Pipeline:
    """The pipeline of a checkout without git: what `dvc exp run` would run there.

    Not for several threads; several processes may each have their own, on checkouts that share one cache.
    """

    def __init__(self, root: Path) -> None:
        """Open the checkout in `root`.

        Raises:
            RepositoryError: DVC can't read it, or there is nothing to run.
        """
        for name in ("dvc", "dvc_data", "dvc_objects"):
            logging.getLogger(name).setLevel(logging.ERROR)
        self.root = root
        if not (root / PROJECT_FILE).is_file():
            raise RepositoryError(f"there is no {PROJECT_FILE} beside .dvc: `dvc stage add` makes one")
        with faults.reading():
            self._repo = Repo(str(root))
            if self._repo.config.get("hydra", {}).get("enabled"):
                raise RepositoryError("params.yaml is composed by Hydra: switch `hydra.enabled` off in .dvc/config")
        self._plan()
        self._made: dict[str, Output] = {}
        self._changing: set[Output] = set()
        self._locks: dict[Path, LockFile] = {}

    def close(self) -> None:
        """Let go of the files that DVC holds open."""
        self._repo.close()

    def _plan(self) -> None:
        with faults.reading(self.root):
            self._graph = get_active_graph(self._repo.index.graph)
            named = self._repo.stage.collect(PROJECT_FILE)
            self._stages: dict[str, Stage] = {each.addressing: each for each in plan_repro(self._graph, named)}

    def stages(self) -> list[StageFacts]:
        """All stages that an experiment runs, in the order in which DVC runs them."""
        found: dict[str, StageFacts] = {}
        with faults.reading(self.root):
            for name, stage in self._stages.items():
                if isinstance(stage, PipelineStage):
                    direct = {each.addressing for each in self._graph.successors(stage)}
                    after = direct.union(*(found[each].after for each in direct if each in found))
                    found[name] = facts(stage, frozenset(after))
        return list(found.values())

    def data(self) -> list[Path]:
        """Where files and folders stand that `dvc add` or `dvc import` keeps; absolute."""
        sources = (stage for stage in self._repo.index.stages if stage.cmd is None)
        return [Path(out.fs_path) for stage in sources for out in stage.outs]

    def cached_outputs(self) -> list[Path]:
        """Outputs of stages that DVC keeps and git must not."""
        return [Path(out.fs_path) for stage in self._own() for out in stage.outs if out.use_scm_ignore]

    @property
    def adds_to_git(self) -> bool:
        """Whether DVC is set to add to git what it changes (`core.autostage`)."""
        return bool(self._repo.config["core"].get("autostage"))

    def reproduce(self, names: Collection[str], run: Run) -> None:
        """Check out what the lock names; bring stages and all that they stand on up to date, with DVC's own hands.

        Args:
            names: of the stages.
            run: called for each stage that has to run.

        Raises:
            RepositoryError: data is missing that a stage needs.
            RecordingError: the cache can't be written; whatever `run` raises.
        """
        with faults.reading(self.root), _commands_run_by(run):
            self._repo.checkout(force=True, allow_missing=True, recursive=False, targets=None)
            if names:
                self._repo.reproduce(targets=list(names))

    def begin(self, names: Collection[str]) -> None:
        """Get ready for trials that run only the stages `names`: hash what they read and what no trial changes.

        Raises:
            RepositoryError: what a stage depends on is not there.
        """
        self._repo._reset()
        self._plan()
        stages = [stage for name, stage in self._stages.items() if name in names]
        self._made = {out.fs_path: out for stage in stages for out in stage.outs}
        self._changing = set()
        self._locks = {}
        with faults.reading(self.root):
            for stage in stages:
                path = lock_path(stage)
                if path not in self._locks:
                    text = path.read_text(encoding="utf-8") if path.exists() else ""
                    self._locks[path] = LockFile(text, path)
                for dep in stage.deps:
                    if isinstance(dep, ParamsDependency) or self._changes(dep):
                        self._changing.add(dep)
                    else:
                        self._hash(stage, dep)

    def run(self, name: str, params: Mapping[str, Any], run: Run) -> bool:
        """Bring one stage up to date after those before it: from the lock or the run cache, else by running it.

        Args:
            name: one of those given to `begin`.
            params: what `params.yaml` holds now.
            run: runs its commands.

        Returns:
            Whether it had to run.

        Raises:
            StageError: it left out one of its outputs.
            RecordingError: the outputs can't be put into the cache; whatever `run` raises.
        """
        stage = self._stages[name]
        lock = self._locks[lock_path(stage)]
        with faults.writing(self.root):
            self._see_dependencies(stage, params)
            locked = lock.base.get(stage.name)
            if run_cache.unchanged(stage, locked):
                if self._leave(stage, locked):
                    return False
                self._see_dependencies(stage, params)
            remembered = run_cache.find(stage)
            # Output by output: a stage's own methods take locks that nobody else could want here.
            for out in stage.outs:
                if not out.persist:
                    out.remove()
            if remembered is not None:
                run_cache.check_out(remembered, stage)
            elif locked is not None:
                run_cache.check_out_persistent(locked, stage)
        if remembered is None:
            run(facts(stage))
        with faults.writing(self.root):
            for out in stage.outs:
                self._save(stage, out)
            run_cache.remember(stage)
            for out in stage.outs:
                out.commit(
                    relink=False
                )  # The next trial removes it: whether it is a link or a copy makes no difference.
            lock.changed[stage.name] = to_single_stage_lockfile(stage)
        return remembered is None

    def _leave(self, stage: PipelineStage, locked: Any) -> bool:
        """Put the outputs that the lock names in place; False if one is lost."""
        StageLoader.fill_from_lock(stage, locked)
        for out in stage.outs:
            out.obj = None
        if any(out.changed_cache() if out.use_cache else out.changed() for out in stage.outs):
            return False
        for out in stage.outs:
            if out.use_cache:
                out.checkout(force=True)
        return True

    def _save(self, stage: Stage, out: Output) -> None:
        try:
            out.save()
        except OutputDoesNotExistError:
            raise StageError(stage.addressing, f"it did not write {out.def_path!r}, an output that it has") from None

    def _see_dependencies(self, stage: Stage, params: Mapping[str, Any]) -> None:
        for dep in stage.deps:
            if reads_params(dep):
                dep.fill_values(picked(params, dep.params))
            elif (made := self._made.get(dep.fs_path)) is not None:
                dep.hash_name, dep.hash_info, dep.meta, dep.obj = made.hash_name, made.hash_info, made.meta, made.obj
            elif dep in self._changing:
                self._hash(stage, dep)

    def _changes(self, dep: Output) -> bool:
        """Whether a trial may change it."""
        return any(_overlap(dep.fs_path, path) for path in self._made)

    def _hash(self, stage: Stage, dep: Output) -> None:
        try:
            dep.save()
        except dep.DoesNotExistError:
            raise RepositoryError(
                f"stage {stage.addressing!r} depends on {dep.def_path!r}, which the baseline does not hold: "
                "`git add` it, or bring its data with `dvc pull`"
            ) from None

    def kept_in_git(self) -> frozenset[Path]:
        """Files and folders that DVC adds to git after an experiment, as far as git does not ignore them.

        They are locks, what stages that git keeps read and write, and what `dvc.yaml` names as metrics, parameters
        and plots of no stage.
        """
        top = [*_collect_top_level_metrics(self._repo), *_collect_top_level_params(self._repo)]
        top += self._repo.index._plot_sources
        items = chain.from_iterable((*stage.deps, *stage.outs) for stage in self._own())
        own = {Path(item.fs_path) for item in items if kept_in_git(item)}
        named = {self.root / name for name in top}
        return frozenset(own | named | {*map(lock_path, self._own())}) - frozenset(self.cached_outputs())

    def _own(self) -> Iterator[PipelineStage]:
        return (stage for stage in self._stages.values() if isinstance(stage, PipelineStage))

    def locks(self) -> dict[Path, bytes]:
        """Each lock file that the stages run since `begin` have changed: an absolute path, its text."""
        texts = {path: lock.text() for path, lock in self._locks.items()}
        return {path: text for path, text in texts.items() if text is not None}

    def forget(self) -> None:
        """Begin a new trial: what the last one did is no longer in the locks."""
        for lock in self._locks.values():
            lock.changed.clear()


def _overlap(one: str, other: str) -> bool:
    return Path(one).is_relative_to(other) or Path(other).is_relative_to(one)


@contextmanager
def _commands_run_by(run: Run) -> Iterator[None]:
    """Let DVC run commands through `run`; what it raises comes out as it is, not as DVC's error."""
    kept, raised = dvc.stage.run.cmd_run, []

    def cmd_run(stage: Stage, dry: bool = False, run_env: object = None) -> None:
        try:
            run(facts(stage))
        except BaseException as error:
            raised.append(error)
            raise

    dvc.stage.run.cmd_run = cmd_run
    try:
        yield
    except DvcException:
        if raised:
            raise raised[0] from None
        raise
    finally:
        dvc.stage.run.cmd_run = kept
