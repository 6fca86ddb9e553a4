"""DVC's side of a trial: stages, hashes, cache, run cache and lock. Only here is DVC's private API touched.

What is written is what `dvc repro` and `dvc exp run` would write; tests hold it against the command line.
"""

from hemolog.experiments.dvc_store.data import cache_folder, cached_file, changed_data
from hemolog.experiments.dvc_store.opening import open_store, remote_settings
from hemolog.experiments.dvc_store.params import PARAMS, ParamsFile, apply_overrides, read_params
from hemolog.experiments.dvc_store.pipeline import Pipeline, Run
from hemolog.experiments.dvc_store.run_cache import run_cache_place
from hemolog.experiments.dvc_store.stages import StageFacts

__all__ = [
    "PARAMS",
    "ParamsFile",
    "Pipeline",
    "Run",
    "StageFacts",
    "apply_overrides",
    "cache_folder",
    "cached_file",
    "changed_data",
    "open_store",
    "read_params",
    "remote_settings",
    "run_cache_place",
]
