"""DVC's side of a trial: stages, hashes, cache, run cache and lock. The only module that touches DVC's private API.

A `Pipeline` belongs to one checkout without git. It is opened once and used for many trials: what doesn't change from
one to the next (`dvc.yaml`, the hashes of code and of data from earlier stages) is read once. What it writes is what
`dvc repro` would write; tests hold it against the command line.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager
from copy import copy, deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dpath
import dvc.stage.run
from dvc.dependency import ParamsDependency
from dvc.exceptions import DvcException
from dvc.output import Output
from dvc.repo import Repo
from dvc.repo.metrics.show import _collect_top_level_metrics
from dvc.repo.params.show import _collect_top_level_params
from dvc.repo.reproduce import get_active_graph, plan_repro
from dvc.stage import PipelineStage, Stage
from dvc.stage.cache import _get_cache_hash
from dvc.stage.serialize import to_single_stage_lockfile
from dvc.utils import hydra
from dvc.utils.serialize import dumps_yaml, load_yaml, parse_yaml_for_update

from hemolog import atomic
from hemolog.errors import RecordingError

PARAMS = ParamsDependency.DEFAULT_PARAMS_FILE

Run = Callable[["StageFacts"], None]
"""Runs the commands of a stage in its folder."""
Lock = dict[str, Any]
"""What `dvc.lock` says of one stage."""


@dataclass(frozen=True)
class StageFacts:
    """A stage of `dvc.yaml`, with its variables filled in."""

    name: str
    commands: tuple[str, ...]
    folder: Path
    """Where its commands run; absolute."""
    params: frozenset[str]
    """Dotted names in `params.yaml` that it depends on; an empty name stands for the whole file."""
    outputs: tuple[Path, ...]
    """Absolute paths."""
    kept_in_git: tuple[Path, ...]
    """Those outputs that git keeps, not DVC's cache."""
    metrics: tuple[Path, ...]
    templated: bool
    """Whether `dvc.yaml` fills in its variables from parameters, so that it may differ between trials."""
    after: frozenset[str]
    """Names of all stages whose outputs it depends on, directly or not."""


class Pipeline:
    """The pipeline of a checkout without git.

    Not for several threads; several processes may each have their own, on checkouts that share one cache.
    """

    def __init__(self, root: Path) -> None:
        """Open the checkout in `root`.

        Raises:
            RecordingError: DVC can't read it.
        """
        logging.getLogger("dvc").setLevel(logging.ERROR)
        self.root = root
        with _inside(root):
            self._repo = Repo(str(root))
            self._stages = self._plan()
        self._made: dict[str, Output] = {}
        self._locks: dict[Path, _LockFile] = {}

    def close(self) -> None:
        """Let go of the files that DVC holds open."""
        self._repo.close()

    def _plan(self) -> dict[str, Stage]:
        graph = get_active_graph(self._repo.index.graph)
        return {stage.addressing: stage for stage in plan_repro(graph)}

    def stages(self) -> list[StageFacts]:
        """All stages of pipelines, in the order in which DVC runs them."""
        facts: dict[str, StageFacts] = {}
        graph = get_active_graph(self._repo.index.graph)
        for name, stage in self._stages.items():
            if isinstance(stage, PipelineStage):
                direct = {each.addressing for each in graph.successors(stage)}
                after = direct.union(*(facts[each].after for each in direct if each in facts))
                facts[name] = _facts(stage, frozenset(after))
        return list(facts.values())

    def reproduce(self, names: Collection[str], run: Run) -> None:
        """Check out what the lock names; bring stages and all that they stand on up to date, with DVC's own hands.

        Args:
            names: of the stages.
            run: called for each stage that has to run.

        Raises:
            RecordingError: DVC can't; whatever `run` raises.
        """
        with _inside(self.root), _commands_run_by(run):
            self._repo.checkout(force=True, allow_missing=True, recursive=False, targets=None)
            if names:
                self._repo.reproduce(targets=list(names))

    def begin(self, names: Collection[str]) -> None:
        """Get ready for trials that run only the stages `names`: hash what they read and what no trial changes."""
        with _inside(self.root):
            self._repo._reset()
            self._stages = self._plan()
            self._made = {out.fs_path: out for name in names for out in self._stages[name].outs}
            self._locks = {}
            for stage in (self._stages[name] for name in self._stages if name in names):
                path = _lock_path(stage)
                text = path.read_text(encoding="utf-8") if path.exists() else ""
                self._locks.setdefault(path, _LockFile(parse_yaml_for_update(text, path)))
                for dep in stage.deps:
                    if not isinstance(dep, ParamsDependency) and dep.fs_path not in self._made:
                        dep.save()

    def run(self, name: str, params: Mapping[str, Any], run: Run) -> bool:
        """Bring one stage up to date after those before it: from the lock or the run cache, else by running it.

        Args:
            name: one of those given to `begin`.
            params: what `params.yaml` holds now.
            run: runs its commands.

        Returns:
            Whether it had to run.

        Raises:
            RecordingError: the outputs can't be put into the cache; whatever `run` raises.
        """
        stage = self._stages[name]
        lock = self._locks[_lock_path(stage)]
        with _inside(self.root):
            self._see_dependencies(stage, params)
            known = self._known(stage, lock.base.get(stage.name))
            # Output by output: a stage's own methods take locks that nobody else could want here.
            for out in stage.outs:
                out.remove()
            if known is not None:
                for out in self._repo.stage_cache._create_stage(known, wdir=stage.wdir).outs:
                    out.checkout()
        if known is None:
            run(_facts(stage, frozenset()))
        with _inside(self.root):
            stage.save_outs()
            if known is None and all(out.use_cache or out.is_metric or out.is_plot for out in stage.outs):
                self._remember(stage)
            for out in stage.outs:
                out.commit()
            lock.changed[stage.name] = to_single_stage_lockfile(stage)
        return known is None

    def _see_dependencies(self, stage: Stage, params: Mapping[str, Any]) -> None:
        for dep in stage.deps:
            if isinstance(dep, ParamsDependency) and dep.def_path == PARAMS:
                dep.fill_values(_picked(params, dep.params))
            elif (made := self._made.get(dep.fs_path)) is not None:
                dep.hash_name, dep.hash_info, dep.meta, dep.obj = made.hash_name, made.hash_info, made.meta, made.obj
            elif isinstance(dep, ParamsDependency) or any(_overlap(dep.fs_path, path) for path in self._made):
                dep.save()

    def _known(self, stage: Stage, locked: Lock | None) -> Lock | None:
        """What the stage made of the same dependencies before, if the cache still has all of it."""
        if stage.always_changed or not _has_key(stage):
            return None
        now = to_single_stage_lockfile(stage)
        candidates = [] if locked is None or _inputs(locked) != _inputs(now) else [locked]
        candidates += self._remembered(_get_cache_hash(now, key=True))
        cache = self._repo.stage_cache
        return next((each for each in candidates if cache._create_stage(each, wdir=stage.wdir).outs_cached()), None)

    def _remembered(self, key: str) -> list[Lock]:
        folder = Path(self._repo.stage_cache._get_cache_dir(key))
        entries = sorted(folder.iterdir(), key=lambda entry: entry.stat().st_mtime) if folder.is_dir() else []
        found = [self._repo.stage_cache._load_cache(key, entry.name) for entry in entries[-1:]]
        return [each for each in found if each]

    def _remember(self, stage: Stage) -> None:
        if not _has_key(stage):
            return
        entry = to_single_stage_lockfile(stage)
        cache = self._repo.stage_cache
        path = Path(cache._get_cache_path(_get_cache_hash(deepcopy(entry), key=True), _get_cache_hash(entry)))
        for out in cache._uncached_outs(stage, entry):
            out.commit()
        with atomic.new_file(path) as part:
            part.write_text(dumps_yaml(entry), encoding="utf-8")

    def kept_in_git(self) -> set[Path]:
        """Files and folders that DVC adds to git after an experiment.

        They are locks, outputs that it doesn't cache, and what `dvc.yaml` names as metrics, parameters and plots of no
        stage.
        """
        root = Path(self._repo.root_dir)
        named = [*_collect_top_level_metrics(self._repo), *_collect_top_level_params(self._repo)]
        named += self._repo.index._plot_sources
        of_stages = (path for stage in self._pipeline_stages() for path in _facts(stage, frozenset()).kept_in_git)
        locks = (_lock_path(stage) for stage in self._pipeline_stages())
        return {*of_stages, *locks, *(root / name for name in named)}

    def _pipeline_stages(self) -> Iterator[PipelineStage]:
        return (stage for stage in self._stages.values() if isinstance(stage, PipelineStage))

    def locks(self) -> dict[Path, bytes]:
        """Each lock file, an absolute path, as it is after the stages that ran since `begin`."""
        return {path: lock.text() for path, lock in self._locks.items()}


class _LockFile:
    """A lock file: what it held when trials began, and what a trial changes in it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self.base: dict[str, Lock] = document.get("stages", {})
        self.changed: dict[str, Lock] = {}

    def text(self) -> bytes:
        document: dict[str, Any] = copy(self._document) if self._document else {"schema": "2.0"}
        document["stages"] = {**self.base, **self.changed}
        text: str = dumps_yaml(document)
        return text.encode()


def _lock_path(stage: Stage) -> Path:
    return Path(stage.dvcfile._lockfile.path)


def _facts(stage: PipelineStage, after: frozenset[str]) -> StageFacts:
    commands = stage.cmd if isinstance(stage.cmd, list) else stage.cmd.splitlines()
    params = [dep for dep in stage.deps if isinstance(dep, ParamsDependency) and dep.def_path == PARAMS]
    return StageFacts(
        name=stage.addressing,
        commands=tuple(commands),
        folder=Path(stage.wdir),
        params=frozenset(name for dep in params for name in (dep.params or [""])),
        outputs=tuple(Path(out.fs_path) for out in stage.outs),
        kept_in_git=tuple(Path(out.fs_path) for out in stage.outs if not out.use_scm_ignore and not out.use_cache),
        metrics=tuple(Path(out.fs_path) for out in stage.outs if out.is_metric),
        templated="${" in str(stage.dvcfile.contents.get("stages", {}).get(stage.name.partition("@")[0])),
        after=after,
    )


def cache_folder(root: Path) -> Path:
    """DVC's local cache of the repository in `root`."""
    with _told(), Repo(str(root)) as repo:
        return Path(repo.cache.local_cache_dir)


def cached_file(cache: Path, digest: str) -> Path:
    """Where the cache keeps a file, if it has it.

    Args:
        cache: as `cache_folder` gives it.
        digest: MD5, 32 hexadecimal digits.
    """
    return cache / "files/md5" / digest[:2] / digest[2:]


def apply_overrides(params: Path, overrides: Sequence[str]) -> None:
    """Change a file of parameters as `dvc exp run -S` would.

    Raises:
        RecordingError: an override is no `name=value`, or its parameter isn't there.
    """
    with _told():
        hydra.apply_overrides(params, list(overrides))


def read_params(params: Path) -> dict[str, Any]:
    """Read a file of parameters as DVC would; empty if there is none."""
    with _told():
        return dict(load_yaml(params)) if params.exists() else {}


def _picked(params: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The values of parameters under their dotted names; all of the file if none is named.

    Raises:
        RecordingError: one is missing.
    """
    if not names:
        return dict(params)
    picked = {}
    for name in names:
        try:
            picked[name] = dpath.get(dict(params), name, separator=".")
        except KeyError:
            raise RecordingError(
                f"{PARAMS} has no {name!r}, which dvc.yaml names: add it or correct dvc.yaml"
            ) from None
    return picked


def _inputs(lock: Lock) -> dict[str, Any]:
    return {key: lock.get(key) for key in ("cmd", "deps", "params")}


def _has_key(stage: Stage) -> bool:
    """Whether equal dependencies may be taken for equal outputs; as DVC decides it for its run cache."""
    outputs_fit = all(
        out.protocol == "local" and out.def_path and not out.persist and out.is_in_repo for out in stage.outs
    )
    inputs_fit = all(dep.protocol == "local" and dep.def_path and dep.hash_info for dep in stage.deps)
    return bool(not stage.is_callback and stage.cmd and stage.deps and stage.outs and outputs_fit and inputs_fit)


def _overlap(one: str, other: str) -> bool:
    return Path(one).is_relative_to(other) or Path(other).is_relative_to(one)


@contextmanager
def _commands_run_by(run: Run) -> Iterator[None]:
    """Let DVC run commands through `run`; what it raises comes out as it is, not as DVC's error."""
    kept, raised = dvc.stage.run.cmd_run, []

    def cmd_run(stage: Stage, dry: bool = False, run_env: object = None) -> None:
        try:
            run(_facts(stage, frozenset()))
        except BaseException as error:
            raised.append(error)
            raise

    dvc.stage.run.cmd_run = cmd_run
    try:
        yield
    except Exception:
        if raised:
            raise raised[0] from None
        raise
    finally:
        dvc.stage.run.cmd_run = kept


@contextmanager
def _inside(root: Path) -> Iterator[None]:
    """Let DVC find its files: it takes some names for relative to the current folder."""
    with chdir(root), _told():
        yield


@contextmanager
def _told() -> Iterator[None]:
    """Turn DVC's errors into ours: with the innermost cause, for DVC tells only of the outermost."""
    try:
        yield
    except DvcException as error:
        told: BaseException = error
        while told.__cause__ is not None:
            told = told.__cause__
        outer = f"{error}: " if told is not error else ""
        raise RecordingError(f"DVC: {outer}{told}") from error
