"""Trees and blobs of a repository, read straight from its object store: what many commits share is read once."""

import re
from typing import NamedTuple

from hemolog.experiments.history.raw_objects import ObjectError, ObjectKind, RawObjects
from hemolog.experiments.objects.files import DEEPEST, DEFINITION, LOCK, MOST, SUFFIX

FOLDER = b"40000"
"""The mode of one."""
_ENTRY = re.compile(rb"([0-7]{5,6}) ([^\0]+)\0(.{20})", re.DOTALL)
_REMEMBERED = 5_000  # trees; each experiment has some of its own


class Entry(NamedTuple):
    """What a tree has under a name."""

    mode: bytes
    """As git writes it: octal digits."""
    id: bytes
    """20 bytes."""

    @property
    def is_tree(self) -> bool:
        """Whether it is a folder."""
        return self.mode in (FOLDER, b"040000")

    @property
    def is_file(self) -> bool:
        """Whether it is a file: no folder, no symbolic link and no submodule."""
        return self.mode.startswith(b"100")


Found = tuple[tuple[str, bytes], ...]
"""Paths and ids of files."""


class GitObjects:
    """Reads them."""

    def __init__(self, objects: RawObjects) -> None:
        """Take the repository's."""
        self._objects = objects
        self._trees: dict[bytes, dict[str, Entry]] = {}
        self._dvc_files: dict[bytes, Found] = {}

    def blob(self, oid: bytes, most: int) -> bytes:
        """The bytes of a file.

        Args:
            oid: its id.
            most: bytes that it may have.

        Raises:
            ObjectError: git has lost it, or it is larger.
        """
        kind, data = self._objects.read(oid)
        if kind is not ObjectKind.BLOB:
            raise ObjectError(f"git has no file there but a {kind}")
        if len(data) > most:
            raise ObjectError(f"{len(data):,} bytes are more than {most:,}")
        return data

    def tree(self, oid: bytes) -> dict[str, Entry]:
        """What a folder holds, by name.

        Raises:
            ObjectError: git has lost it.
        """
        found = self._trees.get(oid)
        if found is None:
            kind, data = self._objects.read(oid)
            if kind is not ObjectKind.TREE:
                raise ObjectError(f"git has no folder there but a {kind}")
            if len(self._trees) >= _REMEMBERED:
                self._trees.clear()
            found = self._trees[oid] = _entries(data)
        return found

    def at(self, tree: bytes, path: str) -> Entry | None:
        """What a tree has at a path with slashes; None if nothing.

        Raises:
            ObjectError: git has lost a folder on the way.
        """
        *folders, name = path.split("/")
        for part in folders:
            entry = self.tree(tree).get(part)
            if entry is None or not entry.is_tree:
                return None
            tree = entry.id
        return self.tree(tree).get(name)

    def files(self, tree: bytes, prefix: str, most: int, depth: int = 0) -> list[tuple[str, Entry]]:
        """All files in a folder.

        Args:
            tree: the folder.
            prefix: what their paths begin with.
            most: files that it may have.
            depth: of the folder in others.

        Raises:
            ObjectError: git has lost a part of it, its folders are too deep, or they are too many.
        """
        if depth > DEEPEST:
            raise ObjectError(f"its folders are more than {DEEPEST} levels deep")
        found: list[tuple[str, Entry]] = []
        for name, entry in self.tree(tree).items():
            if entry.is_tree:
                found += self.files(entry.id, f"{prefix}{name}/", most, depth + 1)
            elif entry.is_file:
                found.append((prefix + name, entry))
            if len(found) > most:
                raise ObjectError(f"more than {most:,} files are too many")
        return found

    def dvc_files(self, tree: bytes, depth: int = 0) -> Found:
        """Each `dvc.yaml`, `dvc.lock` and `*.dvc` in a folder, but for those of DVC repositories within it.

        Raises:
            ObjectError: git has lost a part of it, its folders are too deep, or they are too many.
        """
        if depth > DEEPEST:
            raise ObjectError(f"its folders are more than {DEEPEST} levels deep")
        found: list[tuple[str, bytes]] = []
        for name, entry in self.tree(tree).items():
            if entry.is_tree:
                inner = self._dvc_files.get(entry.id)
                if inner is None:
                    inner = self._below(entry.id, depth + 1)
                found += [(f"{name}/{path}", oid) for path, oid in inner]
            elif _is_of_dvc(name) and entry.is_file:
                found.append((name, entry.id))
            if len(found) > MOST:
                raise ObjectError(f"it has more than {MOST:,} files of DVC")
        return tuple(found)

    def _below(self, tree: bytes, depth: int) -> Found:
        """Those of a folder in another one."""
        if len(self._dvc_files) >= _REMEMBERED:
            self._dvc_files.clear()
        found = () if SUFFIX in self.tree(tree) else self.dvc_files(tree, depth)
        self._dvc_files[tree] = found
        return found


def _is_of_dvc(name: str) -> bool:
    return name in (LOCK, DEFINITION) or (name.endswith(SUFFIX) and name != SUFFIX)


def _entries(data: bytes) -> dict[str, Entry]:
    """Read git's form of a tree: mode, name and id, one after another."""
    found = _ENTRY.findall(data)
    if sum(len(mode) + len(name) + 22 for mode, name, _ in found) != len(data):
        raise ObjectError("git has a damaged folder there", lost=True)
    return {name.decode(errors="surrogateescape"): Entry(mode, oid) for mode, name, oid in found}
