"""Which code reads: what other code once kept, this code doesn't take for its own."""

import hashlib
from functools import cache
from pathlib import Path

_EXPERIMENTS = Path(__file__).resolve().parent.parent
_READING = ("history/*.py", "objects/*.py", "alike.py", "documents.py", "messages.py")


@cache
def reading_version() -> str:
    """A digest of all modules that facts depend on, 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for file in files():
        digest.update(f"{file.name} ".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def files() -> list[Path]:
    """These modules."""
    return sorted(file for pattern in _READING for file in _EXPERIMENTS.glob(pattern))
