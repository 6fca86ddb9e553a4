"""Trials that failed, one JSON line each, in a search's own folder: git keeps results, and they have none."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hemolog.errors import RecordingError
from hemolog.experiments import trailers
from hemolog.experiments.messages import TrialFailure, Value

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


class Journal:
    """One file; lines are added and never changed, so that a killed process damages its own last line at most."""

    def __init__(self, file: Path) -> None:
        self._file = file

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
        )
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a+b") as file:
                start = b"\n" if _ends_within_a_line(self._file) else b""
                file.write(start + json.dumps(asdict(entry)).encode() + b"\n")
        except OSError as error:
            raise RecordingError(
                f"{self._file}: {error.strerror}: free some space and give the command again"
            ) from error

    def read(self) -> list[JournalEntry]:
        """All entries, in the order in which they were added; damaged lines are passed over."""
        try:
            lines = self._file.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return []
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
        return JournalEntry(**document)
    except (ValueError, TypeError, RecursionError):
        return None
