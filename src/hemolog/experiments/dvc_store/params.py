"""Files of parameters, read and changed as DVC does it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import dpath
from dvc.dependency import ParamsDependency
from dvc.utils import hydra
from dvc.utils.cli_parse import to_path_overrides
from dvc.utils.serialize import load_yaml

from hemolog.errors import RepositoryError
from hemolog.experiments.dvc_store import faults

PARAMS: str = ParamsDependency.DEFAULT_PARAMS_FILE


def apply_overrides(root: Path, overrides: Sequence[str]) -> None:
    """Change files of parameters as `dvc exp run -S` would.

    Args:
        root: the folder whose `params.yaml` is changed; `other.yaml:name=value` changes another one of it.
        overrides: `name=value`, in Hydra's grammar.

    Raises:
        RepositoryError: an override is no `name=value`, or its parameter isn't there.
    """
    with faults.reading():
        for name, changes in to_path_overrides(overrides).items():
            if not (root / name).is_file():
                raise RepositoryError(f"{name} is missing, and `-S` is to change it: create it or correct `-S`")
            hydra.apply_overrides(root / name, changes)


def read_params(root: Path) -> dict[str, Any]:
    """What `params.yaml` of a folder holds; empty if there is none.

    Raises:
        RepositoryError: it is damaged.
    """
    path = root / PARAMS
    with faults.reading():
        document = load_yaml(path) if path.exists() else {}
    if not isinstance(document, dict):
        raise RepositoryError(f"{PARAMS} holds no named values. Expected `name: value` lines.")
    return document


def picked(params: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The values of parameters under their dotted names; all of the file if none is named.

    Raises:
        RepositoryError: one is missing.
    """
    if not names:
        return dict(params)
    found = {}
    for name in names:
        try:
            found[name] = dpath.get(dict(params), name, separator=".")
        except KeyError:
            raise RepositoryError(
                f"{PARAMS} has no {name!r}, which dvc.yaml names: add it or correct dvc.yaml"
            ) from None
    return found
