"""The `dvc.yaml` files of commits: which files they name, and what locks beside them mean. Each is read once."""

import posixpath
from collections.abc import Mapping
from typing import Any

from hemolog.experiments import documents
from hemolog.experiments.documents import DocumentError
from hemolog.experiments.history.facts import Facts
from hemolog.experiments.history.formats import LARGEST, Formats
from hemolog.experiments.history.git_objects import Entry, GitObjects
from hemolog.experiments.history.interpolation import variable_files
from hemolog.experiments.history.lock import LockReader
from hemolog.experiments.history.raw_objects import ObjectError
from hemolog.experiments.history.sources import Sources, sources_of, together
from hemolog.experiments.objects.files import DEFINITION, PARAMS
from hemolog.experiments.objects.instances import Instances
from hemolog.experiments.objects.outputs import Definition

_Unreadable = (DocumentError, ObjectError)


class Definitions:
    """Reads them, in trees of one repository."""

    def __init__(self, objects: GitObjects, formats: Formats) -> None:
        """Take the repository, and what reads files that variables come from."""
        self._objects, self._formats = objects, formats
        self._documents: dict[bytes, Any] = {}
        self._depending: dict[bytes, tuple[str, ...]] = {}
        self._sources: dict[tuple[Any, ...], Sources] = {}
        self._together: dict[tuple[Any, ...], Sources] = {}
        self._readers: dict[tuple[Any, ...], LockReader] = {}

    def sources(self, tree: bytes, files: Mapping[str, bytes], default: str, facts: Facts) -> Sources:
        """Which files hold the parameters, metrics and curves of a commit.

        Args:
            tree: its id.
            files: all of DVC's in it.
            default: the file of parameters that needs no naming.
            facts: takes the problems.
        """
        found: dict[tuple[Any, ...], Sources] = {}
        for path, oid in files.items():
            if path.rpartition("/")[2] != DEFINITION:
                continue
            try:
                key, sources = self._of(tree, path, oid)
                found[key] = sources
            except _Unreadable as error:
                facts.add_problem(path, error, lost=getattr(error, "lost", False))
        key = (default, *found)
        if key not in self._together:
            self._together[key] = together(found.values(), default)
        return self._together[key]

    def _of(self, tree: bytes, path: str, oid: bytes) -> tuple[tuple[Any, ...], Sources]:
        document, folder = self._document(oid), path.rpartition("/")[0]
        beside = {name: self._objects.at(tree, _place(folder, name)) for name in self._depending[oid]}
        key = (path, oid, *(entry.id if entry is not None and entry.is_file else b"" for entry in beside.values()))
        if key not in self._sources:
            self._sources[key] = sources_of(document, folder, lambda name: self._variables(name, beside.get(name)))
        return key, self._sources[key]

    def _variables(self, name: str, entry: Entry | None) -> Any:
        """What a file holds that variables come from; None if it can't be read: then they aren't known."""
        try:
            usable = entry is not None and entry.is_file
            return self._formats.read(name, self._objects.blob(entry.id, LARGEST)) if entry and usable else None
        except _Unreadable:
            return None

    def _document(self, oid: bytes) -> Any:
        """What a `dvc.yaml` holds; on the way, which files it depends on."""
        if oid not in self._documents:
            data = self._objects.blob(oid, documents.LARGEST)
            document = documents.read(data)
            self._depending[oid] = variable_files(document) if b"${" in data else ()
            self._documents[oid] = document
        return self._documents[oid]

    def lock_reader(self, tree: bytes, files: Mapping[str, bytes], lock: str, facts: Facts) -> LockReader:
        """What reads a lock beside its definition.

        Args:
            tree: the commit's.
            files: all of DVC's in it.
            lock: its path.
            facts: takes the problems.
        """
        folder = lock.rpartition("/")[0]
        oid = files.get(posixpath.join(folder, DEFINITION))
        params = self._objects.at(tree, posixpath.join(folder, PARAMS)) if self._needs_params(oid) else None
        key = folder, oid, params and params.id
        if key not in self._readers:
            self._readers[key] = self._reader(folder, oid, params.id if params is not None and params.is_file else None)
        return self._readers[key]

    def _needs_params(self, oid: bytes | None) -> bool:
        try:
            return oid is not None and Instances.depend_on_params(self._document(oid))
        except _Unreadable:
            return False

    def _reader(self, folder: str, oid: bytes | None, params: bytes | None) -> LockReader:
        try:
            texts = documents.read_texts(self._objects.blob(oid, documents.LARGEST)) if oid is not None else None
            document = self._document(oid) if oid is not None else None
        except _Unreadable:  # Told by `sources`: then nothing is known of who keeps what.
            return LockReader(Definition(None), folder, lambda stage: True)
        try:
            values = self._formats.read(PARAMS, self._objects.blob(params, documents.LARGEST)) if params else None
        except _Unreadable:
            values = None
        has = Instances(document, values).has if oid is not None else lambda stage: False
        return LockReader(Definition(texts), folder, has)


def _place(folder: str, name: str) -> str:
    return posixpath.normpath(posixpath.join(folder, name))
