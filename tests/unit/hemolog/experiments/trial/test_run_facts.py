"""What stages tell of themselves, and what is told of a run."""

from pathlib import Path

import pytest

from hemolog.experiments import trailers
from hemolog.experiments.trial import run_facts
from hemolog.experiments.trial.run_facts import RunFacts, told_by_stages


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"images_per_second": 812.5, "steps": 3}', {"images_per_second": 812.5, "steps": 3.0}),
        ("{}", {}),
        ('{"a": true, "b": "1", "c": null, "d": [1], "e": {"f": 1}, "g": 1}', {"g": 1.0}),
        ('{"a": NaN, "b": Infinity, "c": -Infinity, "d": 1e999, "e": 2}', {"e": 2.0}),
        (f'{{"a": 1{"0" * 400}, "b": 1}}', {"b": 1.0}),
        (f'{{"a": 1{"0" * 5000}}}', {}),
        ('{"A": 1, "": 1, "a b": 1, "a\\nHemolog-Trial: 7": 1, "a-b": 1, "1a": 1, "a1": 1}', {"a1": 1.0}),
        ("[1]", {}),
        ("7", {}),
        ("{", {}),
        ("[" * 9_000, {}),
        ("\udcff", {}),
        ('{"a": 1}' + " " * 10_000, {}),
    ],
)
def test_numbers_with_plain_names_are_taken_and_the_rest_is_left(
    tmp_path: Path, text: str, told: dict[str, float]
) -> None:
    file = tmp_path / "facts.json"
    file.write_bytes(text.encode(errors="surrogateescape"))
    assert told_by_stages(file) == told


def test_where_there_is_no_file_nothing_was_told(tmp_path: Path) -> None:
    assert told_by_stages(tmp_path / "none") == {}
    assert told_by_stages(tmp_path) == {}


def test_no_more_than_twenty_are_taken(tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text("{" + ", ".join(f'"a{number}": {number}' for number in range(30)) + "}")
    assert len(told_by_stages(file)) == 20


def test_facts_become_trailers_that_are_read_back() -> None:
    facts = RunFacts(seconds=1.23456, epochs=3, cached=False, peak_memory=4096, told={"images_per_second": 812.54321})
    told = trailers.read(trailers.message("Trial", "", facts.lines()))
    assert told == facts.lines()
    assert told["Hemolog-Fact-Images-Per-Second"] == "812.543"
    assert (told["Hemolog-Seconds"], told["Hemolog-Epochs"], told["Hemolog-Cached"]) == ("1.235", "3", "no")
    assert "dvc==" in told["Hemolog-Packages"]


def test_peak_memory_is_that_since_it_was_forgotten() -> None:
    large = bytearray(200_000_000)
    large[::4096] = b"x" * len(large[::4096])
    before = run_facts.peak_memory()
    del large
    run_facts.forget_peak()
    assert 0 < run_facts.peak_memory() <= before
