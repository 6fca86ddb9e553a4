"""Names of objects, and where caches and remotes keep them: the same key in all of them."""

import re

_NAME = re.compile(r"[0-9a-f]{32}(\.dir)?")
DIRECTORY = ".dir"


def is_name(text: object) -> bool:
    """Whether something is the name of an object: an MD5 in hexadecimal digits, `.dir` after that of a directory."""
    return isinstance(text, str) and _NAME.fullmatch(text) is not None


def key_of(name: str, *, old: bool = False) -> str:
    """Where an object lies below a cache or a remote.

    Args:
        name: of the object.
        old: made by DVC 1 or 2, which hashed line ends away.
    """
    place = f"{name[:2]}/{name[2:]}"
    return place if old else f"files/md5/{place}"


def is_directory(name: str) -> bool:
    """Whether an object lists the files of a directory."""
    return name.endswith(DIRECTORY)


def digest(name: str) -> str:
    """The MD5 of an object's bytes."""
    return name.removesuffix(DIRECTORY)


def name_of(key: str) -> str | None:
    """The name of the object at a key; None if it is the key of something else."""
    name = "".join(key.removeprefix("files/md5/").split("/", 1))
    return name if is_name(name) and key in (key_of(name), key_of(name, old=True)) else None


def is_old(key: str) -> bool:
    """Whether a key is that of an object made by DVC 1 or 2."""
    return not key.startswith("files/")
