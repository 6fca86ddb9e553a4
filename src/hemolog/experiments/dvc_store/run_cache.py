"""What a stage made of equal dependencies before: found in the lock or in DVC's run cache, and remembered there."""

from copy import deepcopy
from pathlib import Path
from typing import Any

from dvc.stage import PipelineStage
from dvc.stage.cache import _get_cache_hash
from dvc.stage.serialize import to_single_stage_lockfile

from hemolog import atomic
from hemolog.experiments.dvc_store.lock import Entry, dump_entry


def unchanged(stage: PipelineStage, locked: Entry | None) -> bool:
    """Whether the lock tells of the same command, dependencies and parameters; values as DVC compares them."""
    if locked is None or stage.is_callback or stage.always_changed:
        return False
    now = to_single_stage_lockfile(stage)
    return _inputs(locked) == _inputs(now) and _paths(locked, "outs") == _paths(now, "outs")


def _inputs(entry: Entry) -> Any:
    deps = {dep["path"]: dep.get("md5") for dep in entry.get("deps", [])}
    return entry.get("cmd"), deps, {file: dict(values) for file, values in entry.get("params", {}).items()}


def _paths(entry: Entry, key: str) -> set[str]:
    return {item["path"] for item in entry.get(key, [])}


def has_key(stage: PipelineStage) -> bool:
    """Whether equal dependencies may be taken for equal outputs; as DVC decides it for its run cache."""
    outputs_fit = all(
        out.protocol == "local" and out.def_path and not out.persist and out.is_in_repo for out in stage.outs
    )
    inputs_fit = all(dep.protocol == "local" and dep.def_path and dep.hash_info for dep in stage.deps)
    known = stage.cmd and stage.deps and stage.outs and outputs_fit and inputs_fit
    return bool(known and not stage.is_callback and not stage.always_changed)


def find(stage: PipelineStage) -> PipelineStage | None:
    """The stage with the outputs that it had after the latest run on the same dependencies, if the cache has them."""
    if not has_key(stage):
        return None
    cache = stage.repo.stage_cache
    key = _get_cache_hash(to_single_stage_lockfile(stage), key=True)
    folder = Path(cache._get_cache_dir(key))
    entries = sorted(_entries(folder), key=lambda entry: entry.stat().st_mtime)
    entry = cache._load_cache(key, entries[-1].name) if entries else None
    remembered = cache._create_stage(entry, wdir=stage.wdir) if entry else None
    return remembered if remembered is not None and remembered.outs_cached() else None


def _entries(folder: Path) -> list[Path]:
    # Others begin with a dot: being written, or left by a process that was killed.
    return [entry for entry in folder.iterdir() if not entry.name.startswith(".")] if folder.is_dir() else []


def check_out(remembered: PipelineStage, stage: PipelineStage) -> None:
    """Put remembered outputs in place: those that git is to keep as files of their own, never as links."""
    kept = {out.def_path for out in stage.outs if not out.use_cache}
    cache = stage.repo.stage_cache
    for out in remembered.outs:
        if out.def_path in kept:
            with cache._cache_type_copy():
                out.checkout(force=True)
        else:
            out.checkout(force=True)


def check_out_persistent(locked: Entry, stage: PipelineStage) -> None:
    """Put outputs that their stage goes on with in place, as the lock has them, to be written to."""
    persistent = {out.def_path for out in stage.outs if out.persist and out.use_cache}
    if persistent:
        for out in stage.repo.stage_cache._create_stage(locked, wdir=stage.wdir).outs:
            if out.def_path in persistent and not out.changed_cache():
                out.checkout(force=True)
                out.unprotect()


def remember(stage: PipelineStage) -> None:
    """Let the run cache know what the stage has made; outputs that only git keeps go into the cache for it."""
    uncached = [out for out in stage.outs if not out.use_cache]
    if not has_key(stage) or not all(out.is_metric or out.is_plot for out in uncached):
        return
    entry = to_single_stage_lockfile(stage)
    cache = stage.repo.stage_cache
    for out in cache._uncached_outs(stage, entry) if uncached else ():
        out.commit(relink=False)
    path = Path(cache._get_cache_path(_get_cache_hash(deepcopy(entry), key=True), _get_cache_hash(entry)))
    if not path.exists():
        with atomic.new_file(path) as part:
            part.write_text(_text(stage.name, entry), encoding="utf-8")


def _text(name: str, entry: Entry) -> str:
    lines = dump_entry(name, entry).splitlines(keepends=True)[1:]
    return "".join(line.removeprefix(" " * 4) for line in lines)
