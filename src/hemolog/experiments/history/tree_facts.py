"""Reads what the files of a commit tell of a run, from git alone."""

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hemolog.experiments import documents
from hemolog.experiments.alike import AlikeDocuments
from hemolog.experiments.documents import DocumentError
from hemolog.experiments.history import curves, formats
from hemolog.experiments.history.curves import CurveReader, CurvesError, Named
from hemolog.experiments.history.definitions import Definitions
from hemolog.experiments.history.facts import Facts, Kept, ParamsReader, metrics_of
from hemolog.experiments.history.formats import Formats
from hemolog.experiments.history.git_objects import FOLDER, Entry, GitObjects
from hemolog.experiments.history.lock import of_file
from hemolog.experiments.history.raw_objects import ObjectError
from hemolog.experiments.history.run import Stage
from hemolog.experiments.history.sources import PlotFile
from hemolog.experiments.history.values import ValuesError
from hemolog.experiments.messages import Value
from hemolog.experiments.objects.files import LOCK, PARAMS, SUFFIX
from hemolog.experiments.objects.outputs import Keeper, Output

MOST_FILES = 2_000
"""Of metrics, and of points, in one commit."""
Unreadable = (ObjectError, DocumentError, ValuesError, CurvesError)


class TreeReader:
    """Reads trees of one repository, what they share once."""

    def __init__(self, objects: GitObjects, subfolder: str) -> None:
        """Take the repository.

        Args:
            objects: of it.
            subfolder: where DVC is set up in it, from git's root; empty for that itself.
        """
        self._objects, self._subfolder = objects, subfolder
        self.formats, self.curves = Formats(), CurveReader()
        self._params = ParamsReader(self.formats)
        self._measured: dict[tuple[str, bytes], dict[str, Value]] = {}
        self._definitions = Definitions(objects, self.formats)
        self._locks = AlikeDocuments(documents.read_texts, str)
        self._files: dict[tuple[str, bytes], Any] = {}
        self._points: dict[tuple[Any, ...], Named] = {}

    def read(self, tree: bytes) -> Facts:
        """What a tree tells.

        Args:
            tree: its id, 20 bytes.
        """
        facts = Facts()
        try:
            root = self._objects.at(tree, self._subfolder) if self._subfolder else Entry(FOLDER, tree)
            found = self._objects.dvc_files(root.id) if root is not None and root.is_tree else ()
        except ObjectError as error:
            facts.add_problem(f"the folder {self._subfolder or '/'}", error, lost=error.lost)
            return facts
        files = {posixpath.join(self._subfolder, path): oid for path, oid in found}
        sources = self._definitions.sources(tree, files, posixpath.join(self._subfolder, PARAMS), facts)
        facts.stages = tuple(self._stages(tree, files, facts))
        for path, names in sources.params.items():
            self._add_params(tree, path, names, facts)
        for path in sources.metrics:
            self._add_metrics(tree, path, facts)
        drawn: set[str] = set()
        for plot in sources.plots:
            self._add_curves(tree, plot, facts, drawn)
        return facts

    def _add_params(self, tree: bytes, path: str, names: tuple[str, ...], facts: Facts) -> None:
        if path.endswith(formats.PYTHON):  # Only Python could say what it holds.
            return
        try:
            entry = self._objects.at(tree, path)
            if entry is not None:
                values = self._params.read(path, self._data(entry, formats.LARGEST))
                facts.add_params(self._label(path), values, names)
        except Unreadable as error:
            facts.add_problem(path, error, lost=getattr(error, "lost", False))

    def _add_metrics(self, tree: bytes, path: str, facts: Facts) -> None:
        for file, entry in self._in_git(tree, path, None, facts):
            try:
                facts.add_metrics(self._label(file), self._metrics(file, entry))
            except Unreadable as error:
                facts.add_problem(file, error, lost=getattr(error, "lost", False))

    def _metrics(self, file: str, entry: Entry) -> dict[str, Value]:
        found = self._measured.get((file, entry.id))
        if found is None:
            found = metrics_of(self.formats, file, self._data(entry, formats.LARGEST))
            self._measured[file, entry.id] = found
        return found

    def _add_curves(self, tree: bytes, plot: PlotFile, facts: Facts, drawn: set[str]) -> None:
        root = self._label(plot.path)
        for file, entry in self._in_git(tree, plot.path, plot, facts):
            if file in drawn or not curves.may_hold_curves(file):
                continue
            drawn.add(file)
            try:
                facts.add_curves(self._label(file), root, self._curves(file, entry, plot))
            except Unreadable as error:
                facts.add_problem(file, error, lost=getattr(error, "lost", False))

    def _curves(self, file: str, entry: Entry, plot: PlotFile) -> Named:
        key = entry.id, plot.x, plot.y, plot.header, file[-4:]
        found = self._points.get(key)
        if found is None:
            found = self._points[key] = self.curves.read(file, self._data(entry, curves.LARGEST), plot)
        return found

    def _in_git(self, tree: bytes, path: str, plot: PlotFile | None, facts: Facts) -> Iterator[tuple[str, Entry]]:
        """A file, or those of a folder; what git doesn't have and an output has is noted for later."""
        try:
            entry = self._objects.at(tree, path)
            if entry is None:
                if plot is None or not posixpath.splitext(path)[1] or curves.may_hold_curves(path):
                    facts.kept += _kept(facts.stages, path, plot)
            elif not entry.is_tree:
                yield path, entry
            else:
                yield from self._objects.files(entry.id, f"{path}/", MOST_FILES)
        except ObjectError as error:
            facts.add_problem(path, error, lost=error.lost)

    def _data(self, entry: Entry, most: int) -> bytes:
        if not entry.is_file:
            raise ObjectError("it is no file but a folder, a link or a submodule")
        return self._objects.blob(entry.id, most)

    def _label(self, path: str) -> str:
        """A path as people know it: from the folder of DVC's files."""
        return posixpath.relpath(path, self._subfolder) if self._subfolder else path

    def _stages(self, tree: bytes, files: dict[str, bytes], facts: Facts) -> Iterator[Stage]:
        for path, oid in files.items():
            try:
                if path.endswith(SUFFIX):
                    found: tuple[Stage, ...] = (self._of_file(path, oid),)
                elif path.rpartition("/")[2] == LOCK:
                    document = self._locks.read(self._objects.blob(oid, documents.LARGEST))
                    found = self._definitions.lock_reader(tree, files, path, facts).read(document)
                else:
                    continue
            except Unreadable as error:
                facts.add_problem(path, error, lost=getattr(error, "lost", False))
                continue
            yield from (self._told(tree, stage) for stage in found)

    def _of_file(self, path: str, oid: bytes) -> Stage:
        key = path, oid
        if key not in self._files:
            self._files[key] = of_file(documents.read_texts(self._objects.blob(oid, documents.LARGEST)), path)
        stage: Stage = self._files[key]
        return stage

    def _told(self, tree: bytes, stage: Stage) -> Stage:
        """A stage with all its outputs' keepers known."""
        if not any(each.keeper is Keeper.UNTOLD for each in stage.outputs):
            return stage
        outputs = tuple(self._with_keeper(tree, each) for each in stage.outputs)
        return Stage(stage.name, stage.command, stage.deps, outputs)

    def _with_keeper(self, tree: bytes, output: Output) -> Output:
        if output.keeper is not Keeper.UNTOLD:
            return output
        try:
            in_git = self._objects.at(tree, output.path) is not None
        except ObjectError:
            in_git = False
        return replace(output, keeper=Keeper.GIT if in_git else Keeper.REMOTE)


def _kept(stages: tuple[Stage, ...], path: str, plot: PlotFile | None) -> Iterator[Kept]:
    """The object that has a file or a folder, or the directory that has it within."""
    for stage in stages:
        for output in stage.outputs:
            if output.keeper is Keeper.GIT:  # What git would have if it were of this commit.
                continue
            if output.path == path:
                yield Kept(path, output.key, "" if output.is_directory else None, plot)
                return
            if output.is_directory and path.startswith(f"{output.path}/"):
                yield Kept(path, output.key, path.removeprefix(f"{output.path}/"), plot)
                return
