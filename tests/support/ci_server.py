"""A bare repository that stands for GitHub's server: branches, a fork, and the references of pull requests."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pygit2

from support.plain_repository import Files, tree
from support.repositories import Repository

_WHO = pygit2.Signature("Test", "test@localhost", 1_700_000_000, 0)


@dataclass(frozen=True)
class Server:
    """The server."""

    path: Path
    remote: Path
    """The folder that is the DVC remote."""

    def commit(self, ref: str, content: Files, *parents: str) -> str:
        """Make a commit of these files, which a reference leads to: its id."""
        git = pygit2.Repository(str(self.path))
        made = git.create_commit(None, _WHO, _WHO, "Made", tree(git, content), list(parents))
        git.references.create(ref, made, force=True)
        return str(made)

    def checkout(self, to: Path, ref: str, depth: int) -> None:
        """Do what actions/checkout does: all branches or one commit, HEAD at a commit.

        Args:
            to: an empty folder.
            ref: a commit or a branch.
            depth: 0 for the whole history.
        """
        git = Repository(to).git
        git("init", "--quiet", "--initial-branch=none")
        git("remote", "add", "origin", self.path.as_uri())
        if depth:
            git("fetch", "--quiet", f"--depth={depth}", "origin", ref)
        else:
            git("fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*")
            git("fetch", "--quiet", "origin", ref)
        git("checkout", "--quiet", "--detach", "FETCH_HEAD")


def made_server(folder: Path) -> Server:
    """Make one, with nothing in it."""
    server = Server(folder / "server.git", folder / "remote")
    Repository(folder).git("init", "--quiet", "--bare", "--initial-branch=main", str(server.path))
    # As GitHub's does: what a pull request leads to may be asked for by its id.
    Repository(server.path).git("config", "uploadpack.allowReachableSHA1InWant", "true")
    return server


@dataclass(frozen=True)
class PullRequest:
    """As the event tells of it."""

    number: int
    base: str
    """The branch that it is to be merged into."""
    sha: str
    branch: str
    repository: str = "octo/cells"
    """That the branch is in."""
    user: str = "octocat"

    def github(self) -> Mapping[str, object]:
        """The `github` context of a `pull_request`."""
        head = {"sha": self.sha, "ref": self.branch, "repo": {"full_name": self.repository}}
        told = {"number": self.number, "head": head, "user": {"login": self.user}}
        return {
            "event_name": "pull_request",
            "repository": "octo/cells",
            "base_ref": self.base,
            "head_ref": self.branch,
            "ref": f"refs/pull/{self.number}/merge",
            "event": {"pull_request": told},
        }
