"""A private checkout in which trials run: git's files of one tree, no git, DVC sharing the user's cache."""

import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pygit2
from configobj import ConfigObj
from pygit2.enums import RepositoryInitFlag

from hemolog.experiments.workspace import Workspace

Stamp = tuple[int, int, int, int, int]
"""Inode, mode, size in bytes, times of change of content and of inode in nanoseconds: differs when the content may."""

Blob = tuple[str, str]
"""Mode, as octal digits, and id."""

LINKS = "reflink,hardlink,symlink,copy"
"""How DVC brings files in: none is copied as long as the disk knows any kind of link."""

_OWN = ("tmp", "cache", "config.local")
"""In `.dvc`, what belongs to no tree."""
_TICK = 20_000_000
"""Nanoseconds: clocks that stamp files tick every 4 to 10 ms, and of a change within a tick no stamp tells."""
_LINK = "120000"


@dataclass(frozen=True)
class Changes:
    """How the files differ from the tree that was checked out; paths relative to git's root."""

    changed: frozenset[str]
    removed: frozenset[str]
    added: frozenset[str]
    """Files that the tree doesn't have."""


class Scratch:
    """One folder, held by one process at a time."""

    def __init__(self, workspace: Workspace, folder: Path, cache: Path, lock: int | None = None) -> None:
        """Name the folder; `fill` makes it.

        Args:
            workspace: whose trees are checked out.
            folder: an absolute path; what is there, and beside it under its name with an ending, will be lost.
            cache: of DVC, to be shared.
            lock: the descriptor of a file that is locked for as long as somebody works here.
        """
        self._workspace, self.root, self._cache = workspace, folder, cache
        self.dvc_root = folder / workspace.subfolder
        self.locks = () if lock is None else (lock,)
        """Descriptors that whoever works here has to hold."""
        self.bytecode = folder.with_name(f"{folder.name}.pycache")
        """For the compiled code of stages."""
        self._stamps: dict[str, Stamp] = {}
        self._fresh: frozenset[str] = frozenset()
        """Whose stamps can't tell."""
        self._folders: set[str] = set()
        self._blobs: dict[str, Blob] = {}
        self._skipped: frozenset[str] = frozenset()
        self._tree = ""

    def fill(self, tree: str) -> None:
        """Check out a tree, in place of whatever was there."""
        for folder in (self.root, self.bytecode):
            _remove(folder)
        self.root.mkdir(parents=True)
        self._tree, self._blobs = tree, dict(_blobs(self._workspace.git[tree]))
        self._check_out(self._blobs)
        self._rules = self._read_rules()
        self._configure()
        self._skipped = frozenset({str(self.dvc_root / ".dvc" / name) for name in _OWN})
        self._stamps, self._folders = self._now()
        self._fresh = _written_just_now(self._stamps)

    def _check_out(self, paths: Mapping[str, Blob]) -> None:
        # By git itself: it knows of modes, links, line ends and filters.
        listing = b"".join(
            f"{mode} {oid}\t".encode() + os.fsencode(path) + b"\0" for path, (mode, oid) in paths.items()
        )
        with self._workspace.empty_index() as environment:
            self._workspace.run_git("update-index", "-z", "--index-info", given=listing, environment=environment)
            prefix = f"--prefix={self.root}{os.sep}"
            self._workspace.run_git("checkout-index", "--all", "--force", prefix, environment=environment)

    def _put_back(self, path: str, blob: Blob) -> None:
        mode, oid = blob
        target, data = self.root / path, self._workspace.git.read(oid)[1]
        target.parent.mkdir(parents=True, exist_ok=True)
        if mode == _LINK:
            target.symlink_to(os.fsdecode(data))
        else:
            target.write_bytes(data)
            target.chmod(int(mode, 8) & 0o777)

    def _read_rules(self) -> pygit2.Repository:
        """An empty git repository of this checkout, kept out of its sight: it knows what `.gitignore` files say."""
        folder = self.root.with_name(f"{self.root.name}.git")
        _remove(folder)
        flags = RepositoryInitFlag.NO_DOTGIT_DIR | RepositoryInitFlag.MKPATH
        repository = pygit2.init_repository(str(folder), flags=flags, workdir_path=str(self.root))
        (self.root / ".git").unlink(missing_ok=True)
        return repository

    def ignores(self, path: str) -> bool:
        """Whether git would ignore a file or a folder, by the rules of this checkout."""
        return bool(self._rules.path_is_ignored(path))

    def ignore(self, output: Path) -> Path | None:
        """Let git ignore an output of DVC as DVC does it: a line in the `.gitignore` beside it.

        Returns:
            That file; None if it was ignored already.
        """
        path = output.relative_to(self.root).as_posix()
        if self.ignores(path) or self.ignores(f"{path}/") or not output.parent.is_dir():
            return None
        file = output.parent / ".gitignore"
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        escaped = "".join(f"\\{letter}" if letter in "*?[]\\ #!" else letter for letter in output.name)
        file.write_text(text + ("\n" if text and not text.endswith("\n") else "") + f"/{escaped}\n", encoding="utf-8")
        return file

    def tracks(self, path: Path) -> bool:
        """Whether git keeps a file, or something in a folder."""
        name = path.relative_to(self.root).as_posix()
        return name in self._blobs or any(each.startswith(f"{name}/") for each in self._blobs)

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
        self._tree, self._blobs = tree, dict(_blobs(self._workspace.git[tree]))
        now, _ = self._now()
        for path in now.keys() - self._blobs.keys():
            (self.root / path).unlink()
        self._stamps = {path: stamp for path, stamp in now.items() if path in self._blobs}
        self._fresh = _written_just_now(self._stamps)
        self._folders = {folder.as_posix() for path in self._stamps for folder in Path(path).parents}
        self._remove_folders()

    def changes(self) -> Changes:
        """Compare all files with those that were checked out, by their stamps and where these can't tell by content."""
        now, _ = self._now()
        then = self._stamps
        both = now.keys() & then.keys()
        changed = {path for path in both if now[path] != then[path]}
        changed |= {path for path in both & self._fresh - changed if not self._is_as_before(path)}
        return Changes(frozenset(changed), frozenset(then.keys() - now.keys()), frozenset(now.keys() - then.keys()))

    def _is_as_before(self, path: str) -> bool:
        """Whether a file has the content that git has; where filters change it, it never has."""
        target = self.root / path
        data = os.fsencode(target.readlink()) if target.is_symlink() else target.read_bytes()
        return str(pygit2.hash(data)) == self._blobs[path][1]

    def undo(self) -> None:
        """Put all files back as they were checked out, and remove the others."""
        changes = self.changes()
        for path in changes.added | changes.changed:
            (self.root / path).unlink(missing_ok=True)
        self._remove_folders()
        lost = {path: self._blobs[path] for path in changes.changed | changes.removed}
        if lost and self._workspace.has_filters(self._tree):
            self._check_out(lost)
        else:
            for path, blob in lost.items():
                self._put_back(path, blob)
        self._stamps |= {path: _stamp(os.lstat(self.root / path)) for path in lost}
        self._fresh |= lost.keys()

    def _remove_folders(self) -> None:
        """Remove those that hold nothing of the tree, the deepest first; and what was left out stays."""
        _, folders = self._now()
        kept = {os.path.relpath(path, self.root) for path in self._skipped}
        kept |= {parent.as_posix() for path in kept for parent in Path(path).parents}
        for path in sorted(folders - self._folders - kept, key=len, reverse=True):
            (self.root / path).rmdir()

    def _now(self) -> tuple[dict[str, Stamp], set[str]]:
        """Stamps of all files, and all folders."""
        files: dict[str, Stamp] = {}
        folders: set[str] = set()
        for path, stamp in self._walk(str(self.root), ""):
            if stamp is None:
                folders.add(path)
            else:
                files[path] = stamp
        return files, folders

    def _walk(self, folder: str, prefix: str) -> Iterator[tuple[str, Stamp | None]]:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.path in self._skipped:
                    continue
                path = f"{prefix}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    yield path, None
                    yield from self._walk(entry.path, f"{path}/")
                else:
                    yield path, _stamp(entry.stat(follow_symlinks=False))


def _remove(folder: Path) -> None:
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)
    else:
        folder.unlink(missing_ok=True)


def _stamp(facts: os.stat_result) -> Stamp:
    return facts.st_ino, facts.st_mode, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns


def _written_just_now(stamps: Mapping[str, Stamp]) -> frozenset[str]:
    """Files that may change once more without a new stamp."""
    start = time.time_ns() - _TICK
    return frozenset(path for path, stamp in stamps.items() if stamp[3] > start)


def _blobs(tree: Any, prefix: str = "") -> Iterator[tuple[str, Blob]]:
    """Path, mode and id of every file of a tree; submodules are no files of it."""
    for entry in tree:
        path = f"{prefix}{os.fsdecode(entry.raw_name)}"
        if entry.type_str == "tree":
            yield from _blobs(entry, f"{path}/")
        elif entry.type_str == "blob":
            yield path, (f"{entry.filemode:o}", str(entry.id))
