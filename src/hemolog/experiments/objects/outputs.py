"""What stages made, as `dvc.lock` and `*.dvc` files tell it: each output, the object that holds it, who keeps it.

A lock says what an output came to, its definition in `dvc.yaml` who keeps it; both are read as they stand in a commit,
without DVC, for thousands of commits. They may come from anywhere: what makes no sense in them is passed over.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from hemolog.experiments.documents import items, mapping
from hemolog.experiments.objects.names import DIRECTORY, is_name, key_of

MOST = 100_000
"""Outputs of one file; a lock with more is no lock."""
_KINDS = ("outs", "metrics", "plots")
_MODELS = (
    ".keras",
    ".h5",
    ".hdf5",
    ".pt",
    ".pth",
    ".ckpt",
    ".safetensors",
    ".onnx",
    ".tflite",
    ".pb",
    ".joblib",
    ".pkl",
)
_VARIABLE = re.compile(r"\$\{[^}]*\}")


class Keeper(StrEnum):
    """Who has the bytes of an output."""

    REMOTE = "remote"
    """DVC: its cache, and its remote."""
    GIT = "git"
    """The commit itself."""
    ELSEWHERE = "elsewhere"
    """Another repository, or only the machine that made it, as its definition says."""
    NOBODY = "nobody"
    """It is of a stage that `dvc.yaml` no longer defines."""
    UNTOLD = "untold"
    """Its definition says nothing of it: git, if the commit has the path, else the remote."""


@dataclass(frozen=True)
class Output:
    """One output of a stage, or what a `.dvc` file stands for."""

    path: str
    """From git's root, with slashes."""
    stage: str
    """Its stage's name; of a `.dvc` file its path."""
    name: str
    """Of the object that holds it."""
    key: str
    """Where that lies below a cache or a remote."""
    size: int | None
    """Bytes; of a directory all of its files."""
    files: int | None
    """Of a directory: how many."""
    keeper: Keeper
    remote: str | None = None
    """Another remote than the default one."""
    is_model: bool = False
    """A trained model: an artifact of that type, or named like one."""

    @property
    def is_directory(self) -> bool:
        """Whether the object lists the files of a directory."""
        return self.name.endswith(DIRECTORY)


class _Place(NamedTuple):
    """What is known of an output without its lock."""

    path: str
    keeper: Keeper
    remote: str | None
    is_model: bool


class Definition:
    """A `dvc.yaml`, as far as it says who keeps which output."""

    def __init__(self, document: Any) -> None:
        """Take what the file holds, all values as texts; None if there is no such file."""
        self._document = mapping(document)
        self._places: dict[tuple[str, str, str], _Place] = {}

    @cached_property
    def _stages(self) -> dict[str, dict[str, Any]]:
        return {name: mapping(stage) for name, stage in mapping(self._document.get("stages")).items()}

    @cached_property
    def _models(self) -> list[str]:
        artifacts = map(mapping, mapping(self._document.get("artifacts")).values())
        return [str(each.get("path")) for each in artifacts if each.get("type") == "model"]

    def folder(self, stage: str) -> str:
        """Where a stage runs, relative to the file."""
        folder = str(self._inner(stage).get("wdir", ""))
        return "" if _VARIABLE.search(folder) else folder

    def flags(self, stage: str, path: str) -> dict[str, Any] | None:
        """What is said of an output: `cache`, `push`, `remote`; None if the stage has no such output."""
        for pattern, flags in self._outputs(stage):
            if pattern.fullmatch(posixpath.normpath(path)):
                return flags
        return None

    def is_model(self, path: str) -> bool:
        """Whether an output is a model, by the artifacts if some are named, else by its suffix.

        Args:
            path: relative to the file.
        """
        if self._models:
            return any(_pattern(each).fullmatch(posixpath.normpath(path)) for each in self._models)
        return path.lower().endswith(_MODELS)

    def place(self, stage: str, path: str, folder: str) -> "_Place":
        """What is the same of an output in all locks.

        Args:
            stage: that makes it.
            path: relative to where the stage runs.
            folder: of the file, from git's root.
        """
        key = stage, path, folder
        found = self._places.get(key)
        if found is None:
            below = posixpath.join(self.folder(stage), path)
            found = _place(posixpath.join(folder, below), self.flags(stage, path), self.is_model(below))
            self._places[key] = found
        return found

    def _inner(self, stage: str) -> dict[str, Any]:
        """The definition of a stage; one that stands for many is defined once, and its instances are `<name>@<key>`."""
        entry = self._stages.get(stage) or self._stages.get(stage.partition("@")[0]) or {}
        return mapping(entry.get("do")) or entry

    def _outputs(self, stage: str) -> Iterator[tuple[re.Pattern[str], dict[str, Any]]]:
        for kind in _KINDS:
            for item in items(self._inner(stage).get(kind)):
                named = mapping(item) or {str(item): None}
                for path, flags in named.items():
                    yield _pattern(path), mapping(flags)


def _pattern(path: str) -> re.Pattern[str]:
    parts = _VARIABLE.split(posixpath.normpath(path))
    return re.compile(".*".join(map(re.escape, parts)), re.DOTALL)


def of_lock(
    document: Any, definition: Definition, folder: str, has: Callable[[str], bool] = lambda stage: True
) -> list[Output]:
    """The outputs that a `dvc.lock` tells of.

    Args:
        document: what the lock holds, all values as texts.
        definition: the `dvc.yaml` beside it.
        folder: of both, from git's root.
        has: whether a stage is defined.
    """
    found: list[Output] = []
    for stage, entry in mapping(mapping(document).get("stages")).items():
        for item in items(mapping(entry).get("outs")):
            told = item if isinstance(item, dict) else {}
            output = _output(told, stage, definition.place(stage, str(told.get("path", "")), folder))
            if output is not None:
                found.append(output if has(stage) else replace(output, keeper=Keeper.NOBODY))
            if len(found) >= MOST:
                return found
    return found


def of_dvc_file(document: Any, file: str) -> list[Output]:
    """The outputs that a `.dvc` file stands for.

    Args:
        document: what it holds, all values as texts.
        file: its path from git's root.
    """
    document = mapping(document)
    imported = any("repo" in mapping(dep) for dep in items(document.get("deps")))
    folder = posixpath.join(posixpath.dirname(file), str(document.get("wdir", "")))
    found = []
    for item in list(items(document.get("outs")))[:MOST]:
        entry = mapping(item)
        flags = {**entry, "push": "false"} if imported else entry
        path = str(entry.get("path", ""))
        place = _place(posixpath.join(folder, path), flags, path.lower().endswith(_MODELS))
        output = _output(entry, file, place)
        found += [output] if output is not None else []
    return found


def _place(path: str, flags: Mapping[str, Any] | None, is_model: bool) -> _Place:
    remote = str(flags["remote"]) if flags and flags.get("remote") else None
    return _Place(posixpath.normpath(path), _keeper(flags, path), remote, is_model)


def _output(item: Mapping[str, Any], stage: str, place: _Place) -> Output | None:
    name = item.get("md5")
    if not isinstance(name, str) or not is_name(name):
        return None
    old = item.get("hash") != "md5"
    return Output(
        path=place.path,
        stage=stage,
        name=name,
        key=key_of(name, old=old),
        size=_number(item.get("size")),
        files=_number(item.get("nfiles")),
        keeper=place.keeper,
        remote=place.remote,
        is_model=place.is_model,
    )


def _keeper(flags: Mapping[str, Any] | None, path: str) -> Keeper:
    if flags is None:
        return Keeper.UNTOLD
    if _is_false(flags.get("cache")):
        return Keeper.GIT
    if _is_false(flags.get("push")) or "://" in path:
        return Keeper.ELSEWHERE
    return Keeper.REMOTE


def _is_false(value: Any) -> bool:
    return str(value).lower() == "false"


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value) else None
