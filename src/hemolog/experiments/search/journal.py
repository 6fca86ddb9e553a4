"""Trials that failed, one JSON line each, in a search's own folder: git keeps results, and they have none."""

import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hemolog.errors import RecordingError
from hemolog.experiments import trailers
from hemolog.experiments.messages import TrialFailure, Value
from hemolog.experiments.space.reading import integer, is_value, number

FILE = "journal.jsonl"
"""In a search's own folder."""
LARGEST = 20_000
"""Characters of a traceback that are kept, from its end."""


@dataclass(frozen=True)
class JournalEntry:
    """A trial that failed."""

    trial_id: str
    name: str
    values: Mapping[str, Value]
    cause: str
    traceback: str
    seconds: float
    epochs: int
    oracle: str | None
    """Where the oracle stood when it proposed the trial."""
    definition: str
    """Of its search, as JSON."""
    starts: list[str]
    """What its search was begun from, and the tree that its trials started from."""


class Journal:
    """One file; lines are added and never changed, so that a killed process damages its own last line at most.

    Args:
        file: need not be there.
        start: what this process begins its search from, in any words.
    """

    def __init__(self, file: Path, start: str) -> None:
        self._file, self._start = file, start
        self._writing = threading.Lock()

    def add(self, failure: TrialFailure) -> None:
        """Write down a failure.

        Raises:
            RecordingError: the file can't be written.
        """
        request = failure.request
        entry = JournalEntry(
            trial_id=request.trial_id,
            name=request.name,
            values=dict(request.values),
            cause=failure.cause,
            traceback=failure.traceback[-LARGEST:],
            seconds=failure.seconds,
            epochs=failure.epochs,
            oracle=request.trailers.get(trailers.ORACLE),
            definition=request.trailers.get(trailers.DEFINITION, ""),
            starts=[self._start, request.trailers.get(trailers.BASELINE_TREE, "")],
        )
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._writing, self._file.open("a+b") as file:
                start = b"\n" if _ends_within_a_line(self._file) else b""
                file.write(start + json.dumps(asdict(entry)).encode() + b"\n")
        except OSError as error:
            raise RecordingError(
                f"{self._file}: {error.strerror}: free some space and give the command again"
            ) from error

    def read(self, definition: str, start: str | None = None) -> list[JournalEntry]:
        """Failures of one search, in the order in which they were added; damaged lines are passed over.

        Args:
            definition: of the search, as JSON.
            start: the tree that its trials start from; None: what this process begins it from.
        """
        try:
            found = entries(self._file.read_bytes())
        except OSError:
            return []
        start = self._start if start is None else start
        return [each for each in found if each.definition == definition and start in each.starts]


def entries(text: bytes) -> list[JournalEntry]:
    """Failures of all searches that had one name, as a journal's bytes have them; damaged lines are passed over."""
    lines = text.decode(errors="replace").splitlines()
    return [entry for line in lines if (entry := _entry(line)) is not None]


def _ends_within_a_line(file: Path) -> bool:
    with file.open("rb") as opened:
        opened.seek(0, 2)
        if opened.tell() == 0:
            return False
        opened.seek(-1, 2)
        return opened.read(1) != b"\n"


def _entry(line: str) -> JournalEntry | None:
    try:
        document: dict[str, Any] = json.loads(line)
        entry = JournalEntry(**document)
    except (ValueError, TypeError, RecursionError):
        return None
    return entry if _makes_sense(entry) else None


def _makes_sense(entry: JournalEntry) -> bool:
    """Whether all of it has the types that it should have; a line may have been damaged, or edited."""
    texts = (
        entry.trial_id,
        entry.name,
        entry.cause,
        entry.traceback,
        entry.definition,
        *(entry.starts if isinstance(entry.starts, list) else [None]),
    )
    return (
        all(isinstance(text, str) for text in texts)
        and (entry.oracle is None or isinstance(entry.oracle, str))
        and isinstance(entry.values, dict)
        and all(map(is_value, entry.values.values()))
        and number(entry.seconds) is not None
        and integer(entry.epochs) is not None
    )
