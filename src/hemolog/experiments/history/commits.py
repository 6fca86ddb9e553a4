"""Commits as git writes them: a header of lines, an empty line, the message."""

import re
from dataclasses import dataclass

from hemolog.experiments.history.raw_objects import ObjectError, ObjectKind, RawObjects

_LONGEST = 500  # characters of an author
_TREE = re.compile(rb"tree ([0-9a-f]{40})\n")
_AUTHOR = re.compile(rb"^author (.*?) ?<", re.MULTILINE)
_TIME = re.compile(rb"^committer .*> ?(-?[0-9]{1,18})", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Commit:
    """One of them."""

    tree: bytes
    """The id of its files, 20 bytes."""
    time: int
    """Seconds since 1970."""
    author: str
    message: str


def read_commit(objects: RawObjects, oid: str) -> Commit:
    """Read a commit.

    Args:
        objects: of its repository.
        oid: 40 hexadecimal digits.

    Raises:
        ObjectError: there is none of that id, or it is damaged.
    """
    kind, data = objects.read(bytes.fromhex(oid))
    if kind is not ObjectKind.COMMIT:
        raise ObjectError(f"it is no commit but a {kind}")
    header, _, message = data.partition(b"\n\n")
    tree, author, time = _TREE.match(header), _AUTHOR.search(header), _TIME.search(header)
    if tree is None:
        raise ObjectError("its commit is damaged")
    return Commit(
        tree=bytes.fromhex(tree[1].decode()),
        time=int(time[1]) if time else 0,
        author=author[1].decode(errors="replace")[:_LONGEST] if author else "",
        message=message.decode(errors="replace"),
    )
