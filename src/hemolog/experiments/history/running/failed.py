"""Trials that failed, as the journals of all searches in this clone have them."""

from collections.abc import Iterator
from pathlib import Path

from hemolog.experiments.history.columns import PARAMS
from hemolog.experiments.history.running.local_file import Read, read
from hemolog.experiments.history.running.run import FailedRun
from hemolog.experiments.search.journal import FILE, JournalEntry, entries
from hemolog.experiments.workspace import Workspace

LARGEST = 50_000_000
"""Bytes of a journal, from its end."""
LONGEST = 2_000
"""Characters of a cause."""


def failed_trials(workspace: Workspace) -> Iterator[FailedRun]:
    """Those of each search once for each trial, as it failed last; of the search that failed last at the end."""
    for search, journal in sorted(_journals(workspace.work / "searches"), key=lambda found: found[1].changed):
        last = {(entry.definition, entry.trial_id): entry for entry in entries(journal.data)}
        yield from (_failed(search, entry) for entry in last.values())


def _journals(folder: Path) -> Iterator[tuple[str, Read]]:
    try:
        searches = sorted(folder.iterdir())
    except OSError:
        return
    for search in searches:
        if (journal := read(search / FILE, LARGEST)) is not None:
            yield search.name, journal


def _failed(search: str, entry: JournalEntry) -> FailedRun:
    return FailedRun(
        search=search,
        trial=entry.trial_id,
        definition=entry.definition,
        name=entry.name,
        params={f"{PARAMS}{name}": value for name, value in entry.values.items()},
        cause=entry.cause[:LONGEST],
        seconds=entry.seconds,
        epochs=entry.epochs,
    )
