"""What was once read from git objects, kept beside the repository: an object never changes, so neither does its facts.

It may be deleted at any time, and is when it is damaged: all of it can be read again.
"""

import contextlib
import json
import sqlite3
from collections.abc import Collection
from pathlib import Path
from typing import Any

_BATCH = 500
_BUSY = 5.0  # seconds to wait for another process


class FactCache:
    """Keys to JSON values, for several processes at once. What it can't do it leaves: a cache makes no errors."""

    def __init__(self, file: Path, kind: str) -> None:
        """Open it.

        Args:
            file: the database; made when the first fact is kept.
            kind: of facts, with the version of the code that reads them: others don't see them.
        """
        self._file, self._kind = file, kind

    def get(self, keys: Collection[str]) -> dict[str, Any]:
        """The facts that are known of some keys."""
        found: dict[str, Any] = {}
        if not self._file.exists():
            return found
        try:
            with contextlib.closing(self._opened()) as database:
                wanted = list(filter(_is_text, keys))
                for start in range(0, len(wanted), _BATCH):
                    batch = wanted[start : start + _BATCH]
                    marks = ",".join("?" * len(batch))
                    rows = database.execute(
                        f"SELECT key, value FROM facts WHERE kind = ? AND key IN ({marks})", (self._kind, *batch)
                    )
                    found.update((key, json.loads(value)) for key, value in rows)
        except sqlite3.OperationalError:  # Another process is busy with it, or the disk is full.
            pass
        except (sqlite3.DatabaseError, ValueError, OSError):
            self._begin_anew()
        return found

    def put(self, facts: dict[str, Any]) -> None:
        """Keep facts."""
        if not facts:
            return
        rows = [(self._kind, key, json.dumps(value)) for key, value in facts.items() if _is_text(key)]
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(self._opened()) as database, database:
                database.execute(
                    "CREATE TABLE IF NOT EXISTS facts (kind TEXT, key TEXT, value TEXT, PRIMARY KEY (kind, key)) "
                    "WITHOUT ROWID"
                )
                database.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", rows)
        except sqlite3.OperationalError:
            pass
        except (sqlite3.DatabaseError, OSError):
            self._begin_anew()

    def _opened(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file, timeout=_BUSY)

    def _begin_anew(self) -> None:
        with contextlib.suppress(OSError):
            self._file.unlink(missing_ok=True)


def _is_text(key: str) -> bool:
    """Whether a key can be kept: names of files in git need not be text."""
    return not any("\ud800" <= letter <= "\udfff" for letter in key)
