"""In how few requests it can be known which of many keys are there: a plan, made from one page of a listing.

Keys of DVC are hashes, so they lie evenly in the space of their hexadecimal digits. The place that the last key of a
page has in that space tells how many keys there are in all.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

FEW = 32
"""So many keys are asked for one by one, whatever there is."""
PAGE_COST = 10
"""What a page of a listing costs, in requests for one object: in time and in CPU here, and in money about as much."""
_SPACE = re.compile(r"((?:files/md5/|runs/)?)(?=[0-9a-f]{2}/)")
_DIGITS = 8


@dataclass(frozen=True)
class Space:
    """Keys that lie evenly: `files/md5/ab/cdef...`, `runs/ab/abcdef.../...`, of old versions of DVC `ab/cdef...`."""

    prefix: str

    @property
    def end(self) -> str:
        """Behind all of its keys, before all others."""
        return f"{self.prefix}g"

    def place(self, key: str) -> float:
        """Where a key lies, in `[0.0, 1.0)`; keys are in the order of their places."""
        first, _, rest = key[len(self.prefix) :].partition("/")
        digits = rest if self.prefix == "runs/" else first + rest
        told = re.match(rf"[0-9a-f]{{0,{_DIGITS}}}", digits)
        text = told[0] if told and told[0].startswith(first) else first
        return int(text.ljust(_DIGITS, "0"), 16) / 16.0**_DIGITS

    def boundary(self, place: float) -> str:
        """A key at a place, as exact as two digits are; no object has it."""
        return f"{self.prefix}{int(place * 256):02x}/"


@dataclass(frozen=True)
class Range:
    """A part of a listing: keys after `after` and before `before`, in the order of their bytes."""

    after: str
    before: str


@dataclass(frozen=True)
class Plan:
    """What is still to be asked; one of both is empty."""

    ranges: tuple[Range, ...] = ()
    """To be listed."""
    keys: tuple[str, ...] = ()
    """To be asked for one by one."""


def spaces(keys: Iterable[str]) -> tuple[Mapping[Space, tuple[str, ...]], tuple[str, ...]]:
    """Keys by the space that each lies in, sorted, and those that lie in none."""
    found: dict[Space, list[str]] = {}
    others: list[str] = []
    for key in sorted(set(keys)):
        told = _SPACE.match(key)
        (found.setdefault(Space(told[1]), []) if told else others).append(key)
    return {space: tuple(members) for space, members in found.items()}, tuple(others)


def space_of(prefix: str) -> Space | None:
    """The space that all keys of a listing lie in; None if it is wider than one, or narrow enough for one page."""
    return Space(prefix) if prefix in ("files/md5/", "runs/") else None


def rest(space: Space, last: str, page: int, wanted: Collection[str], workers: int) -> Plan:
    """How to learn the rest after the first page of a space.

    Args:
        space: which.
        last: the last key of that page.
        page: how many keys it had.
        wanted: the keys that are asked for; those up to `last` are known already.
        workers: requests that go out at once.
    """
    undecided = sorted(key for key in wanted if key > last)
    if not undecided or last >= space.end:
        return Plan()
    begun, end = space.place(last), space.place(undecided[-1])
    pages = pages_left(begun, page, end)
    if len(undecided) <= max(FEW, pages * PAGE_COST):
        return Plan(keys=tuple(undecided))
    return Plan(ranges=ranges(space, last, undecided[-1] + "\0", pages, workers))


def pages_left(begun: float, page: int, end: float = 1.0) -> float:
    """How many more pages there are up to a place, if the first one of so many keys reached to the place `begun`."""
    return (end - begun) / begun if begun > 0 and page else 16.0**_DIGITS


def ranges(space: Space, last: str, before: str, pages: float, workers: int) -> tuple[Range, ...]:
    """Parts of what comes after `last`, of about the same number of keys; about two pages each, if there are enough."""
    begun, end = space.place(last), space.place(before.rstrip("\0")) if before < space.end else 1.0
    parts = max(1, min(workers, int(pages / 2)))
    inner = {space.boundary(begun + (end - begun) * part / parts) for part in range(1, parts)}
    edges = [last, *sorted(edge for edge in inner if last < edge < before), before]
    return tuple(Range(after, until) for after, until in pairwise(edges))
