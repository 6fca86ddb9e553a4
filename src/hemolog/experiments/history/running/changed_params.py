"""Which parameters a checkout has otherwise than the commit that it started from."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pygit2

from hemolog.experiments import documents
from hemolog.experiments.documents import DocumentError
from hemolog.experiments.history.columns import PARAMS
from hemolog.experiments.history.running.local_file import read
from hemolog.experiments.messages import Value
from hemolog.experiments.objects import files
from hemolog.experiments.space.reading import is_value
from hemolog.experiments.workspace import Workspace

DEEPEST = 100
"""Levels of mappings in mappings."""


def changed_params(workspace: Workspace, checkout: Path, commit: str) -> dict[str, Value]:
    """Values that `params.yaml` of a checkout has and that of a commit hasn't, by qualified name.

    Args:
        workspace: whose repository has the commit.
        checkout: DVC's root in it.
        commit: its id; one that git doesn't have has no values.
    """
    now = read(checkout / files.PARAMS, documents.LARGEST)
    before = _values(_committed(workspace, commit))
    own = _values(now.data if now else b"")
    return {
        name: value
        for name, value in own.items()
        if is_value(value) and (name not in before or not _same(before[name], value))
    }


def _committed(workspace: Workspace, commit: str) -> bytes:
    try:
        blob = workspace.git.revparse_single(f"{commit}:{(workspace.subfolder / files.PARAMS).as_posix()}")
    except (KeyError, ValueError, pygit2.GitError):
        return b""
    return blob.data if isinstance(blob, pygit2.Blob) else b""


def _values(text: bytes) -> dict[str, Any]:
    try:
        return dict(_leaves(documents.read(text), PARAMS, 0))
    except DocumentError:
        return {}


def _leaves(node: Any, prefix: str, depth: int) -> Iterator[tuple[str, Any]]:
    for name, value in documents.mapping(node).items():
        if isinstance(value, dict) and depth < DEEPEST:
            yield from _leaves(value, f"{prefix}{name}.", depth + 1)
        else:
            yield f"{prefix}{name}", value


def _same(one: Any, other: Any) -> bool:
    """`1` is not `True`, and not `1.0` as YAML has it."""
    return type(one) is type(other) and bool(one == other)
