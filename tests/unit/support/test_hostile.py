"""The hostile history has each payload in each kind of place, or tests of it would look where nothing is."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from hemolog.experiments.history.run import Run
from support.hostile import PAYLOADS, hostile_history
from support.hostile_reports import hostile_reports

RUNS = hostile_history().runs


def names_of(run: Run) -> Iterator[str]:
    for names in (run.params, run.metrics, run.curves):
        yield from (name.partition(".")[2] for name in names)


def outputs_of(run: Run) -> Iterator[Any]:
    return (output for stage in run.stages for output in stage.outputs)


PLACES: dict[str, Any] = {
    "name": lambda run: [run.name],
    "author": lambda run: [run.author],
    "subject": lambda run: [run.subject],
    "value": lambda run: run.params.values(),
    "name of a value": names_of,
    "stage": lambda run: [stage.name for stage in run.stages],
    "command": lambda run: [stage.command for stage in run.stages],
    "path": lambda run: [output.path for output in outputs_of(run)],
    "dep": lambda run: [dep.path for stage in run.stages for dep in stage.deps],
    "note": lambda run: [note.text for note in run.notes],
    "problem": lambda run: run.problems,
}


@pytest.mark.parametrize("place", PLACES)
def test_each_payload_is_in_each_place(place: str) -> None:
    def texts(runs: Iterable[Run]) -> Iterator[object]:
        return (each for run in runs for each in PLACES[place](run) if isinstance(each, str))

    assert set(PAYLOADS.values()) <= set(texts(RUNS))


def test_trailers_have_one_line() -> None:
    assert all(len(value.splitlines()) < 2 for run in RUNS for value in run.facts.values())


def test_reports_have_each_payload() -> None:
    text = hostile_reports()["places.md"].decode()
    assert all(f"> {payload}".encode(errors="replace").decode() in text for payload in PAYLOADS.values())
