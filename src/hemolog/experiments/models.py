"""The Keras model that an experiment made, out of DVC's cache."""

import re
import shutil
import tempfile
from pathlib import Path, PurePosixPath
from typing import Any

import pygit2
import yaml

from hemolog.errors import SearchError
from hemolog.experiments.dvc_store import cached_file
from hemolog.experiments.workspace import Workspace

SUFFIXES = (".keras", ".h5", ".hdf5")
LOCK = "dvc.lock"
_DIGEST = re.compile(r"[0-9a-f]{32}")


def load_model(workspace: Workspace, cache: Path, commit: str) -> Any:
    """Load the model of an experiment.

    Args:
        workspace: the repository.
        cache: of DVC.
        commit: the experiment's.

    Returns:
        A `keras.Model`.

    Raises:
        SearchError: its pipeline makes no Keras model, or several; or the model isn't in the cache.
    """
    models = {path: digest for path, digest in _outputs(workspace, commit).items() if path.suffix in SUFFIXES}
    if len(models) != 1:
        found = ", ".join(map(str, models)) or "none"
        raise SearchError(f"the experiment has no single Keras model. Expected one output in {LOCK}. Received {found}.")
    ((path, digest),) = models.items()
    file = cached_file(cache, digest)
    if not file.is_file():
        raise SearchError(f"{path} of {commit[:7]} is not in the cache: `dvc exp pull` brings it with its experiment")
    import keras

    with tempfile.TemporaryDirectory(prefix="hemolog-") as folder:
        # Keras goes by the name.
        named = Path(folder) / path.name
        shutil.copyfile(file, named)
        return keras.saving.load_model(named)


def _outputs(workspace: Workspace, commit: str) -> dict[PurePosixPath, str]:
    """Files that the stages made, to their hashes; damaged parts of the lock are passed over."""
    tree = workspace.git[commit].peel(pygit2.Tree)
    try:
        entry = tree[(workspace.subfolder / LOCK).as_posix()]
        document = yaml.safe_load(entry.data) if isinstance(entry, pygit2.Blob) else None
        stages = document["stages"].values() if document else ()
        outputs = [output for stage in stages for output in stage.get("outs", ())]
        return {PurePosixPath(out["path"]): out["md5"] for out in outputs if _DIGEST.fullmatch(out.get("md5", ""))}
    except (KeyError, TypeError, AttributeError, yaml.YAMLError):
        return {}
