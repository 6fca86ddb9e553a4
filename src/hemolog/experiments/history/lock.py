"""Stages that ran, as `dvc.lock` tells them, and data that `dvc add` knows of: what many locks share is read once."""

import posixpath
from collections.abc import Callable, Mapping
from typing import Any

from hemolog.experiments.documents import items, mapping
from hemolog.experiments.history.run import Dep, Stage
from hemolog.experiments.objects.files import DEFINITION
from hemolog.experiments.objects.outputs import MOST, Definition, of_dvc_file, of_lock

_DIGESTS = ("md5", "etag", "checksum")
_LONGEST = 10_000  # characters of a command


class LockReader:
    """Reads the stages of one folder's locks that have one definition beside them."""

    def __init__(self, definition: Definition, folder: str, has: Callable[[str], bool]) -> None:
        """Take what is beside the locks.

        Args:
            definition: the `dvc.yaml`.
            folder: of both, from git's root.
            has: whether a stage is defined.
        """
        self._definition, self._folder, self._has = definition, folder, has
        self._deps: dict[tuple[str, tuple[tuple[str, Any], ...]], Dep] = {}
        # By the identity of what was read: locks that are alike share most of it. It is kept, so no other gets its id.
        self._stages: dict[tuple[str, int], tuple[Any, Stage]] = {}
        self._lists: dict[tuple[str, int], tuple[Any, tuple[Dep, ...]]] = {}

    def read(self, document: Any) -> tuple[Stage, ...]:
        """The stages of a lock.

        Args:
            document: what it holds, all values as texts.
        """
        return tuple(self._stage(str(name), entry) for name, entry in mapping(mapping(document).get("stages")).items())

    def _stage(self, name: str, entry: Any) -> Stage:
        known = self._stages.get((name, id(entry)))
        if known is None:
            outputs = of_lock({"stages": {name: entry}}, self._definition, self._folder, self._has)
            command = mapping(entry).get("cmd", "")
            shown = " && ".join(map(str, command)) if isinstance(command, list) else str(command)
            stage = Stage(self._address(name), shown[:_LONGEST], self._deps_of(name, entry), tuple(outputs))
            known = self._stages[name, id(entry)] = entry, stage
        return known[1]

    def _address(self, name: str) -> str:
        return f"{self._folder}/{DEFINITION}:{name}" if self._folder else name

    def _deps_of(self, name: str, entry: Any) -> tuple[Dep, ...]:
        listed = mapping(entry).get("deps")
        folder = posixpath.join(self._folder, self._definition.folder(name))
        known = self._lists.get((folder, id(listed)))
        if known is None:
            deps = tuple(self._dep(folder, each) for each in list(items(listed))[:MOST])
            known = self._lists[folder, id(listed)] = listed, deps
        return known[1]

    def _dep(self, folder: str, item: Any) -> Dep:
        key = folder, tuple(item.items()) if type(item) is dict else ()
        try:
            found = self._deps.get(key)
        except TypeError:  # It holds what can be no key: nothing of use either.
            return self._made(folder, {name: value for name, value in key[1] if isinstance(value, str)})
        if found is None:
            found = self._deps[key] = self._made(folder, dict(key[1]))
        return found

    @staticmethod
    def _made(folder: str, item: Mapping[str, Any]) -> Dep:
        path = str(item.get("path", ""))
        place = path if "://" in path else posixpath.normpath(posixpath.join(folder, path))
        digest = next((str(item[name]) for name in _DIGESTS if name in item), "")
        return Dep(place, digest, _number(item.get("size")), _number(item.get("nfiles")))


def of_file(document: Any, path: str) -> Stage:
    """What a `.dvc` file stands for, as a stage without a command.

    Args:
        document: what it holds, all values as texts.
        path: of the file, from git's root.
    """
    return Stage(path, "", (), tuple(of_dvc_file(document, path)))


def _number(text: Any) -> int | None:
    return int(text) if isinstance(text, str) and text.isascii() and text.isdecimal() and len(text) < 19 else None
