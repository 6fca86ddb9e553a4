"""Tests of facts kept beside the repository."""

import multiprocessing
import sqlite3
from pathlib import Path

from hemolog.experiments.objects.fact_cache import FactCache


def test_facts_are_found_again_by_their_kind(tmp_path: Path) -> None:
    file = tmp_path / "below" / "facts.sqlite"
    cache = FactCache(file, "a-1")
    assert cache.get(["x"]) == {}
    assert not file.exists()
    cache.put({})
    assert not file.exists()
    cache.put({"x": {"n": [1, None, "é"]}, "y": 2})
    assert FactCache(file, "a-1").get(["x", "y", "z"]) == {"x": {"n": [1, None, "é"]}, "y": 2}
    assert FactCache(file, "a-2").get(["x"]) == {}


def test_thousands_are_asked_for_at_once(tmp_path: Path) -> None:
    cache = FactCache(tmp_path / "facts", "a")
    facts = {str(number): number for number in range(3_000)}
    cache.put(facts)
    assert cache.get(facts) == facts


def test_a_damaged_file_is_begun_anew(tmp_path: Path) -> None:
    file = tmp_path / "facts"
    file.write_bytes(b"no database" * 1_000)
    cache = FactCache(file, "a")
    assert cache.get(["x"]) == {}
    cache.put({"x": 1})
    assert cache.get(["x"]) == {"x": 1}


def test_a_value_that_is_no_json_is_begun_anew(tmp_path: Path) -> None:
    cache = FactCache(tmp_path / "facts", "a")
    cache.put({"x": 1})
    with sqlite3.connect(tmp_path / "facts") as database:
        database.execute("UPDATE facts SET value = '{'")
    assert cache.get(["x"]) == {}
    cache.put({"x": 2})
    assert cache.get(["x"]) == {"x": 2}


def _put(file: Path, start: int) -> None:
    for number in range(start, start + 50):
        FactCache(file, "a").put({str(number): number})


def test_processes_share_it(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_put, args=(tmp_path / "facts", start)) for start in (0, 50, 100)]
    for each in processes:
        each.start()
    for each in processes:
        each.join()
    wanted = {str(number): number for number in range(150)}
    assert FactCache(tmp_path / "facts", "a").get(wanted) == wanted


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = FactCache(tmp_path / "file" / "facts", "a")
    cache.put({"x": 1})
    assert cache.get(["x"]) == {}
