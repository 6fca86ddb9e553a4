"""A report that fits what GitHub takes of a comment: detail goes first, in a stated order, and the verdict never.

GitHub takes 65,536 characters of a comment. Bytes of UTF-8 are never fewer than characters, nor than UTF-16's units,
whichever are counted: so bytes are measured, and some are left for what the poster adds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

LIMIT = 65_536 - 1_536
"""Bytes."""
LEVELS = (200, 60, 20, 6)
"""Rows of a section, fuller first; after the last it is left out."""

Draw = Callable[[int], str]
"""A section in at most so many rows; empty if it has nothing to say."""


@dataclass(frozen=True)
class Fitted:
    """What came of it."""

    text: str
    shortened: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def fitted(
    verdict: str,
    sections: Mapping[str, Draw],
    first_to_go: Sequence[str],
    note: Callable[[Sequence[str], Sequence[str]], str],
    limit: int = LIMIT,
) -> Fitted:
    """Draw all sections with as many rows as fit.

    Args:
        verdict: which stands first, whatever happens.
        sections: in the order in which they are read.
        first_to_go: their names: each becomes shorter by a level before the next one does, then again from the first.
        note: says what was shortened and what was left out, by names.
        limit: bytes.
    """
    levels = dict.fromkeys(sections, 0)
    drawn = {name: draw(LEVELS[0]) for name, draw in sections.items()}
    full = dict(drawn)
    steps = [(name, level) for level in range(1, len(LEVELS) + 1) for name in first_to_go if drawn[name]]
    while True:
        shortened, left_out = _dropped(full, drawn, levels)
        text = "\n\n".join(filter(None, (verdict, note(shortened, left_out), *drawn.values()))) + "\n"
        if size(text) <= limit or not steps:
            return Fitted(text, shortened, left_out)
        name, level = steps.pop(0)
        levels[name] = level
        drawn[name] = sections[name](LEVELS[level]) if level < len(LEVELS) else ""


def size(text: str) -> int:
    """Bytes of UTF-8."""
    return len(text.encode(errors="replace"))


def _dropped(
    full: Mapping[str, str], drawn: Mapping[str, str], levels: Mapping[str, int]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    left_out = tuple(name for name, level in levels.items() if level == len(LEVELS))
    shortened = tuple(name for name in drawn if name not in left_out and drawn[name] != full[name])
    return shortened, left_out
