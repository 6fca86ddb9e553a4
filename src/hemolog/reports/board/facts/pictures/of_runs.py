"""The pictures of runs that a page holds: of the best runs first, then of baselines, then of the newest ones."""

import posixpath
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import pygit2

from hemolog.errors import ArtifactError
from hemolog.experiments.history.files import Location, RunFiles
from hemolog.experiments.history.run import Kind, Run
from hemolog.experiments.objects.outputs import Output
from hemolog.experiments.workspace import Workspace
from hemolog.reports.board.facts.artifacts.places import Places
from hemolog.reports.board.facts.pictures.album import FULL, Album
from hemolog.reports.board.facts.pictures.picture import READ, SUFFIXES, Picture, look_at

LOOKED_AT = 40
"""Runs whose pictures are looked for."""
OF_ONE = 30
"""Pictures of one run."""
_LISTED = 2_000  # files of an output
_PLAIN = re.compile(r"[\w.-]+")


@dataclass(frozen=True)
class Shown:
    """A picture of a run."""

    run: int
    """The run's place in the history."""
    path: str
    """From the folder of DVC's files."""
    picture: int
    """Place among the pictures: runs with the same bytes share one."""


@dataclass(frozen=True)
class LeftOut:
    """A picture that a run has and the page doesn't."""

    run: int
    path: str
    reason: str
    """The end of a sentence that begins with the path."""
    command: str
    """What brings it; empty if nothing does."""


@dataclass(frozen=True)
class Pictures:
    """Of a page."""

    pictures: tuple[Picture, ...]
    shown: tuple[Shown, ...]
    left_out: tuple[LeftOut, ...]
    runs: tuple[int, ...]
    """Those whose pictures were looked for."""


def order(runs: Sequence[Run], best: Sequence[int]) -> list[int]:
    """Places of runs: the best ones, those that others grow from, then by their time, the newest first."""
    baselines = {run.baseline for run in runs}
    newest = sorted(range(len(runs)), key=lambda place: -runs[place].time)
    grown_from = [place for place in newest if runs[place].commit in baselines]
    return list(dict.fromkeys([*best, *grown_from, *newest]))


def command_for(run: Run) -> str:
    """What writes a page with the pictures of one run first."""
    named = run.kind is Kind.EXPERIMENT and _PLAIN.fullmatch(run.name)
    wanted = f'run.name == "{run.name}"' if named else f'run.commit == "{run.commit}"'
    return f"hemolog board --filter {shlex.quote(wanted)}"


class PicturesOfRuns:
    """Finds and takes them."""

    def __init__(self, workspace: Workspace, files: RunFiles, places: Places, named: Sequence[str]) -> None:
        """Take what it needs.

        Args:
            workspace: the repository.
            files: read the bytes.
            places: list the files of directories.
            named: paths of pictures, from the folder of DVC's files.
        """
        self._workspace, self._files, self._places, self._named = workspace, files, places, named

    def take(self, runs: Sequence[Run], best: Sequence[int] = ()) -> Pictures:
        """The pictures of some runs.

        Args:
            runs: in the history's order.
            best: places of those that come first.
        """
        album = Album()
        shown: list[Shown] = []
        left: list[LeftOut] = []
        looked = order(runs, best)[:LOOKED_AT]
        for place in looked:
            for path in islice(dict.fromkeys(self._paths(runs[place])), OF_ONE):
                found = self._taken(album, place, runs[place], path)
                if isinstance(found, Shown):
                    shown.append(found)
                elif found is not None:
                    left.append(found)
        return Pictures(tuple(album.pictures), tuple(shown), tuple(left), tuple(looked))

    def _taken(self, album: Album, place: int, run: Run, path: str) -> Shown | LeftOut | None:
        if path.lower().endswith((".svg", ".svgz")):
            return LeftOut(place, path, "is left out: SVG may hold scripts", "")
        where = self._files.locate(run, path)
        if not where.object:
            return None
        if where.missing:
            return LeftOut(place, path, "is neither in git nor in DVC's cache", self._pull(run))
        found = album.place(where.object, lambda: self._read(where))
        if isinstance(found, int):
            return Shown(place, path, found)
        return LeftOut(place, path, found, command_for(run) if found == FULL else "")

    def _pull(self, run: Run) -> str:
        if run.kind is Kind.EXPERIMENT:
            return f"hemolog pull {shlex.quote(run.name)}"
        is_checked_out = run.commit == self._workspace.head()
        return "dvc pull" if is_checked_out else f"git checkout {shlex.quote(run.name or run.commit)} && dvc pull"

    def _read(self, where: Location) -> Picture | str:
        try:
            return look_at(self._files.read(where, READ))
        except ArtifactError as error:
            return f"can't be read: {error}"

    def _paths(self, run: Run) -> Iterator[str]:
        yield from self._named
        below = self._workspace.subfolder.as_posix()
        for stage in run.stages:
            for output in stage.outputs:
                for path in self._pictures_in(run, output):
                    yield posixpath.relpath(path, below)

    def _pictures_in(self, run: Run, output: Output) -> Iterator[str]:
        if not output.is_directory:
            yield from filter(_is_picture, [output.path])
            return
        members = self._places.members(output.key)
        cached = (f"{output.path}/{each.path}" for each in members)
        yield from filter(_is_picture, islice(cached if members else self._in_git(run, output.path), _LISTED))

    def _in_git(self, run: Run, folder: str) -> Iterator[str]:
        try:
            found = self._workspace.git[run.commit].peel(pygit2.Tree)[folder]
            if isinstance(found, pygit2.Tree):
                yield from _files_below(found, folder)
        except (KeyError, ValueError, pygit2.GitError):
            return


def _files_below(tree: pygit2.Tree, folder: str, depth: int = 0) -> Iterator[str]:
    for entry in tree:
        path = f"{folder}/{entry.name}"
        if isinstance(entry, pygit2.Tree) and depth < 10:
            yield from _files_below(entry, path, depth + 1)
        elif isinstance(entry, pygit2.Blob):
            yield path


def _is_picture(path: str) -> bool:
    return path.lower().endswith((*SUFFIXES, ".svg", ".svgz"))
