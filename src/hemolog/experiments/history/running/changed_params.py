"""Which parameters a checkout has otherwise than the commit that it started from."""

from pathlib import Path
from typing import Any

import pygit2

from hemolog.experiments.documents import DocumentError
from hemolog.experiments.history import formats
from hemolog.experiments.history.facts import params_of
from hemolog.experiments.history.formats import Formats
from hemolog.experiments.history.running.local_file import read
from hemolog.experiments.history.values import ValuesError
from hemolog.experiments.messages import Value
from hemolog.experiments.objects.files import PARAMS
from hemolog.experiments.workspace import Workspace


def changed_params(workspace: Workspace, root: Path, commit: str) -> dict[str, Value]:
    """Values that `params.yaml` of a checkout has and that of a commit hasn't, by qualified name.

    Args:
        workspace: whose repository has the commit.
        root: of DVC, in the checkout.
        commit: its id; one that git doesn't have has no values.
    """
    now = read(root / PARAMS, formats.LARGEST)
    before = _values(_committed(workspace, commit))
    return {name: value for name, value in _values(now.data if now else b"").items() if not _has(before, name, value)}


def _committed(workspace: Workspace, commit: str) -> bytes:
    try:
        blob = workspace.git.revparse_single(f"{commit}:{(workspace.subfolder / PARAMS).as_posix()}")
    except (KeyError, ValueError, pygit2.GitError):
        return b""
    return blob.data if isinstance(blob, pygit2.Blob) and blob.size <= formats.LARGEST else b""


def _values(text: bytes) -> dict[str, Value]:
    try:
        return params_of(Formats(), PARAMS, text)
    except (DocumentError, ValuesError):
        return {}


def _has(values: dict[str, Value], name: str, value: Any) -> bool:
    """`1` is not `True`, and not `1.0` as YAML has it."""
    return name in values and type(values[name]) is type(value) and bool(values[name] == value)
