"""Which files of a commit are not code: parameters, locks, and what stages write, as `dvc.yaml` and the locks tell."""

import posixpath
from collections.abc import Iterable, Iterator
from typing import Any

import pygit2

from hemolog.experiments import documents
from hemolog.experiments.documents import DocumentError, items, mapping
from hemolog.experiments.history.run import Run
from hemolog.experiments.objects.files import DEFINITION, LOCK, PARAMS, DvcFile, DvcFiles

_OUTPUTS = ("outs", "metrics", "plots")
_TEMPORARY = ".dvc/tmp"
"""What `dvc exp save` and DVCLive's own experiments commit of DVC's."""


class WrittenPaths:
    """Tells them for commits of one repository; what many commits share is read once."""

    def __init__(self, git: pygit2.Repository) -> None:
        """Take the repository."""
        self._git = git
        self._files = DvcFiles(git)
        self._told: dict[DvcFile, frozenset[str]] = {}

    def of(self, run: Run, tree: pygit2.Tree) -> frozenset[str]:
        """Files and folders, from git's root.

        Raises:
            RepositoryError: git has lost a folder of the tree, or it is no tree that can be walked.
        """
        outputs = (output.path for stage in run.stages for output in stage.outputs)
        return frozenset(outputs).union(*map(self._in, self._dvc_files(tree)), {_TEMPORARY})

    def _dvc_files(self, tree: pygit2.Tree) -> Iterable[DvcFile]:
        return self._files.below(tree)

    def _in(self, file: DvcFile) -> frozenset[str]:
        if file not in self._told:
            self._told[file] = frozenset(
                posixpath.normpath(posixpath.join(file.folder, path)) for path in self._paths(file)
            )
        return self._told[file]

    def _paths(self, file: DvcFile) -> Iterator[str]:
        if file.base in (LOCK, PARAMS):
            yield file.base
        elif file.base == DEFINITION:
            yield from written_by(self._document(file.blob))

    def _document(self, blob: str) -> Any:
        """None if it can't be read: then nothing more is left out."""
        try:
            found = self._git[blob]
            return documents.read_texts(found.data) if isinstance(found, pygit2.Blob) else None
        except (DocumentError, KeyError, ValueError, pygit2.GitError):
            return None


def written_by(document: Any) -> Iterator[str]:
    """Paths of parameters, outputs, metrics and plots that a `dvc.yaml` names, relative to it.

    Args:
        document: what it holds, all values as texts.
    """
    top = mapping(document)
    for kind in ("params", "metrics", "plots"):
        yield from _names(top.get(kind))
    for entry in mapping(top.get("stages")).values():
        stage = mapping(mapping(entry).get("do")) or mapping(entry)
        folder = str(stage.get("wdir", ""))
        for kind in _OUTPUTS:
            yield from (posixpath.join(folder, path) for path in _names(stage.get(kind)))
        for item in items(stage.get("params")):
            # Others are names of parameters in params.yaml.
            yield from (posixpath.join(folder, path) for path in mapping(item))


def _names(node: Any) -> Iterator[str]:
    for item in items(node):
        yield from mapping(item) or [str(item)]
