"""The files of a directory, as its object lists them: JSON, each with its path and the name of its own object."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from hemolog.errors import DamagedObjectError
from hemolog.experiments.objects.names import DIRECTORY, digest, is_name, key_of

LARGEST = 2_000_000_000
"""Bytes of a list."""


@dataclass(frozen=True)
class Member:
    """A file of a directory."""

    path: str
    """Relative to the directory."""
    name: str
    """Of the object that holds it."""
    key: str
    """Where that lies below a cache or a remote."""


def members(file: Path, *, old: bool = False) -> tuple[Member, ...]:
    """Read the object of a directory.

    Args:
        file: that holds it, where caches keep it: its name tells what its bytes must come to.
        old: made by DVC 1 or 2: so are the objects of its files.

    Raises:
        DamagedObjectError: it is no list of files, or not the one that its name tells of.
        OSError: it can't be read.
    """
    try:
        if file.stat().st_size > LARGEST:
            raise ValueError("too large")
        data = file.read_bytes()
        if hashlib.md5(data, usedforsecurity=False).hexdigest() != digest(file.parent.name + file.name):
            raise ValueError("other bytes")
        found = [Member(_path(each["relpath"]), each["md5"], key_of(each["md5"], old=old)) for each in _entries(data)]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise DamagedObjectError(f"{file} does not list the files of a directory: delete it and pull again") from error
    return tuple(found)


def _entries(data: bytes) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = json.loads(data)
    if not all(is_name(each["md5"]) and not each["md5"].endswith(DIRECTORY) for each in entries):
        raise ValueError("no digest")
    return entries


def _path(text: object) -> str:
    """A path within the directory."""
    if not isinstance(text, str) or not text or text.startswith("/") or ".." in text.split("/") or "\0" in text:
        raise ValueError("no path within it")
    return text
