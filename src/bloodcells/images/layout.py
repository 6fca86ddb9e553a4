"""Which files of a container are a data set's images, and what they are called in the canonical archive."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from bloodcells.errors import SourceError
from bloodcells.images.archives import SOURCES, SPLITS, SUFFIXES, Member

EXPECTED = f"<SPLIT>/<CLASS>/<image> (SPLIT is one of {', '.join(SPLITS)}) or <CLASS>/<image>"


@dataclass(frozen=True)
class Layout:
    """What a container holds."""

    members: dict[str, str]
    """The container's file for each member of the canonical archive, in the order of the members."""
    left_out: list[str]
    """Files that are neither an image nor the table of sources."""


def find(files: Iterable[str]) -> Layout:
    """Find the folder level that holds `<SPLIT>/<CLASS>/<image>`, or else `<CLASS>/<image>`.

    The set may lie below other folders; a split may be written in any case. What systems leave behind is skipped:
    `__MACOSX` and everything whose name starts with a dot.

    Args:
        files: names with `/` between folders.

    Raises:
        SourceError: there are no images, or they do not lie as expected, or two have the same name.
    """
    images: dict[tuple[str, ...], str] = {}
    left_out = []
    tables = {}
    for file in files:
        parts = PurePosixPath(unicodedata.normalize("NFC", file)).parts
        if not parts or any(part == "__MACOSX" or part.startswith(".") for part in parts):
            continue
        if parts[-1].lower().endswith(SUFFIXES):
            if parts in images:
                raise SourceError(f"{file!r} is there twice")
            images[parts] = file
        elif parts[-1] == SOURCES:
            if parts[:-1] in tables:
                raise SourceError(f"{file!r} is there twice")
            tables[parts[:-1]] = file
        else:
            left_out.append(file)
    if not images:
        raise SourceError(f"no images: expected {EXPECTED}, as {' '.join(SUFFIXES)}")
    depth = _depth(images)
    root = _root(images, depth)
    members: dict[str, str] = {}
    for parts, file in images.items():
        name = "/".join((parts[-3].upper(), *parts[-2:]) if depth == 3 else parts[-2:])
        if name in members:
            raise SourceError(f"{members[name]!r} and {file!r} have the same name {name!r}")
        members[Member.parse(name).name] = file
    if root in tables:
        members[SOURCES] = tables.pop(root)
    return Layout(dict(sorted(members.items())), left_out + list(tables.values()))


def _depth(images: Iterable[tuple[str, ...]]) -> int:
    """Path parts that count: 3 with splits, 2 without."""
    split = {parts: len(parts) >= 3 and parts[-3].upper() in SPLITS for parts in images}
    if len(set(split.values())) == 1:
        return 3 if all(split.values()) else 2
    inside = next(parts for parts in split if split[parts])
    outside = next(parts for parts in split if not split[parts])
    raise SourceError(f"expected {EXPECTED}. Received both {'/'.join(inside)!r} and {'/'.join(outside)!r}")


def _root(images: Iterable[tuple[str, ...]], depth: int) -> tuple[str, ...]:
    """The one folder below which all images lie in the same way."""
    roots: dict[tuple[str, ...], tuple[str, ...]] = {}
    for parts in images:
        if len(parts) < 2:
            raise SourceError(f"expected {EXPECTED}. Received {parts[0]!r}, which lies in no folder")
        if depth == 2 and parts[-2].upper() in SPLITS:
            raise SourceError(f"expected a class between {parts[-2]} and the file. Received {'/'.join(parts)!r}")
        roots.setdefault(parts[:-depth], parts)
    if len(roots) > 1:
        first, second = list(roots.values())[:2]
        raise SourceError(
            f"expected {EXPECTED} below one folder. Received both {'/'.join(first)!r} and {'/'.join(second)!r}"
        )
    return next(iter(roots))
