"""A list of runs as JSON, for other programs; docs/json.md tells what each name means."""

import json
import math
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from hemolog.experiments import trailers
from hemolog.experiments.history.columns import FACTS, METRICS, PARAMS, is_missing, reader, scalar
from hemolog.experiments.history.run import Run
from hemolog.reports.ls.listing import Listing

_ABSENT = object()
SCHEMA = "hemolog-ls-1"
_LATEST = 253_402_300_799  # the end of the year 9999


def listing_json(listing: Listing) -> str:
    """All of it: of each run every value, or where a user named columns those; nothing is cut."""
    every = (PARAMS, METRICS, FACTS)
    names = listing.shown if listing.asked else [name for name in listing.columns.names if name.startswith(every)]
    readers = [(name, _reader(name)) for name in names]
    document = {
        "schema": SCHEMA,
        "total": listing.total,
        "objectives": [{"metric": each.metric, "direction": each.direction} for each in listing.objectives],
        "sort": None
        if listing.order is None
        else {"column": listing.order.column, "descending": listing.order.descending},
        "columns": [{"name": name, "kind": str(listing.columns.kinds[name])} for name in names],
        "runs": [_run(run, readers) for run in listing.runs],
    }
    return json.dumps(document, allow_nan=False)


def _run(run: Run, readers: Iterable[tuple[str, Callable[[Run], Any]]]) -> dict[str, Any]:
    return {
        "name": run.name,
        "kind": str(run.kind),
        "ref": run.ref or None,
        "commit": run.commit or None,
        "baseline": run.baseline or None,
        "search": run.facts.get(trailers.SEARCH),
        "trial": run.facts.get(trailers.TRIAL),
        "time": _moment(run.time),
        "author": run.author,
        "subject": run.subject,
        "notes": [{"kind": note.kind, "text": note.text} for note in run.notes],
        "problems": list(run.problems),
        "values": {name: found for name, value_of in readers if (found := value_of(run)) is not _ABSENT},
    }


def _reader(name: str) -> Callable[[Run], Any]:
    """What tells a run's value in a column, lists as lists, or `_ABSENT`."""
    if name.startswith(PARAMS):
        return lambda run: _plain(run.params.get(name, _ABSENT))
    if name.startswith(METRICS):
        return lambda run: _plain(run.metrics.get(name, _ABSENT))
    value_of = reader(name)
    return lambda run: _ABSENT if (found := value_of(run)) is None else _plain(found)


def _plain(of: Any) -> Any:
    """What JSON has: null for what is no finite number."""
    if isinstance(of, list):
        return [_plain(each) for each in of]
    found = scalar(of)
    return None if is_missing(found) else found


def _moment(seconds: int) -> str | None:
    if not seconds or not math.isfinite(seconds):
        return None
    return datetime.fromtimestamp(max(0, min(seconds, _LATEST)), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
