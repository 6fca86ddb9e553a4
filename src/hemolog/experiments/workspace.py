"""The user's checkout, looked at and never touched: where it is, what it holds now, who works in it."""

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pygit2

from hemolog.errors import RepositoryError

NOBODY = ("hemolog", "hemolog@localhost")
WORK = Path("tmp/hemolog")
"""Below `.dvc`: what belongs to no commit."""
_CHANGING = ("text", "eol", "filter", "ident", "working-tree-encoding", "crlf")
"""Attributes by which git changes files."""
_UNSET = (b"unspecified", b"unset")


@dataclass(frozen=True)
class Baseline:
    """What an experiment grows from."""

    commit: str
    """The parent of the experiment's commit."""
    tree: str
    """What is run: the files of that commit, as far as nothing has changed in them since."""


class Workspace:
    """A git checkout with a DVC repository in it or in a folder of it."""

    def __init__(self, folder: Path) -> None:
        """Find the checkout that holds `folder`.

        Raises:
            RepositoryError: there is none, or it has no commit, or DVC isn't set up in it.
        """
        self.git = _opened(folder)
        if self.git.workdir is None:
            raise RepositoryError("this is a bare git repository: work in a clone of it")
        self.root = Path(self.git.workdir).resolve()
        inside = [each for each in (folder.resolve(), *folder.resolve().parents) if each.is_relative_to(self.root)]
        dvc = next((each for each in inside if (each / ".dvc").is_dir()), None)
        if dvc is None:
            raise RepositoryError("DVC is not set up here: `dvc init` does it")
        self._expect_head()
        self.dvc_root = dvc
        self.work = dvc / ".dvc" / WORK
        self._filters: dict[str, dict[str, bool]] = {}
        self._settings: dict[str, str] | None = None

    def _expect_head(self) -> None:
        try:
            if self.git.head_is_unborn:
                raise RepositoryError("git has no commit yet: an experiment needs one to grow from")
            self.git.head.peel(pygit2.Commit)
        except (pygit2.GitError, KeyError) as error:
            raise RepositoryError(
                f"git can't read what is checked out: {error}; `git fsck` tells more, and a fresh clone is whole"
            ) from error

    @property
    def subfolder(self) -> Path:
        """Where DVC's files are, relative to git's root."""
        return self.dvc_root.relative_to(self.root)

    def run_git(self, *words: str, given: bytes | None = None, environment: Mapping[str, str] | None = None) -> bytes:
        """Run git on this repository, without locks that it can do without.

        Raises:
            RepositoryError: it failed; with what it said.
        """
        try:
            result = subprocess.run(
                ["git", "--no-optional-locks", *words],
                cwd=self.root,
                env={**os.environ, "LC_ALL": "C", **(environment or {})},
                input=given,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError as error:
            if error.filename != "git":
                raise
            raise RepositoryError("git is not on the PATH: install it, or add its folder") from error
        if result.returncode != 0:
            said = " ".join(result.stderr.decode(errors="replace").split())
            raise RepositoryError(f"git {words[0]}: {said}")
        return result.stdout

    def head(self) -> str:
        """The commit that is checked out."""
        return str(self.git.head.target)

    def branch(self) -> str:
        """The branch that is checked out; empty if none is."""
        return "" if self.git.head_is_detached else str(self.git.head.shorthand)

    def snapshot(self) -> Baseline:
        """What is checked out, with every change to files that git tracks; the index stays as it is.

        Raises:
            RepositoryError: a merge is not resolved yet, or data has changed that `dvc add` knows of: what a trial
                would run on is then neither here nor there.
        """
        from hemolog.experiments.dvc_store import changed_data

        if changed := changed_data(self.dvc_root):
            files = shlex.join(changed)
            raise RepositoryError(f"the data of {files} has changed since it was added: `dvc commit {files}` keeps it")
        return Baseline(self.head(), self.tracked())

    def tracked(self) -> str:
        """The tree of all files that git tracks, as they are now; the index stays as it is.

        Raises:
            RepositoryError: a merge is not resolved yet.
        """
        with self.private_index() as environment:
            if self.run_git("ls-files", "--unmerged", environment=environment):
                raise RepositoryError("a merge is not resolved yet: end it with `git commit`, or `git merge --abort`")
            self.run_git("add", "--update", ":/", environment=environment)
            return self.run_git("write-tree", environment=environment).decode().strip()

    def private_index(self) -> AbstractContextManager[dict[str, str]]:
        """A copy of git's index for a `with` block: variables that let git's commands change it, and nobody sees."""
        return _private_index(self.root / self.run_git("rev-parse", "--git-path", "index").decode().strip())

    def empty_index(self) -> AbstractContextManager[dict[str, str]]:
        """The same, of an empty one."""
        return _private_index(None)

    def references(self, prefix: str) -> list[str]:
        """Names of references that begin so."""
        return [each for each in self.git.references if each.startswith(prefix)]

    def has_filters(self, tree: str) -> bool:
        """Whether git may change some file of a tree on its way in or out: line ends, LFS and the like."""
        return bool(self._rules_of(tree))

    def filtered(self, tree: str, paths: Iterable[str]) -> frozenset[str]:
        """Those of some paths that git may change on their way in."""
        rules = self._rules_of(tree)
        if not rules:
            return frozenset()
        unknown = [path for path in paths if path not in rules]
        if unknown:
            rules.update(self._ask(tree, unknown))
        return frozenset(path for path in paths if rules[path])

    def _rules_of(self, tree: str) -> dict[str, bool]:
        if tree not in self._filters:
            self._filters[tree] = {"": True} if self._may_filter(tree) else {}
        return self._filters[tree]

    def _may_filter(self, tree: str) -> bool:
        if self.configured("core.autocrlf") in ("true", "input"):
            return True
        places = [self.root / self.run_git("rev-parse", "--git-path", "info/attributes").decode().strip()]
        if (named := self.configured("core.attributesFile")) is not None:
            places.append(Path(named).expanduser())
        files = self.run_git("ls-tree", "-r", "-z", "--name-only", "--full-tree", tree, "--").split(b"\0")
        return any(each.exists() for each in places) or any(name.endswith(b".gitattributes") for name in files)

    def _ask(self, tree: str, paths: Sequence[str]) -> dict[str, bool]:
        if self.configured("core.autocrlf") in ("true", "input"):
            return dict.fromkeys(paths, True)
        given = b"".join(os.fsencode(path) + b"\0" for path in paths)
        with self.empty_index() as environment:
            self.run_git("read-tree", tree, environment=environment)
            words = ("check-attr", "--cached", "-z", "--stdin", *_CHANGING)
            told = self.run_git(*words, given=given, environment=environment).split(b"\0")
        named = {os.fsdecode(told[i]) for i in range(0, len(told) - 2, 3) if told[i + 2] not in _UNSET}
        return {path: path in named for path in paths}

    def untracked(self) -> list[str]:
        """Files that git neither tracks nor ignores, relative to its root; of a folder of them the folder."""
        listing = self.run_git("status", "--porcelain", "-z", "--untracked-files=normal")
        return [line[3:].decode(errors="replace") for line in listing.split(b"\0") if line.startswith(b"?? ")]

    def configured(self, key: str) -> str | None:
        """A setting of git, such as `user.name`; None where it isn't set."""
        if self._settings is None:
            # By git itself: libgit2 doesn't know of GIT_CONFIG_GLOBAL and its like.
            told = self.run_git("config", "--null", "--list").decode(errors="replace").split("\0")
            self._settings = {name.lower(): value for name, _, value in (line.partition("\n") for line in told)}
        return self._settings.get(key.lower())

    def signature(self) -> pygit2.Signature:
        """Author and committer: git's config, else the `GIT_*` variables, else nobody in particular."""
        return pygit2.Signature(*(self.identity() or NOBODY))

    def identity(self) -> tuple[str, str] | None:
        """Name and address, if git knows them."""
        configured = tuple(self.configured(f"user.{key}") for key in ("name", "email"))
        given = tuple(
            os.environ.get(f"GIT_AUTHOR_{key}") or os.environ.get(f"GIT_COMMITTER_{key}") for key in ("NAME", "EMAIL")
        )
        for name, email in (configured, given):
            if name and email:
                return name, email
        return None


def _opened(folder: Path) -> pygit2.Repository:
    try:
        found = pygit2.discover_repository(str(folder))
        if found is None:
            raise RepositoryError("this is no git repository: `git init`, `dvc init` and a first commit make one")
        return pygit2.Repository(found)
    except pygit2.GitError as error:
        raise RepositoryError(f"git can't open this repository: {error}") from error


@contextmanager
def _private_index(original: Path | None) -> Iterator[dict[str, str]]:
    with tempfile.TemporaryDirectory(prefix="hemolog-") as folder:
        index = Path(folder) / "index"
        if original is not None and original.exists():
            shutil.copy2(original, index)
        yield {"GIT_INDEX_FILE": str(index)}
