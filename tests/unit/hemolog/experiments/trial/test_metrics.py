"""Metrics files, read into qualified names."""

from pathlib import Path

import pytest

from hemolog.experiments.trial.metrics import read


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("m.json", '{"val": {"f1": 0.5, "n": 3}, "a": 1e-05}', {"val.f1": 0.5, "val.n": 3, "a": 1e-05}),
        ("m.yaml", "val:\n  f1: 0.5\n", {"val.f1": 0.5}),
        ("m.yaml", "loss: 1e-05\n", {"loss": 1e-05}),
        ("m.json", '{"a": true, "b": "0.5", "c": null, "d": [1], "e": 2}', {"e": 2}),
        ("m.json", "{", {}),
        ("m.json", "[" * 100_000, {}),
        ("m.json", "[1]", {}),
        ("m.json", "3", {}),
        ("m.yaml", "a: [", {}),
        ("m.yaml", "!!python/object/apply:os.system ['true']", {}),
        ("m.json", "", {}),
    ],
    ids=str,
)
def test_numbers_are_read_and_the_rest_is_left_out(
    name: str, text: str, expected: dict[str, float], tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text)

    assert read([tmp_path / name, tmp_path / "missing.json"]) == {f"metrics.{key}": v for key, v in expected.items()}


def test_the_last_file_wins(tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}.json").write_text(f'{{"a": {number}}}')

    assert read([tmp_path / "1.json", tmp_path / "2.json"]) == {"metrics.a": 2}
