"""Records of what was deleted, as lines of notes."""

import pytest

from hemolog.experiments.sharing.notes.pruned import Pruned, pruned_objects

NAME, FOLDER = "ab" * 16, "cd" * 16 + ".dir"
RECORD = Pruned((NAME, FOLDER), ("models/a b", "models/c"), "2026-03-01T12:00:00Z", "search rates: best 2 kept")


def test_a_record_is_one_line_of_json_and_comes_back() -> None:
    line = RECORD.to_line()
    assert line == (
        f'{{"kind":"pruned","objects":["{NAME}","{FOLDER}"],"paths":["models/a b","models/c"],'
        '"rule":"search rates: best 2 kept","when":"2026-03-01T12:00:00Z"}'
    )
    assert Pruned.from_line(line) == RECORD


@pytest.mark.parametrize(
    "line",
    [
        "",
        "pruned",
        '"pruned"',
        '["pruned"]',
        '{"kind":"pruned"}',
        '{"kind":"pruned","objects":7,"paths":[]}',
        '{"kind":"pruned","objects":["../../etc"],"paths":[]}',
        '{"kind":"pruned","objects":[],"paths":"x"}',
        '{"kind":"other","of":"pruned","objects":[],"paths":[]}',
        '{"kind":"pruned",' + "[" * 100_000,
    ],
)
def test_lines_of_other_kinds_and_damaged_ones_are_none(line: str) -> None:
    assert Pruned.from_line(line) is None


def test_objects_of_all_records_of_a_commit_are_told() -> None:
    other = Pruned(("ef" * 16,), ("x",), "", "")
    notes = {"1": ("nonsense", RECORD.to_line(), other.to_line()), "2": ('{"kind":"later"}',)}
    assert pruned_objects(notes) == {"1": frozenset({NAME, FOLDER, "ef" * 16})}
