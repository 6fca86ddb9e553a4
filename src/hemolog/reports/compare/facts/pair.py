"""The two runs that are compared, and what of their files is at hand."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from hemolog.errors import ArtifactError
from hemolog.experiments.history.files import Location, RunFiles
from hemolog.experiments.history.run import Run
from hemolog.experiments.objects.outputs import Keeper, Output
from hemolog.experiments.workspace import Workspace
from hemolog.reports.board.facts.artifacts.places import Places, read_places
from hemolog.reports.board.facts.artifacts.sources import Sources
from hemolog.reports.board.facts.artifacts.tables import remotes_of
from hemolog.reports.compare.facts.commands import to_bring, to_make_again

BASE, HEAD = "BASE", "HEAD"
"""What sentences call the two sides."""


@dataclass(frozen=True)
class Pair:
    """Both runs."""

    workspace: Workspace
    base: Run | None
    head: Run
    missing: str = ""
    """Why there is no base; empty if there is one."""

    @cached_property
    def files(self) -> RunFiles:
        """Finds and reads their files."""
        return RunFiles(self.workspace)

    @cached_property
    def places(self) -> Places:
        """Where their objects are."""
        return read_places(self.workspace, remotes_of(self.runs))

    @cached_property
    def sources(self) -> Sources:
        """Tells code from data."""
        return Sources(self.workspace.git)

    @property
    def runs(self) -> tuple[Run, ...]:
        """Those that there are, base first."""
        return (self.head,) if self.base is None else (self.base, self.head)

    @property
    def sides(self) -> Mapping[str, Run | None]:
        """Both by what sentences call them."""
        return {BASE: self.base, HEAD: self.head}

    def path(self, path: str) -> str:
        """A path from git's root.

        Args:
            path: from the folder of DVC's files.
        """
        return posixpath.normpath(posixpath.join(self.workspace.subfolder.as_posix(), path))

    def inside(self, path: str) -> str:
        """A path from the folder of DVC's files.

        Args:
            path: from git's root.
        """
        return posixpath.relpath(path, self.workspace.subfolder.as_posix())

    def locate(self, side: str, path: str) -> Location:
        """Where a file of a side is, with what brings it to that place if it isn't here.

        Args:
            side: `BASE` or `HEAD`.
            path: from the folder of DVC's files.
        """
        run = self.sides[side]
        if run is None:
            return Location(path, "", missing=self.missing)
        found = self.files.locate(run, path)
        if not found.missing:
            return found
        return replace(found, missing=self._reason(side, run, found))

    def read(self, side: str, path: str, most: int) -> bytes:
        """The bytes of a file of a side.

        Args:
            side: `BASE` or `HEAD`.
            path: from the folder of DVC's files.
            most: bytes that are read at most.

        Raises:
            ArtifactError: they are not here, damaged, or more; with what brings them.
        """
        where = self.locate(side, path)
        if where.missing:
            raise ArtifactError(where.missing)
        try:
            return self.files.read(where, most)
        except ArtifactError as error:
            raise ArtifactError(f"in {side}, {error}") from error

    def _reason(self, side: str, run: Run, found: Location) -> str:
        if not found.object:
            return f"{side} has no {found.path}: git doesn't have it there, and no stage made it"
        output = output_at(run, self.path(found.path))
        if output is not None and output.keeper is Keeper.GIT:
            return f"{found.path} of {side} is not in git, which keeps it as dvc.yaml says: {to_make_again(run)}"
        name = found.object.removeprefix("md5:").partition("/")[0]
        if name in self.places.pruned.get(run.commit, frozenset()):
            return f"{found.path} of {side} was deleted since it can be made again: {to_make_again(run)}"
        if found.is_absent:
            return f"{found.path} of {side} is neither in git nor in DVC's cache: {to_bring(run, found.path)}"
        return f"{found.path} of {side} can't be looked for: {found.missing}"


def output_at(run: Run, path: str) -> Output | None:
    """The output of a run that a path is, or lies in.

    Args:
        run: whose.
        path: from git's root.
    """
    outputs = [output for stage in run.stages for output in stage.outputs]
    return next((each for each in outputs if path == each.path or path.startswith(f"{each.path}/")), None)
