"""A comparison as JSON, for other programs; docs/json.md tells what each name means.

The names are those of the facts' own fields, so that there is one vocabulary; a test holds them to the documentation.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from hemolog.reports.compare import words
from hemolog.reports.compare.comparison import Comparison
from hemolog.reports.compare.gate import Gate
from hemolog.reports.compare.sides import Side

SCHEMA = "hemolog-compare-1"
_LATEST = 253_402_300_799  # the end of the year 9999
_KEPT = frozenset({"name", "label", "split", "actual", "predicted", "before", "after", "old", "new"})
"""Texts that may be empty and still are a name or a value; other empty ones say that there is nothing to tell."""


def comparison_json(of: Comparison, gate: Gate | None = None) -> str:
    """All of it; nothing is cut, and numbers that JSON doesn't know are null."""
    document = {
        "schema": SCHEMA,
        "outcome": _plain(words.overall(of.verdicts)),
        "gate": None if gate is None else {"passed": gate.passed, **_fields(gate)},
        **_fields(of),
        "base": None if of.base is None else _side(of.base),
        "head": _side(of.head),
    }
    return json.dumps(document, allow_nan=False)


def _side(of: Side) -> dict[str, Any]:
    known = 0 < of.time <= _LATEST
    time = datetime.fromtimestamp(of.time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if known else None
    return {**_fields(of), "time": time}


def _fields(of: Any) -> dict[str, Any]:
    return {each.name: _told(each.name, getattr(of, each.name)) for each in fields(of)}


def _told(name: str, of: Any) -> Any:
    """A field: null where it has nothing to tell."""
    return None if of == "" and name not in _KEPT else _plain(of)


def _plain(of: Any) -> Any:
    if isinstance(of, Enum):
        return str(of)
    if is_dataclass(of):
        return _fields(of)
    if isinstance(of, Mapping):
        return {str(name): _plain(value) for name, value in of.items()}
    if isinstance(of, list | tuple):
        return [_plain(value) for value in of]
    return None if isinstance(of, float) and not math.isfinite(of) else of
