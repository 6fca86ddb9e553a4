"""With which parameters each stage ran, as the locks of a commit tell it."""

import posixpath
from collections.abc import Iterator

from hemolog.experiments import documents
from hemolog.experiments.documents import DocumentError, mapping
from hemolog.experiments.history.git_objects import FOLDER, Entry, GitObjects
from hemolog.experiments.history.raw_objects import ObjectError, RawObjects
from hemolog.experiments.messages import Value
from hemolog.experiments.objects.files import DEFINITION, LOCK
from hemolog.reports.compare.facts.pair import Pair

MOST = 20_000
"""Parameters of one lock."""

Locked = dict[str, dict[str, Value]]
"""Stage -> parameter -> value. Stages are called as `run.Stage` calls them; a parameter of another file than
params.yaml is `<file>:<name>`."""


class LockedParams:
    """Reads them."""

    def __init__(self, pair: Pair) -> None:
        """Take the repository."""
        self._objects = GitObjects(RawObjects(pair.workspace.git))
        self._folder = pair.workspace.subfolder.as_posix().removeprefix(".")

    def of(self, tree: bytes) -> Locked:
        """Those of a tree; what can't be read is left out, as its run says among its problems.

        Args:
            tree: its id, 20 bytes.
        """
        found: Locked = {}
        try:
            root = self._objects.at(tree, self._folder) if self._folder else Entry(FOLDER, tree)
            files = self._objects.dvc_files(root.id) if root is not None and root.is_tree else ()
        except ObjectError:
            return found
        locks = [(path, oid) for path, oid in files if path.rpartition("/")[2] == LOCK]
        for path, oid in locks:
            try:
                document = documents.read(self._objects.blob(oid, documents.LARGEST))
            except (ObjectError, DocumentError):
                continue
            found |= dict(_stages(document, posixpath.dirname(posixpath.join(self._folder, path))))
        return found


def _stages(document: object, folder: str) -> Iterator[tuple[str, dict[str, Value]]]:
    for name, entry in mapping(mapping(document).get("stages")).items():
        address = f"{folder}/{DEFINITION}:{name}" if folder else name
        yield address, dict(_params(mapping(mapping(entry).get("params"))))


def _params(files: dict[str, object]) -> Iterator[tuple[str, Value]]:
    left = MOST
    for file, values in files.items():
        for name, value in list(mapping(values).items())[:left]:
            left -= 1
            yield (name if file == "params.yaml" else f"{file}:{name}"), value
