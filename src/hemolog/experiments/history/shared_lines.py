"""Lists of lines that are like others, kept as the digest of another list and the lines in which they differ."""

import hashlib
from collections.abc import Mapping, Sequence
from itertools import compress, count
from operator import ne
from typing import Any

_LINE = "\n"


class NotLinesError(ValueError):
    """A line has a line break in it: what has no such names isn't worth a better form."""


class SharedLines:
    """Writes and reads them."""

    def __init__(self) -> None:
        """Have seen none."""
        self.texts: dict[str, str] = {}
        """By their digests, the lists that others are told by: to be kept beside them."""
        self._first: dict[tuple[str, int], tuple[str, list[str]]] = {}
        self._lists: dict[str, tuple[str, ...]] = {}

    def write(self, kind: str, lines: Sequence[str]) -> list[Any]:
        """A list of lines as a JSON value: a digest, then numbers of lines and what these are instead.

        Args:
            kind: of lists that are alike.
            lines: without line breaks.

        Raises:
            NotLinesError: one has a line break in it.
        """
        key = kind, len(lines)
        first = self._first.get(key)
        differing = [] if first is None else list(compress(count(), map(ne, lines, first[1])))
        if first is None or len(differing) > max(1, 2 * len(lines) // 3):
            first, differing = self._kept(key, list(lines)), []
        if any(_LINE in lines[number] for number in differing):
            raise NotLinesError
        return [first[0], *(part for number in differing for part in (number, lines[number]))]

    def _kept(self, key: tuple[str, int], lines: list[str]) -> tuple[str, list[str]]:
        text = _LINE.join(lines)
        if text.count(_LINE) != max(len(lines) - 1, 0) or lines == [""]:
            raise NotLinesError
        digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]
        self.texts[digest] = text
        self._first[key] = digest, lines
        return digest, lines

    def read(self, value: Sequence[Any], texts: Mapping[str, str]) -> tuple[str, ...]:
        """The lines.

        Args:
            value: as `write` gives it.
            texts: that were kept beside it.

        Raises:
            KeyError: the list that they are told by is not among these.
        """
        digest, *changes = value
        found = self._lists.get(digest)
        if found is None:
            text = texts[digest]
            found = self._lists[digest] = tuple(text.split(_LINE)) if text else ()
        if not changes:
            return found
        lines = list(found)
        for number, line in zip(changes[::2], changes[1::2], strict=True):
            lines[number] = line
        return tuple(lines)
