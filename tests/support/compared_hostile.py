"""A comparison all of whose texts are hostile, and one whose facts are far too many for a comment."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from itertools import cycle
from typing import Any

from hemolog.reports.compare.comparison import Comparison
from support.compared import compared

_IDS = {"commit", "state", "time", "kind"}


def hostile(*texts: str) -> Comparison:
    """Each text of it, and each name of a column, is one of these, in turn."""
    found = _replaced(compared(), cycle(texts))
    assert isinstance(found, Comparison)
    return found


def missing(text: str) -> Comparison:
    """Nothing can be compared, and this is the reason of all."""
    whole = compared()
    parts = {
        each.name: replace(part, missing=text)
        for each in fields(whole)
        if hasattr(part := getattr(whole, each.name), "missing")
    }
    return replace(whole, **parts)


def enormous(times: int, text: str = "") -> Comparison:
    """Each list is so many times as long as it was.

    Args:
        times: how often.
        text: that all texts are; those of `compared` without one.
    """
    found = _repeated(hostile(text) if text else compared(), times)
    assert isinstance(found, Comparison)
    return found


def _replaced(of: Any, texts: Iterator[str], name: str = "") -> Any:
    if isinstance(of, Enum) or name in _IDS or of in ("min", "max"):
        return of
    if isinstance(of, str):
        return next(texts) if of else of
    if is_dataclass(of) and not isinstance(of, type):
        return replace(of, **{each.name: _replaced(getattr(of, each.name), texts, each.name) for each in fields(of)})
    if isinstance(of, dict):
        return {next(texts): _replaced(value, texts) for value in of.values()}
    if isinstance(of, list | tuple):
        return type(of)(_replaced(each, texts) for each in of)
    return of


def _repeated(of: Any, times: int) -> Any:
    if is_dataclass(of) and not isinstance(of, type) and not isinstance(of, Enum):
        return replace(of, **{each.name: _part(getattr(of, each.name), times, each.name) for each in fields(of)})
    return of


def _part(of: Any, times: int, name: str) -> Any:
    if isinstance(of, tuple) and name not in ("steps", "values", "old", "new", "delta", "classes"):
        return tuple(_repeated(each, times) for each in of) * times
    return _repeated(of, times)
