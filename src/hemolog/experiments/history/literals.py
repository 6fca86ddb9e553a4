"""What values are compared with in the language of filters.

A literal that is a WORD is
    true, false         a boolean
    null, nan, .nan     no value
    a number            [+-], digits with a point among, before or after them, and a power of ten `e[+-]digits`;
                        or [+-][.]inf
    anything else       a text
in capitals or not, and a QUOTED one a text. Beside `run.time` it is a number of seconds since 1970, or a date in UTC:
`2026-11-28`, `2026-11-28T14:30`, `2026-11-28T14:30:59`, with a space for `T` if quoted, and `Z` at the end or not.

Nothing (NaN and what is infinite too) equals no value alone. A text equals a literal that is spelled so, letter by
letter, quoted or not: `trial == 0007`. A boolean equals the same boolean, a number the same number, both as floats of
64 bits. Nothing else is equal.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeGuard

from hemolog.experiments.history.columns import Scalar, is_missing
from hemolog.experiments.history.filter_tokens import Token, TokenKind

TIME = "run.time"
"""The column of times."""

_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "nan": None, ".nan": None}
# Without ASCII a dotted capital I would be an i.
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?|[+-]?\.?inf", re.IGNORECASE | re.ASCII)
_DATE = re.compile(r"([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?Z?")


@dataclass(frozen=True)
class Literal:
    """What a value is compared with."""

    value: bool | float | str | None
    text: str
    """As it is spelled, without quotes."""


def literal(token: Token, column: str) -> Literal:
    """What a token means on the right of a column's qualified name."""
    if column == TIME and (parts := _DATE.fullmatch(token.text)) is not None:
        return Literal(_seconds(parts), token.text)
    return Literal(_value(token), token.text)


def looks_like_one(token: Token) -> bool:
    """Whether a token could hardly be meant as the name of a column."""
    return token.kind is TokenKind.WORD and not isinstance(_value(token), str)


def equals(value: Scalar, literal: Literal) -> bool:
    """Whether a value equals a literal."""
    if is_missing(value) or literal.value is None:
        return is_missing(value) and literal.value is None
    if isinstance(value, str):
        return value == literal.text
    if isinstance(value, bool):
        return value is literal.value
    return is_number(value) and is_number(literal.value) and float(value) == literal.value


def is_number(value: Scalar) -> TypeGuard[int | float]:
    """Whether a value is a number, as a boolean is not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _value(token: Token) -> bool | float | str | None:
    if token.kind is TokenKind.QUOTED:
        return token.text
    if token.is_word(*_WORDS):
        return _WORDS[token.text.lower()]
    return float(token.text.lower().replace(".inf", "inf")) if _NUMBER.fullmatch(token.text) else token.text


def _seconds(parts: re.Match[str]) -> float | str:
    year, month, day, hour, minute, second = (int(part or 0) for part in parts.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()
    except ValueError:  # There is no such day or hour.
        return parts[0]
