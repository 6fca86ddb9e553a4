"""A repository that DVC is set up in and no stage has run in: commits, experiments and references made at once."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pygit2

from hemolog.experiments.refs import ExperimentRef
from hemolog.experiments.workspace import Workspace
from support.repositories import Repository

_WHO = pygit2.Signature("Test", "test@localhost", 1_700_000_000, 0)
Files = Mapping[str, bytes | str]


@dataclass(frozen=True)
class Plain:
    """The repository."""

    repository: Repository
    root: Path
    """The folder that DVC is set up in."""

    @property
    def workspace(self) -> Workspace:
        return Workspace(self.root)

    def head(self) -> str:
        return self.repository.git("rev-parse", "HEAD").strip()

    def commit(self, files: Files, message: str = "Made") -> str:
        """A commit of these files alone, on the one that is checked out; no branch leads to it."""
        git = pygit2.Repository(str(self.repository.path))
        return str(git.create_commit(None, _WHO, _WHO, message, tree(git, files), [git.head.target]))

    def experiment(self, name: str, files: Files, message: str = "Made") -> str:
        """Make an experiment on the commit that is checked out: its commit."""
        made = self.commit(files, message)
        self.references({str(ExperimentRef(self.head(), name)): made})
        return made

    def references(self, references: Mapping[str, str]) -> None:
        """Set references, thousands at once."""
        set_references(self.repository.path, references)

    def ref(self, name: str) -> str:
        """The reference of an experiment on the commit that is checked out."""
        return str(ExperimentRef(self.head(), name))


def plain(folder: Path, below: str = ".") -> Plain:
    """Make one.

    Args:
        folder: for it.
        below: where DVC is set up in it.
    """
    root = folder / below
    (root / ".dvc").mkdir(parents=True)
    (root / ".dvc/config").write_text("")
    (root / ".dvc/.gitignore").write_text("/config.local\n/tmp\n/cache\n")
    repository = Repository(folder)
    repository.git("init", "--quiet", "--initial-branch=main")
    repository.git("config", "user.name", "Test")
    repository.git("config", "user.email", "test@localhost")
    repository.commit("DVC is set up")
    return Plain(repository, root)


def set_references(git: Path, references: Mapping[str, str]) -> None:
    """Set references of a repository, bare or not; their names need not be ones that git would take from a person."""
    lines = "".join(f"update {name}\0{oid}\0\0" for name, oid in references.items())
    subprocess.run(
        ["git", "update-ref", "-z", "--stdin"], cwd=git, input=lines.encode(errors="surrogateescape"), check=True
    )


def tree(git: pygit2.Repository, files: Files) -> pygit2.Oid:
    """A tree of files, by their paths with slashes."""
    builder = git.TreeBuilder()
    below: dict[str, dict[str, bytes | str]] = {}
    for path, data in files.items():
        folder, slash, rest = path.partition("/")
        if slash:
            below.setdefault(folder, {})[rest] = data
        else:
            blob = git.create_blob(data.encode() if isinstance(data, str) else data)
            builder.insert(path, blob, pygit2.enums.FileMode.BLOB)
    for folder, inner in below.items():
        builder.insert(folder, tree(git, inner), pygit2.enums.FileMode.TREE)
    return builder.write()
