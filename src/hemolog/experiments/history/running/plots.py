"""Which files of a checkout hold curves, as its `dvc.yaml` files tell it."""

import posixpath
from pathlib import Path
from typing import Any

import pygit2

from hemolog.experiments import documents
from hemolog.experiments.documents import DocumentError
from hemolog.experiments.history.formats import Formats
from hemolog.experiments.history.git_objects import GitObjects
from hemolog.experiments.history.raw_objects import ObjectError, RawObjects
from hemolog.experiments.history.running.local_file import read
from hemolog.experiments.history.sources import PlotFile, Sources, sources_of, together
from hemolog.experiments.objects.files import DEFINITION, PARAMS
from hemolog.experiments.workspace import Workspace


def plots_of(workspace: Workspace, root: Path, commit: str) -> list[PlotFile]:
    """Files and folders of curves, by their paths from DVC's root; none of them leads out of it.

    Args:
        workspace: the repository.
        root: DVC's, in the checkout.
        commit: that it started from, which tells where `dvc.yaml` files are.
    """
    formats = Formats()

    def sources(path: str) -> Sources:
        folder = posixpath.dirname(path)
        return sources_of(
            _document(formats, root, path), folder, lambda name: _document(formats, root, f"{folder}/{name}")
        )

    found = list(map(sources, _definitions(workspace, commit)))
    return [plot for plot in together(found, PARAMS).plots if _is_inside(plot.path)]


def _definitions(workspace: Workspace, commit: str) -> list[str]:
    objects = GitObjects(RawObjects(workspace.git))
    try:
        below = "" if workspace.subfolder == Path() else workspace.subfolder.as_posix()
        tree = workspace.git.revparse_single(f"{commit}:{below}")
        found = [path for path, _ in objects.dvc_files(tree.id.raw)]
    except (KeyError, ValueError, pygit2.GitError, ObjectError):
        found = []
    return list(dict.fromkeys([DEFINITION, *(path for path in found if posixpath.basename(path) == DEFINITION)]))


def _document(formats: Formats, root: Path, path: str) -> Any:
    """What a file holds; None if that can't be read."""
    path = posixpath.normpath(path.lstrip("/"))
    file = read(root / path, documents.LARGEST) if _is_inside(path) else None
    try:
        return formats.read(path, file.data) if file is not None else None
    except DocumentError:
        return None


def _is_inside(path: str) -> bool:
    return not path.startswith(("/", "..")) and "\0" not in path
