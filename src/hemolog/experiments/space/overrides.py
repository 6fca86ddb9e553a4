"""Values of parameters -> what `dvc exp run -S` takes."""

import json
import math
import re
from collections.abc import Mapping

from hemolog.errors import SpaceError
from hemolog.experiments.messages import Value
from hemolog.experiments.space.names import shown

_UNSAFE = re.compile(r"\\|\$\{|[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_RESERVED = ("true", "false", "null", "inf", "nan")


def overrides(values: Mapping[str, Value]) -> tuple[str, ...]:
    """What sets each parameter to exactly its value and type, as words for `dvc exp run -S`.

    Raises:
        SpaceError: a value that the words can't carry: a text with a backslash, a control character or `${`, or a
            number that is not finite.
    """
    problems: list[str] = []
    words = []
    for name, value in values.items():
        try:
            words.append(f"{name}={_spelled(value)}")
        except ValueError as error:
            problems.append(f"{name}: {error}")
    if problems:
        raise SpaceError(problems)
    return tuple(words)


def bare(value: Value) -> str:
    """The same for one value, for a person to read: quotes only where a text needs them.

    Raises:
        ValueError: as `overrides`.
    """
    if isinstance(value, str) and _BARE.fullmatch(value) and value.lower() not in _RESERVED:
        return value
    return _spelled(value)


def _spelled(value: Value) -> str:
    if isinstance(value, list):
        return f"[{','.join(map(_spelled, value))}]"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"expected a finite number. Received {value}")
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return repr(value)


def _quoted(text: str) -> str:
    found = _UNSAFE.search(text)
    if found:
        raise ValueError(f"`-S` can't carry {shown(found[0])}: take a text without it. Received {shown(text)}")
    escaped = text.replace("'", "\\'")
    return f"'{escaped}'"
