"""A private checkout in which trials run: git's files of one tree, no git, DVC sharing the user's cache."""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from configobj import ConfigObj

from hemolog.experiments.workspace import Workspace

Stamp = tuple[int, int, int, int]
"""Inode, mode, size in bytes, time of change in nanoseconds: differs when the content may."""

Blob = tuple[str, str]
"""Mode, as octal digits, and id."""

LINKS = "reflink,hardlink,symlink,copy"
"""How DVC brings files in: none is copied as long as the disk knows any kind of link."""

_OWN = ("tmp", "cache", "config.local")
"""In `.dvc`, what belongs to no tree."""


@dataclass(frozen=True)
class Changes:
    """How the files differ from the tree that was checked out; paths relative to git's root."""

    changed: frozenset[str]
    removed: frozenset[str]
    added: frozenset[str]
    """Files that the tree doesn't have."""


class Scratch:
    """One folder, held by one process at a time."""

    def __init__(self, workspace: Workspace, folder: Path, cache: Path) -> None:
        """Name the folder; `fill` makes it.

        Args:
            workspace: whose trees are checked out.
            folder: an absolute path; what is there will be lost.
            cache: of DVC, to be shared.
        """
        self._workspace, self.root, self._cache = workspace, folder, cache
        self.dvc_root = folder / workspace.subfolder
        self._stamps: dict[str, Stamp] = {}
        self._blobs: dict[str, Blob] = {}
        self._skipped: frozenset[str] = frozenset()

    def fill(self, tree: str) -> None:
        """Check out a tree, in place of whatever was there."""
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir(parents=True)
        self._blobs = dict(_blobs(self._workspace.git[tree]))
        self._check_out(self._blobs)
        self._configure()
        self._skipped = frozenset({str(self.dvc_root / ".dvc" / name) for name in _OWN})
        self._stamps = self._now()

    def _check_out(self, paths: Mapping[str, Blob]) -> None:
        # By git itself: it knows of modes, links, line ends and filters.
        listing = b"".join(
            f"{mode} {oid}\t".encode() + os.fsencode(path) + b"\0" for path, (mode, oid) in paths.items()
        )
        with self._workspace.empty_index() as environment:
            self._workspace.run_git("update-index", "-z", "--index-info", given=listing, environment=environment)
            prefix = f"--prefix={self.root}{os.sep}"
            self._workspace.run_git("checkout-index", "--all", "--force", prefix, environment=environment)

    def _configure(self) -> None:
        """Let DVC know no git here, use the user's cache and settings, and keep its own state inside."""
        config = ConfigObj(str(self._workspace.dvc_root / ".dvc/config.local"))
        site = self.dvc_root / ".dvc/tmp/site"
        config.merge({"core": {"no_scm": "true", "site_cache_dir": str(site)}})
        config.merge({"cache": {"dir": str(self._cache), "type": LINKS}})
        target = self.dvc_root / ".dvc/config.local"
        target.parent.mkdir(exist_ok=True)
        with target.open("wb") as file:
            config.write(file)

    def leave_out(self, paths: Iterable[Path]) -> None:
        """Don't look into some folders for changes, such as thousands of images that no trial touches."""
        self._skipped |= {str(path) for path in paths}

    def start_from(self, tree: str) -> None:
        """Take the files as they are for those of `tree`, and remove whatever it doesn't have."""
        self._blobs = dict(_blobs(self._workspace.git[tree]))
        now = self._now()
        for path in now.keys() - self._blobs.keys():
            (self.root / path).unlink()
        self._stamps = {path: stamp for path, stamp in now.items() if path in self._blobs}

    def changes(self) -> Changes:
        """Compare all files with those that were checked out, by their stamps."""
        now, then = self._now(), self._stamps
        changed = {path for path in now.keys() & then.keys() if now[path] != then[path]}
        return Changes(frozenset(changed), frozenset(then.keys() - now.keys()), frozenset(now.keys() - then.keys()))

    def undo(self) -> None:
        """Put all files back as they were checked out, and remove the others."""
        changes = self.changes()
        for path in changes.added | changes.changed:
            (self.root / path).unlink(missing_ok=True)
        lost = {path: self._blobs[path] for path in changes.changed | changes.removed}
        if lost:
            self._check_out(lost)
            self._stamps |= {path: _stamp(os.lstat(self.root / path)) for path in lost}

    def _now(self) -> dict[str, Stamp]:
        return dict(self._walk(str(self.root), ""))

    def _walk(self, folder: str, prefix: str) -> Iterator[tuple[str, Stamp]]:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.path in self._skipped:
                    continue
                path = f"{prefix}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    yield from self._walk(entry.path, f"{path}/")
                else:
                    yield path, _stamp(entry.stat(follow_symlinks=False))


def _stamp(facts: os.stat_result) -> Stamp:
    return facts.st_ino, facts.st_mode, facts.st_size, facts.st_mtime_ns


def _blobs(tree: Any, prefix: str = "") -> Iterator[tuple[str, Blob]]:
    """Path, mode and id of every file of a tree; submodules are no files of it."""
    for entry in tree:
        path = f"{prefix}{entry.name}"
        if entry.type_str == "tree":
            yield from _blobs(entry, f"{path}/")
        elif entry.type_str == "blob":
            yield path, (f"{entry.filemode:o}", str(entry.id))
