"""The git remote that a team shares experiments through: what it has, what is sent to it, what is brought from it.

Git itself speaks to it, with the user's keys, agents and settings. Its hooks before a push are left out: the one that
`dvc install` sets would push data again for each reference.
"""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hemolog.errors import GitRemoteError
from hemolog.experiments.refs import NAMESPACE
from hemolog.experiments.sharing.references import locks as reference_locks
from hemolog.experiments.space.names import unknown
from hemolog.experiments.workspace import Workspace

MIRRORS = "refs/hemolog/remotes"
_LONGEST = 500_000  # bytes of one command: systems allow a few times as many
_OF_GIT = "error: hook declined to update "
"""Git's own word on it, one for each reference."""
_LONGEST_SAID = 300  # characters of what a hook says
_PUSH = ("push", "--porcelain", "--no-verify", "--no-signed", "--no-follow-tags", "--no-recurse-submodules")
_LOCKED = ".lock': File exists"
_FETCH = ("fetch", "--quiet", "--no-write-fetch-head", "--no-tags", "--no-recurse-submodules", "--refmap=")


@dataclass(frozen=True)
class Mirror:
    """What the git remote had when it was looked at, by its own names of references: commits that are here now."""

    experiments: Mapping[str, str]
    """`refs/exps/...` to a commit's id."""
    others: Mapping[str, str]
    """Branches and tags."""


class GitRemote:
    """One git remote of a repository."""

    def __init__(self, workspace: Workspace, name: str) -> None:
        """Take the repository, and the remote's name in it."""
        self.name, self._workspace = name, workspace

    def references(self, *patterns: str) -> dict[str, str]:
        """The references that it has, to ids.

        Args:
            patterns: of their names, such as `refs/exps/*`.

        Raises:
            GitRemoteError: it can't be reached.
        """
        lines = self._done("ls-remote", "--quiet", self.name, *patterns).split("\n")
        pairs = [line.split("\t", 1) for line in lines if "\t" in line]
        return {name: oid for oid, name in pairs}

    def send(self, references: Mapping[str, str]) -> dict[str, str]:
        """Set references there, where they are new or their commits descend from the present ones.

        Args:
            references: names to ids.

        Returns:
            Those that it refused, to its reason.

        Raises:
            GitRemoteError: it can't be reached, or one of its places can't.
        """
        refused: dict[str, str] = {}
        for specs in _parts([f"{oid}:{name}" for name, oid in references.items()]):
            refused.update(self._sent(specs))
        return refused

    def _sent(self, specs: Sequence[str]) -> dict[str, str]:
        result = self._run(*_PUSH, self.name, *specs)
        rows = [line.split("\t", 2) for line in result.stdout.split("\n") if line.count("\t") >= 2]
        said = _said(result.stderr)
        refused = {spec.partition(":")[2]: _reason(summary, said) for flag, spec, summary in rows if flag == "!"}
        if result.returncode != 0 and not refused:
            raise self._failed("push", result)
        return refused

    def bring(self, references: Sequence[str]) -> None:
        """Bring all that references lead to; no reference here changes.

        Args:
            references: their names there.

        Raises:
            GitRemoteError: it can't be reached, or lacks one of them.
        """
        for specs in _parts(references):
            self._done(*_FETCH, self.name, *specs)

    def mirror(self) -> Mirror:
        """Bring all experiments, branches and tags, under names that nothing else uses: `refs/hemolog/remotes/...`.

        Raises:
            GitRemoteError: it can't be reached.
        """
        place = f"{MIRRORS}/{self.name}"
        parts = {NAMESPACE: "exps", "refs/heads": "heads", "refs/tags": "tags"}
        specs = [f"+{there}/*:{place}/{here}/*" for there, here in parts.items()]
        self._mirrored(specs)
        found: dict[str, dict[str, str]] = {}
        for there, here in parts.items():
            rows = self._done("for-each-ref", "--format=%(objectname) %(refname)", f"{place}/{here}").split("\n")
            pairs = [row.split(" ", 1) for row in rows if row]
            found[there] = {f"{there}{name.removeprefix(f'{place}/{here}')}": oid for oid, name in pairs}
        return Mirror(found[NAMESPACE], found["refs/heads"] | found["refs/tags"])

    def _mirrored(self, specs: Sequence[str]) -> None:
        words = (*_FETCH, "--prune", self.name, *specs)
        result = self._run(*words)
        if result.returncode != 0 and _LOCKED in result.stderr and reference_locks.free(self._workspace):
            result = self._run(*words)
        if result.returncode != 0:
            raise self._failed("fetch", result)

    def _done(self, *words: str) -> str:
        result = self._run(*words)
        if result.returncode != 0:
            raise self._failed(words[0], result)
        return result.stdout

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                ["git", *words],
                cwd=self._workspace.root,
                env={**os.environ, "LC_ALL": "C"},
                capture_output=True,
                encoding="utf-8",
                errors="surrogateescape",  # Names of references need not be text.
                check=False,
            )
        except FileNotFoundError as error:
            raise GitRemoteError("git is not on the PATH: install it, or add its folder") from error

    def _failed(self, verb: str, result: subprocess.CompletedProcess[str]) -> GitRemoteError:
        said = " ".join(result.stderr.split()) or f"ended with {result.returncode}"
        return GitRemoteError(f"git {verb} {self.name}: {said}")


def names(workspace: Workspace) -> list[str]:
    """All git remotes of a repository."""
    return workspace.run_git("remote").decode(errors="replace").split()


def git_remote(workspace: Workspace, name: str | None = None) -> GitRemote:
    """The git remote of a name; without one that of the branch, or the only one, or `origin`.

    Raises:
        GitRemoteError: there is none.
    """
    known = names(workspace)
    if name is not None:
        if name not in known:
            raise GitRemoteError(f"the git remote {name!r} {unknown(name, known)}: `git remote -v` lists them")
        return GitRemote(workspace, name)
    if not known:
        raise GitRemoteError("git has no remote to share experiments through: `git remote add origin URL`")
    tracked = workspace.configured(f"branch.{workspace.branch()}.remote") if workspace.branch() else None
    if tracked in known:
        return GitRemote(workspace, tracked)
    if len(known) == 1 or "origin" in known:
        return GitRemote(workspace, known[0] if len(known) == 1 else "origin")
    raise GitRemoteError(f"git has several remotes: name one of {', '.join(known)}")


def git_remote_if_any(workspace: Workspace, name: str | None = None) -> GitRemote | None:
    """The same; None if git has no remote at all, and none is named.

    Raises:
        GitRemoteError: as of `git_remote`.
    """
    return git_remote(workspace, name) if name is not None or names(workspace) else None


def _reason(summary: str, said: str) -> str:
    """`[remote rejected] (pre-receive hook declined)` without the brackets; of a hook with what it said."""
    start, end = summary.find("("), summary.rfind(")")
    reason = summary[start + 1 : end] if 0 <= start < end else summary.strip(" []")
    return f"{reason} ({said})" if said and reason.endswith("hook declined") else reason


def _said(stderr: str) -> str:
    """What a server's hooks print, which git shows behind `remote:`; a line once, as one for each reference has it."""
    lines = [line.removeprefix("remote:").strip() for line in stderr.split("\n") if line.startswith("remote:")]
    text = "; ".join(dict.fromkeys(line for line in lines if line and not line.startswith(_OF_GIT)))
    return text if len(text) <= _LONGEST_SAID else f"{text[:_LONGEST_SAID]}..."


def _parts(words: Sequence[str]) -> Iterator[list[str]]:
    """Words for one command after the other, none of which is too long."""
    part: list[str] = []
    length = 0
    for word in words:
        size = len(os.fsencode(word)) + 1
        if part and length + size > _LONGEST:
            yield part
            part, length = [], 0
        part.append(word)
        length += size
    if part:
        yield part
