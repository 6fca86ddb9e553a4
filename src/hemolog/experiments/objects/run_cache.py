"""Entries of DVC's run cache: what a stage made of what it was given, under a name that is the digest of both."""

from pathlib import Path

from hemolog.experiments import documents
from hemolog.experiments.documents import DocumentError
from hemolog.experiments.dvc_store import run_cache_place


def is_entry(key: str, file: Path) -> bool:
    """Whether a file is what its key says.

    Args:
        key: below a cache or a remote: `runs/3a/3a7b.../c1...`.
        file: that holds it.
    """
    try:
        return run_cache_place(documents.read(file.read_bytes())) == key
    except (DocumentError, OSError):
        return False
