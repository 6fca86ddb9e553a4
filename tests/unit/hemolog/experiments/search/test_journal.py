"""The journal: failures come back, whatever happened to its file."""

import json
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from hemolog.errors import RecordingError
from hemolog.experiments import trailers
from hemolog.experiments.messages import TrialFailure, TrialRequest
from hemolog.experiments.search.journal import LARGEST, Journal

DEFINITION = '{"objective": "metrics.val.loss"}'
TREE = "1" * 40


def failure(number: int, *, definition: str = DEFINITION, tree: str = TREE, traceback: str = "Trace") -> TrialFailure:
    told = {trailers.ORACLE: "{}", trailers.DEFINITION: definition, trailers.BASELINE_TREE: tree}
    request = TrialRequest(f"{number:04}", f"rates-{number:04}", {"train.rate": 0.1, "train.layers": [1]}, (), told)
    return TrialFailure(request, f"ValueError: \u2028{number}", traceback, 1.5, 2)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "searches/rates/journal.jsonl", "begun here")


def ids(journal: Journal) -> list[str]:
    return [entry.trial_id for entry in journal.read(DEFINITION, TREE)]


def test_what_is_added_is_read_back_in_order(journal: Journal) -> None:
    assert journal.read(DEFINITION) == []
    for number in (3, 1):
        journal.add(failure(number, traceback="x" * LARGEST + "end"))
    assert ids(journal) == ["0003", "0001"]
    entry = journal.read(DEFINITION)[0]
    assert (entry.name, entry.values) == ("rates-0003", {"train.rate": 0.1, "train.layers": [1]})
    assert (entry.cause, entry.oracle, entry.seconds, entry.epochs) == ("ValueError: \u20283", "{}", 1.5, 2)
    assert entry.traceback == "x" * (LARGEST - 3) + "end"


def test_failures_of_other_searches_of_the_name_are_not_this_ones(tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    Journal(file, "begun here").add(failure(0))
    Journal(file, "begun there").add(failure(1))
    Journal(file, "begun here").add(failure(2, definition="{}"))
    Journal(file, "begun here").add(failure(3, tree="2" * 40))

    here = Journal(file, "begun here")

    assert [entry.trial_id for entry in here.read(DEFINITION)] == ["0000", "0003"]
    assert [entry.trial_id for entry in here.read(DEFINITION, TREE)] == ["0000", "0001"]


@pytest.mark.parametrize("kept", [1, 20, -2, -1])
def test_a_line_that_was_broken_off_costs_itself_alone(journal: Journal, kept: int) -> None:
    journal.add(failure(0))
    file = journal._file
    whole = file.read_bytes()
    journal.add(failure(1))
    file.write_bytes(whole + file.read_bytes()[len(whole) :][:kept])

    journal.add(failure(2))

    assert ids(journal) == (["0000", "0001", "0002"] if kept == -1 else ["0000", "0002"])


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"trial_id": "0009", "unknown": 1}',
        json.dumps({"trial_id": 9}).encode(),
    ],
)
def test_damaged_lines_are_passed_over(journal: Journal, line: bytes) -> None:
    journal.add(failure(0))
    with journal._file.open("ab") as file:
        file.write(line + b"\n")
    journal.add(failure(1))
    assert ids(journal) == ["0000", "0001"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("trial_id", 9),
        ("name", None),
        ("values", [1]),
        ("values", {"a": {"b": 1}}),
        ("cause", 1),
        ("seconds", "1"),
        ("epochs", 1.5),
        ("oracle", 1),
        ("starts", TREE),
        ("starts", [1]),
        ("starts", None),
    ],
)
def test_entries_of_wrong_types_are_passed_over(journal: Journal, key: str, value: object) -> None:
    journal.add(failure(0))
    document = json.loads(journal._file.read_text())
    journal._file.write_text(json.dumps({**document, key: value}) + "\n")
    assert journal.read(DEFINITION, TREE) == journal.read(DEFINITION) == []


@contextmanager
def no_room() -> Iterator[None]:
    """Only around what is tested: pytest's own output may be a file that is larger."""
    limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_is_told_in_one_line(journal: Journal) -> None:
    told = r"journal\.jsonl: .*: free some space and give the command again"
    with no_room(), pytest.raises(RecordingError, match=told):
        journal.add(failure(0))
    assert ids(journal) == []


def test_a_folder_in_its_place_is_told_in_one_line(journal: Journal) -> None:
    journal._file.mkdir(parents=True)
    with pytest.raises(RecordingError, match=r"journal\.jsonl"):
        journal.add(failure(0))
    assert journal.read(DEFINITION) == []


def test_threads_do_not_mix_their_lines(journal: Journal) -> None:
    threads = [Thread(target=journal.add, args=(failure(number, traceback="x" * 19_000),)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ids(journal)) == [f"{number:04}" for number in range(30)]
