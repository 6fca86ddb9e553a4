"""Names and values in messages: the known name that was probably meant, and values short enough for one line."""

import difflib
import json
from collections.abc import Iterable
from typing import Any

LONGEST_VALUE = 80  # characters of a value in a message


def unknown(name: str, known: Iterable[str]) -> str:
    """That `name` is unknown, and the name that was probably meant, else all that there are, if there are any."""
    names = list(known)
    if not names:
        return "is unknown: there are none"
    # Only last parts, for a group that both share would make any two names look alike.
    leaves = {other.rpartition(".")[2]: other for other in reversed(names)}
    found = difflib.get_close_matches(name.rpartition(".")[2], list(leaves), n=1)
    hint = f"did you mean {leaves[found[0]]}?" if found else f"known: {shown(', '.join(names), quoted=False)}"
    return f"is unknown ({hint})"


def shown(value: Any, quoted: bool = True, longest: int = LONGEST_VALUE) -> str:
    """A value as YAML and JSON spell it, cut to one line of `longest` characters."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=str) if quoted else value
    except (ValueError, RecursionError):  # more than 4,300 digits, or nested without end
        text = "a value too long to be shown"
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[:longest]}..."
