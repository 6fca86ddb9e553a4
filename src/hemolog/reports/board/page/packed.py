"""A board's facts as the one compressed block of the page: JSON, gzip, base64."""

import base64
import dataclasses
import gzip
import json
import math
from collections.abc import Mapping
from enum import Enum
from typing import Any

_LEVEL = 6


def packed(facts: Any) -> str:
    """Facts as text without any character that means something in HTML; equal for equal facts.

    Args:
        facts: dataclasses, mappings, sequences, texts, numbers; NaN and infinities become null, which JSON has not.
    """
    return block(document(facts))


def block(data: bytes) -> str:
    """Bytes as such text."""
    return base64.b64encode(gzip.compress(data, _LEVEL, mtime=0)).decode()


def document(facts: Any) -> bytes:
    """Facts as JSON."""
    text = json.dumps(plain(facts), ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def plain(value: Any) -> Any:
    """A value as JSON can have it."""
    kind = type(value)
    if kind is float:
        return value if math.isfinite(value) else None
    if kind in (str, int, bool) or value is None:
        return value
    if kind in (list, tuple):
        return [plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(each) for each in value]
    return plain(float(value)) if isinstance(value, float) else value
