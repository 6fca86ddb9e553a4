"""Lines of notes -> what people are told: one line each."""

import json
from collections.abc import Iterable

from hemolog.experiments.history.run import Note
from hemolog.experiments.sharing.notes.pruned import KIND, Pruned

MOST = 50
"""Notes of a run."""
_LONGEST = 300  # characters of a line
_UNNAMED = "note"


def notes_of(lines: Iterable[str]) -> tuple[Note, ...]:
    """The notes of a run, sorted.

    Args:
        lines: of its commit, as git has them. What nobody here understands is told as it is.
    """
    found = sorted({_note(line) for line in lines}, key=lambda note: (note.kind, note.text))
    return tuple(found[:MOST])


def _note(line: str) -> Note:
    pruned = Pruned.from_line(line)
    if pruned is not None:
        what = ", ".join(pruned.paths) or f"{len(pruned.objects)} objects"
        return Note(KIND, _cut(f"{what} deleted {pruned.when}, since it can be made again ({pruned.rule})"))
    return Note(_kind(line), _cut(line))


def _kind(line: str) -> str:
    try:
        document = json.loads(line[:10_000])
    except (ValueError, RecursionError):
        return _UNNAMED
    kind = document.get("kind") if isinstance(document, dict) else None
    return kind[:60] if isinstance(kind, str) and kind else _UNNAMED


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
