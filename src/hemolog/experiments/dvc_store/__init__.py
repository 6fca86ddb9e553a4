"""DVC's side of a trial: stages, hashes, cache, run cache and lock. Only here is DVC's private API touched.

What is written is what `dvc repro` and `dvc exp run` would write; tests hold it against the command line.

A module is imported when one of its names is first asked for: who only wants to know where the cache is need not wait
for all of DVC.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hemolog.experiments.dvc_store.cache import cache_folder
    from hemolog.experiments.dvc_store.data import cached_file, changed_data
    from hemolog.experiments.dvc_store.opening import open_store, remote_settings
    from hemolog.experiments.dvc_store.params import PARAMS, ParamsFile, apply_overrides, read_params
    from hemolog.experiments.dvc_store.pipeline import Pipeline, Run
    from hemolog.experiments.dvc_store.remembered import run_cache_place
    from hemolog.experiments.dvc_store.remotes import default_in, read_remotes
    from hemolog.experiments.dvc_store.stages import StageFacts
    from hemolog.experiments.dvc_store.staleness import Staleness, stale_stages

__all__ = [
    "PARAMS",
    "ParamsFile",
    "Pipeline",
    "Run",
    "StageFacts",
    "Staleness",
    "apply_overrides",
    "cache_folder",
    "cached_file",
    "changed_data",
    "default_in",
    "open_store",
    "read_params",
    "read_remotes",
    "remote_settings",
    "run_cache_place",
    "stale_stages",
]
_MODULES = {
    "cache": ("cache_folder",),
    "data": ("cached_file", "changed_data"),
    "opening": ("open_store", "remote_settings"),
    "params": ("PARAMS", "ParamsFile", "apply_overrides", "read_params"),
    "pipeline": ("Pipeline", "Run"),
    "remembered": ("run_cache_place",),
    "remotes": ("default_in", "read_remotes"),
    "stages": ("StageFacts",),
    "staleness": ("Staleness", "stale_stages"),
}
_PLACES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
