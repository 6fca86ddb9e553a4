"""Many documents that are alike, each read in a fraction of the time: `params.yaml` or `dvc.lock` of experiments.

They differ in few values, each alone at the end of its line. So one of them is parsed with a token in place of each
such value. Where a token comes back as a whole value, a document with another value in its place has the same tree with
that value in it: these are plain scalars of letters, digits and `_./+-`, which mean nothing to YAML where they stand.
What differs in any other way is parsed itself.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import compress, count
from operator import ne
from typing import Any

from hemolog.experiments import documents
from hemolog.experiments.documents import DocumentError

MOST_TEMPLATES = 32
"""Kept for each number of lines, those used last."""
MOST_LINES = 20_000
"""Of a document for which a template is made."""
_PLAIN = rb"[A-Za-z0-9_./+][A-Za-z0-9_./+-]{0,999}|-[A-Za-z0-9_.][A-Za-z0-9_./+-]{0,999}"
_LINE = re.compile(rb"(.*(?:: +|- +))(" + _PLAIN + rb")((?: +#.*)?)", re.DOTALL)
"""What precedes a value, the value, a comment."""
_VALUE = re.compile(_PLAIN)
_TOKEN = "xTOKEN%sx%dx"
# Tags and what comes with them say what plain scalars are; \r ends lines as well.
_NEVER = re.compile(rb"[!\r\0]|^(?:\xff\xfe|\xfe\xff)")

Path = tuple[Any, ...]
"""Keys and indices that lead to a value from a document's root."""


@dataclass(frozen=True)
class _Slot:
    """A line that may differ."""

    before: bytes
    after: bytes
    path: Path


class _Template:
    """A document, and which of its lines may differ."""

    def __init__(self, lines: list[bytes], slots: dict[int, _Slot], tree: Any) -> None:
        """Take it.

        Args:
            lines: of the document.
            slots: by the number of their line.
            tree: what it holds.
        """
        self.tree = tree
        self._lines, self._slots = lines, slots
        self._varying: list[int] = []
        """Lines in which documents were seen to differ."""
        self._between: list[bytes] = [b"\n".join(lines)]
        """What precedes the values of those lines, and follows the last."""

    def values(self, text: bytes) -> dict[Path, str] | None:
        """The values of a document in the lines that vary; None if it differs in anything else."""
        found, at = {}, 0
        for number, before in zip(self._varying, self._between, strict=False):
            value = _VALUE.match(text, at + len(before)) if text.startswith(before, at) else None
            if value is None:
                return None
            found[self._slots[number].path], at = value[0].decode(), value.end()
        return found if text.endswith(self._between[-1]) and len(text) == at + len(self._between[-1]) else None

    def learn(self, lines: list[bytes]) -> bool:
        """See where a document of as many lines differs; False if that is not in values alone."""
        differing = list(compress(count(), map(ne, lines, self._lines)))
        if not all(number in self._slots and _fits(self._slots[number], lines[number]) for number in differing):
            return False
        self._varying = sorted({*self._varying, *differing})
        self._between, start = [], 0
        rest: list[bytes] = []
        for number in self._varying:
            slot = self._slots[number]
            self._between.append(b"\n".join([*rest, *self._lines[start:number], slot.before]))
            rest, start = [slot.after], number + 1
        self._between.append(b"\n".join([*rest, *self._lines[start:]]))
        return True


def _fits(slot: _Slot, line: bytes) -> bool:
    """Whether a line differs in its value alone."""
    inner = line[len(slot.before) : len(line) - len(slot.after)]
    return line == slot.before + inner + slot.after and _VALUE.fullmatch(inner) is not None


class AlikeDocuments:
    """Reads documents as another reader does, most of them faster. What it gives may be shared: never change it."""

    def __init__(self, read: Callable[[bytes], Any], scalar: Callable[[str], Any]) -> None:
        """Take the other reader.

        Args:
            read: what a document holds.
            scalar: the same of a plain scalar.
        """
        self._read, self._scalar = read, scalar
        self._templates: dict[int, list[_Template]] = {}

    def read(self, text: bytes) -> Any:
        """What a document holds.

        Raises:
            DocumentError: as of the other reader.
        """
        tree, values = self.read_beside(text)
        return with_values(tree, values)

    def read_beside(self, text: bytes) -> tuple[Any, Mapping[Path, Any]]:
        """The same, as what another document holds and the values that stand in their places instead.

        Raises:
            DocumentError: as of the other reader.
        """
        known = self._templates.setdefault(text.count(b"\n"), [])
        values = known[0].values(text) if known else None
        if values is None:
            lines = text.split(b"\n")
            fitting = next((number for number, each in enumerate(known) if each.learn(lines)), None)
            if fitting is None:
                return self._parsed(text, lines, known), {}
            known.insert(0, known.pop(fitting))
            values = known[0].values(text) or {}
        try:
            return known[0].tree, {path: self._scalar(value) for path, value in values.items()}
        except DocumentError:  # Let the other reader say what is wrong.
            return self._read(text), {}

    def _parsed(self, text: bytes, lines: list[bytes], known: list[_Template]) -> Any:
        tree = self._read(text)
        if made := self._template(text, lines, tree):
            known.insert(0, made)
            del known[MOST_TEMPLATES:]
        return tree

    def _template(self, text: bytes, lines: list[bytes], tree: Any) -> _Template | None:
        if len(lines) > MOST_LINES or _NEVER.search(text) or documents.may_be_too_much(text):
            return None
        found = {number: match for number, line in enumerate(lines) if (match := _LINE.fullmatch(line))}
        slots = self._slots(text, lines, found)
        while len(slots) < len(found):  # A line of a longer text, or of a comment, is no value.
            found = {number: found[number] for number in slots}
            slots = self._slots(text, lines, found)
        values = {slot.path: found[number][2].decode() for number, slot in slots.items()}
        try:
            same = with_values(tree, {path: self._scalar(value) for path, value in values.items()})
        except DocumentError:
            return None
        return _Template(lines, slots, tree) if slots and repr(same) == repr(tree) else None

    def _slots(self, text: bytes, lines: list[bytes], found: dict[int, re.Match[bytes]]) -> dict[int, _Slot]:
        """Those of some lines whose value is a value of the tree, and nowhere else in it."""
        salt = next(str(each) for each in count() if (_TOKEN % (each, 0))[:-2].encode() not in text)
        tokens = {number: _TOKEN % (salt, number) for number in found}
        changed = list(lines)
        for number, match in found.items():
            changed[number] = match[1] + tokens[number].encode() + match[3]
        try:
            places = _places(self._read(b"\n".join(changed)), set(tokens.values()))
        except DocumentError:
            return {}
        return {
            number: _Slot(match[1], match[3], path)
            for number, match in found.items()
            if (path := places.get(tokens[number]))
        }


def _places(tree: Any, tokens: set[str]) -> dict[str, Path | None]:
    """Where each token is a value; None where that is not the only place."""
    found: dict[str, Path | None] = {}
    for path, node in _nodes(tree, ()):
        if isinstance(node, str) and node in tokens:
            found[node] = None if node in found else path
    return found


def _nodes(node: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """All values; what is no list and no mapping is one, and so is what is no text among the keys."""
    if type(node) is dict:
        for key, value in node.items():
            yield from _nodes(value, (*path, key))
    elif type(node) is list:
        for index, value in enumerate(node):
            yield from _nodes(value, (*path, index))
    else:
        yield path, node


def with_values(tree: Any, values: Mapping[Path, Any]) -> Any:
    """A tree with other values in some places; all else is shared with it."""
    if not values:
        return tree
    copied: dict[Path, Any] = {(): tree.copy()}
    for path, value in values.items():
        _own(copied, path[:-1])[path[-1]] = value
    return copied[()]


def _own(copied: dict[Path, Any], path: Path) -> Any:
    """What stands at a path, copied once."""
    found = copied.get(path)
    if found is None:
        above = _own(copied, path[:-1])
        found = copied[path] = above[path[-1]] = above[path[-1]].copy()
    return found
