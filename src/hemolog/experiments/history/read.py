"""A repository's references -> its history."""
# mypy: disable-error-code="union-attr,arg-type"

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pygit2

from hemolog.experiments import documents, trailers
from hemolog.experiments.documents import DocumentError, items, mapping
from hemolog.experiments.history.run import Curve, History, Kind, Run
from hemolog.experiments.sharing.selection import experiments_here
from hemolog.experiments.workspace import Workspace


def read_history(workspace: Workspace, revisions: Sequence[str] = ()) -> History:
    """Every experiment of a repository, and some branches, tags and commits.

    Args:
        workspace: the repository.
        revisions: whatever git takes for a commit.

    Raises:
        RepositoryError: git can't list its references, or a revision stands for nothing.
    """
    git = workspace.git
    runs = [
        _run(git, Kind.EXPERIMENT, each.name, each.ref, each.commit, each.baseline)
        for each in experiments_here(workspace)
    ]
    runs.sort(key=lambda run: -run.time)
    named = [
        _run(git, Kind.COMMIT, each, "", str(git.revparse_single(each).peel(pygit2.Commit).id), "")
        for each in revisions
    ]
    return History((*named, *runs), workspace.head(), workspace.branch())


def _run(git: pygit2.Repository, kind: Kind, name: str, ref: str, oid: str, baseline: str) -> Run:
    try:
        commit = git[oid].peel(pygit2.Commit)
        message = commit.raw_message.decode(errors="replace")
        params = {f"params.{key}": value for key, value in _flat(_document(commit, "params.yaml"))}
        definition = mapping(_document(commit, "dvc.yaml"))
        stages = mapping(definition.get("stages")).values()
        metrics = [path for stage in stages for path in _paths(mapping(stage).get("metrics"))]
        plots = [path for stage in stages for path in _paths(mapping(stage).get("plots"))]
        measured = {
            f"metrics.{key}": value
            for path in metrics
            for key, value in _flat(json.loads(commit.peel(pygit2.Tree)[path].data) if path in commit.tree else {})
        }
        curves = {name: curve for path in plots for name, curve in _curves(commit.tree, path)}
    except (KeyError, ValueError, pygit2.GitError, DocumentError) as error:
        return Run(kind, name, ref, oid, baseline, problems=(str(error),))
    return Run(
        kind,
        name,
        ref,
        oid,
        baseline,
        time=commit.commit_time,
        author=commit.author.name,
        subject=message.partition("\n")[0],
        facts=trailers.read(message),
        params=params,
        metrics=measured,
        curves=curves,
    )


def _document(commit: pygit2.Commit, path: str) -> Any:
    return documents.read(commit.tree[path].data) if path in commit.tree else {}


def _paths(node: Any) -> Iterator[str]:
    for item in items(node):
        yield from mapping(item) or [str(item)]


def _flat(node: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in mapping(node).items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _curves(tree: pygit2.Tree, path: str) -> Iterator[tuple[str, Curve]]:
    if path not in tree or not isinstance(tree[path], pygit2.Tree):
        return
    for name, blob in _files(tree[path]):
        rows = list(csv.reader(io.StringIO(blob.data.decode()), delimiter="\t"))
        if name.endswith(".tsv") and rows and rows[0][0] == "step":
            yield f"metrics.{name[:-4].replace('/', '.')}", Curve(*_columns(rows[1:]))


def _columns(rows: Iterable[Sequence[str]]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    pairs = [(_number(row[0]), _number(row[1])) for row in rows]
    return tuple(step for step, _ in pairs), tuple(value for _, value in pairs)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _files(tree: pygit2.Tree, prefix: str = "") -> Iterator[tuple[str, pygit2.Blob]]:
    for entry in tree:
        if isinstance(entry, pygit2.Tree):
            yield from _files(entry, f"{prefix}{entry.name}/")
        elif isinstance(entry, pygit2.Blob):
            yield f"{prefix}{entry.name}", entry
