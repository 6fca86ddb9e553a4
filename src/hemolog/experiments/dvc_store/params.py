"""Files of parameters, read and changed as DVC does it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import dpath
from dvc.dependency import ParamsDependency
from dvc.utils import hydra
from dvc.utils.cli_parse import to_path_overrides
from dvc.utils.serialize import MODIFIERS, dump_yaml, load_yaml, modify_yaml, parse_yaml_for_update

from hemolog.errors import RepositoryError
from hemolog.experiments.dvc_store import faults

PARAMS: str = ParamsDependency.DEFAULT_PARAMS_FILE
_PLAIN = (bool, int, float, str, type(None))


def apply_overrides(root: Path, overrides: Sequence[str]) -> None:
    """Change files of parameters as `dvc exp run -S` would.

    Args:
        root: the folder whose `params.yaml` is changed; `other.yaml:name=value` changes another one of it.
        overrides: `name=value`, in Hydra's grammar.

    Raises:
        RepositoryError: an override is no `name=value`, stands for several values, or its parameter isn't there.
    """
    with faults.reading():
        for change in overrides:
            _expect_one_value(change)
        _apply(root, overrides)


def _expect_one_value(override: str) -> None:
    (changes,) = to_path_overrides([override]).values()
    if any(parsed.is_sweep_override() for parsed in hydra.to_hydra_overrides(changes)):
        raise RepositoryError(
            f"-S {override} stands for several values: name one, search them with `search.space`, "
            f"or try each with `dvc exp run --queue -S '{override}'`"
        )


def _apply(root: Path, overrides: Sequence[str]) -> None:
    for name, changes in to_path_overrides(overrides).items():
        file = (root / name).resolve()
        if not file.is_file():
            raise RepositoryError(f"{name} is missing, and `-S` is to change it: create it or correct `-S`")
        # Trials never write outside, neither by a name such as `../x` nor by a link that git keeps.
        if not file.is_relative_to(root.resolve()):
            raise RepositoryError(f"{name} lies outside of the folder that holds .dvc: copy it inside to change it")
        hydra.apply_overrides(root / name, changes)


def read_params(root: Path) -> dict[str, Any]:
    """What `params.yaml` of a folder holds; empty if there is none.

    Raises:
        RepositoryError: it is damaged.
    """
    path = root / PARAMS
    expect_file(path)
    with faults.reading():
        document = load_yaml(path) if path.exists() else {}
    if not isinstance(document, dict):
        raise RepositoryError(f"{PARAMS} holds no named values. Expected `name: value` lines.")
    return document


def expect_file(path: Path) -> None:
    """Refuse what DVC would wait for without end, such as a named pipe.

    Raises:
        RepositoryError: something is there, and it is no file.
    """
    if path.exists() and not path.is_file():
        raise RepositoryError(f"{path.name} is no file: put the one that git has in its place")


class ParamsFile:
    """The `params.yaml` of a checkout that is changed again and again, each time from what it was at first."""

    def __init__(self, root: Path) -> None:
        """Read it.

        Raises:
            RepositoryError: it is damaged.
        """
        self._root, self._path = root, root / PARAMS
        with faults.reading():
            text = self._path.read_text(encoding="utf-8") if self._path.exists() else ""
            self._document = parse_yaml_for_update(text, self._path)
        self._values = read_params(root)

    def apply(self, overrides: Sequence[str]) -> dict[str, Any]:
        """Change it from what it was at first, as `dvc exp run -S` would, and tell what it holds then.

        Raises:
            RepositoryError: an override is no `name=value`, or its parameter isn't there.
        """
        if not overrides:
            return self._values
        kept, self._changed = MODIFIERS[".yaml"], None
        MODIFIERS[".yaml"] = self._modify
        try:
            with faults.reading():
                _apply(self._root, overrides)
        finally:
            MODIFIERS[".yaml"] = kept
        return _plain(self._changed) if _is_plain(self._changed) else read_params(self._root)

    @contextmanager
    def _modify(self, path: Path) -> Iterator[Any]:
        """DVC's own way of changing a file, but for parsing this one again: most of the time goes into it."""
        if Path(path) != self._path:
            with modify_yaml(path) as document:
                yield document
            return
        self._changed = deepcopy(self._document)
        yield self._changed
        dump_yaml(path, self._changed)


def _is_plain(node: Any) -> bool:
    if isinstance(node, dict):
        return all(isinstance(name, str) and _is_plain(value) for name, value in node.items())
    return all(map(_is_plain, node)) if isinstance(node, list) else isinstance(node, _PLAIN)


def _plain(node: Any) -> Any:
    """The same values without what the YAML reader keeps of their form."""
    if isinstance(node, dict):
        return {name: _plain(value) for name, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    kind = next((kind for kind in (bool, int, float, str) if isinstance(node, kind)), None)
    return node if kind is None or type(node) is kind else kind(node)


def picked(params: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The values of parameters under their dotted names; all of the file if none is named.

    Raises:
        RepositoryError: one is missing.
    """
    if not names:
        return dict(params)
    return {name: _value(params, name) for name in names}


def _value(params: Mapping[str, Any], name: str) -> Any:
    node: Any = params
    for part in name.split("."):
        if not isinstance(node, dict) or part not in node:
            break
        node = node[part]
    else:
        return node
    try:
        # It knows of more than names: positions in lists, patterns.
        return dpath.get(dict(params), name, separator=".")
    except (KeyError, ValueError):
        raise RepositoryError(f"{PARAMS} has no {name!r}, which dvc.yaml names: add it or correct dvc.yaml") from None
