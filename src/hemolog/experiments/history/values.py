"""A document's values by their dotted names: `train.learning_rate`."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from hemolog.experiments.alike import Path, with_values
from hemolog.experiments.messages import Value

DEEPEST = 100
"""Levels of mappings in mappings."""
MOST = 20_000
"""Values of a document."""
LONGEST = 10_000
"""Characters of a text."""
_PLAIN = (float, bool, type(None))
_LARGEST = 10**300  # of an integer: larger ones are no floats


class ValuesError(ValueError):
    """A document has too much in it: one line."""


def values_of(document: Any, prefix: str) -> dict[str, Value]:
    """The values of a document; of a list that holds mappings those of each, by its number.

    Args:
        document: a mapping.
        prefix: what all names begin with.

    Raises:
        ValuesError: there are too many, or they are nested too deep.
    """
    found: dict[str, Value] = {}
    _add(found, document, prefix, 0)
    return found


class AlikeValues:
    """The values of documents that differ from others in few values: named once."""

    def __init__(self, prefix: str) -> None:
        """Take what all names begin with."""
        self._prefix = prefix
        # By identity; the tree is kept, so that no other gets its id.
        self._known: dict[int, tuple[Any, dict[str, Value], dict[Path, str]]] = {}

    def of(self, tree: Any, instead: Mapping[Path, Any]) -> dict[str, Value]:
        """As of `values_of`.

        Args:
            tree: a mapping.
            instead: other values in some of its places.
        """
        known = self._known.get(id(tree))
        if known is None:
            values = values_of(tree, self._prefix)
            try:
                names = dict(_paths(tree, self._prefix, ()))
            except LookupError:
                names = {}
            known = self._known[id(tree)] = tree, values, names
        _, values, names = known
        if not instead.keys() <= names.keys():  # In a list, for one.
            return values_of(with_values(tree, instead), self._prefix)
        return values | {names[path]: _bounded(value, 0) for path, value in instead.items()}


def _paths(node: Any, prefix: str, path: Path) -> Iterator[tuple[Path, str]]:
    """Places in mappings of values, and their names, which nothing else has.

    Raises:
        LookupError: two places may have one name: some key is no text, or has a dot in it.
    """
    for key, value in node.items():
        if type(key) is not str or "." in key:
            raise LookupError(key)
        if type(value) is dict:
            yield from _paths(value, f"{prefix}{key}.", (*path, key))
        elif type(value) is not list:
            yield (*path, key), f"{prefix}{key}"


def _add(found: dict[str, Value], node: Any, prefix: str, depth: int) -> None:
    if depth > DEEPEST:
        raise ValuesError(f"more than {DEEPEST} levels are too deep")
    for key, value in node.items() if type(node) is dict else enumerate(node):
        kind = type(value)
        if kind is dict or (kind is list and _holds_mappings(value, depth)):
            _add(found, value, f"{prefix}{key}.", depth + 1)
        else:
            plain = kind in _PLAIN or (kind is str and len(value) <= LONGEST)
            found.setdefault(f"{prefix}{key}", value if plain else _bounded(value, depth))
    if len(found) > MOST:
        raise ValuesError(f"more than {MOST:,} values are too many")


def _holds_mappings(values: list[Any], depth: int) -> bool:
    if depth > DEEPEST:
        raise ValuesError(f"more than {DEEPEST} levels are too deep")
    return any(type(each) is dict or (type(each) is list and _holds_mappings(each, depth + 1)) for each in values)


def _bounded(value: Any, depth: int) -> Value:
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < _LARGEST else f"{value:#x}"[:LONGEST]
    if isinstance(value, str):
        return value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
    if isinstance(value, list):
        if depth > DEEPEST or len(value) > MOST:
            raise ValuesError("a list is too long or too deep")
        return [_bounded(each, depth + 1) for each in value]
    return value.isoformat() if isinstance(value, date | time) else str(value)[:LONGEST]
