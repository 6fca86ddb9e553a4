"""The params.yaml that the checkout has, committed or not."""

import stat
from pathlib import Path
from typing import Any

from hemolog.errors import SettingsError
from hemolog.experiments import documents
from hemolog.experiments.documents import DocumentError
from hemolog.experiments.workspace import Workspace

NAME = "params.yaml"


def params_of(workspace: Workspace) -> dict[str, Any]:
    """What it holds by its top names; nothing where there is none.

    Raises:
        SettingsError: it can't be read.
    """
    try:
        document = documents.read(_bytes(workspace.dvc_root / NAME))
    except FileNotFoundError:
        return {}
    except (OSError, DocumentError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SettingsError([f"it can't be read: {reason}"]) from error
    return documents.mapping(document)


def _bytes(file: Path) -> bytes:
    """What a file holds; a pipe or a device, which may have no end, is none."""
    facts = file.stat()
    if not stat.S_ISREG(facts.st_mode):
        raise DocumentError("it is no regular file")
    if facts.st_size > documents.LARGEST:
        raise DocumentError(f"{facts.st_size:,} bytes are too many")
    return file.read_bytes()
