"""A repository's references -> its history.

What the files of a commit tell is kept beside the repository, by the id of their tree: an object never changes. What
depends on anything else (DVC's cache, notes, references, the commit's message) is read each time.
"""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from hemolog.experiments import trailers
from hemolog.experiments.history.commits import Commit, read_commit
from hemolog.experiments.history.facts import Facts
from hemolog.experiments.history.git_objects import GitObjects
from hemolog.experiments.history.kept import KeptFiles
from hemolog.experiments.history.kept_facts import add_kept
from hemolog.experiments.history.known_facts import KnownFacts
from hemolog.experiments.history.notes_of import notes_of
from hemolog.experiments.history.raw_objects import ObjectError, RawObjects
from hemolog.experiments.history.references import experiment_references
from hemolog.experiments.history.revisions import Found, revision
from hemolog.experiments.history.run import History, Kind, Run
from hemolog.experiments.history.tree_facts import TreeReader
from hemolog.experiments.sharing.notes.notes import Notes
from hemolog.experiments.workspace import Workspace

_AT_ONCE = 500  # trees that are read before what they tell is kept
_LONGEST = 500  # characters of a subject

Progress = Callable[[int, int], None]
"""Told how many commits are read, of how many."""


def read_history(
    workspace: Workspace,
    revisions: Sequence[str] = (),
    *,
    experiments: bool = True,
    cached: bool = True,
    progress: Progress | None = None,
) -> History:
    """Every experiment of a repository, and some branches, tags and commits.

    Args:
        workspace: the repository.
        revisions: whatever git takes for a commit.
        experiments: whether experiments are wanted.
        cached: whether to take what an earlier reading kept, and to keep what this one reads.
        progress: told how far it is.

    Raises:
        RepositoryError: git can't list its references, or a revision stands for nothing.
    """
    named = [revision(workspace, each) for each in revisions]
    found = experiment_references(workspace) if experiments else []
    reading = _Reading(workspace, cached, progress)
    runs = reading.runs([*named, *found])
    newest_first = sorted(runs[len(named) :], key=lambda run: (-run.time, run.ref))
    return History((*runs[: len(named)], *newest_first), workspace.head(), workspace.branch())


def read_tree(workspace: Workspace, tree: str, name: str) -> Run:
    """What files that no commit has tell.

    Args:
        workspace: the repository.
        tree: the id of the tree that git has of them, 40 hexadecimal digits.
        name: of the run.
    """
    oid = bytes.fromhex(tree)
    facts = _Reading(workspace, cached=False).facts({oid})[oid]
    return Run(
        Kind.WORKSPACE,
        name,
        "",
        tree,
        params=facts.params,
        metrics=facts.metrics,
        curves=facts.curves,
        stages=facts.stages,
        problems=tuple(facts.problems),
    )


class _Reading:
    """One reading of a repository."""

    def __init__(self, workspace: Workspace, cached: bool, progress: Progress | None = None) -> None:
        self._workspace, self._objects = workspace, RawObjects(workspace.git)
        folder = workspace.subfolder.as_posix()
        self._subfolder = "" if folder == "." else folder
        self._known = KnownFacts(workspace.work, self._subfolder) if cached else None
        self._trees = TreeReader(GitObjects(self._objects), self._subfolder)
        self._kept = KeptFiles(workspace)
        self._progress = progress or (lambda done, total: None)

    def runs(self, found: Sequence[Found]) -> list[Run]:
        commits = [self._commit(each) for each in found]
        trees = {commit.tree for commit in commits if isinstance(commit, Commit)}
        with _no_collection():
            facts = self.facts(trees)
        notes = Notes(self._workspace).read()
        return [_run(each, commit, facts, notes) for each, commit in zip(found, commits, strict=True)]

    def _commit(self, found: Found) -> Commit | str:
        """The commit, or why there is none."""
        if found.problem:
            return found.problem
        try:
            return read_commit(self._objects, found.commit)
        except ObjectError as error:
            return f"its commit can't be read: {error}" if error.lost else str(error)

    def facts(self, trees: set[bytes]) -> Mapping[bytes, Facts]:
        """What trees tell, by their ids of 20 bytes."""
        facts = self._known.get(trees) if self._known is not None else {}
        unknown = [tree for tree in trees if tree not in facts]
        for start in range(0, len(unknown), _AT_ONCE):
            self._progress(len(facts), len(trees))
            new = {tree: self._trees.read(tree) for tree in unknown[start : start + _AT_ONCE]}
            if self._known is not None:
                self._known.put(new)
            facts |= new
        for told in facts.values():
            if told.kept:
                add_kept(told, self._kept, (self._trees.formats, self._trees.curves), self._subfolder)
        self._progress(len(facts), len(trees))
        return facts


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without Python looking for garbage again and again among millions of values that all stay."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _run(found: Found, commit: Commit | str, facts: Mapping[bytes, Facts], notes: Mapping[str, Sequence[str]]) -> Run:
    if isinstance(commit, str):
        return Run(found.kind, found.name, found.ref, found.commit, found.baseline, problems=(commit,))
    told = facts[commit.tree]
    return Run(
        found.kind,
        found.name,
        found.ref,
        found.commit,
        found.baseline,
        time=commit.time,
        author=commit.author,
        subject=commit.message.partition("\n")[0][:_LONGEST],
        facts=trailers.read(commit.message),
        params=told.params,
        metrics=told.metrics,
        curves=told.curves,
        stages=told.stages,
        notes=notes_of(notes.get(found.commit, ())),
        problems=tuple(told.problems),
    )
