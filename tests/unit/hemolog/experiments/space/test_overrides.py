"""What `dvc exp run -S` is given sets exactly the value that was meant."""

import random
from pathlib import Path
from typing import Any

import pytest
from dvc.utils.cli_parse import to_path_overrides
from dvc.utils.hydra import apply_overrides
from ruamel.yaml import YAML

from hemolog.errors import SpaceError
from hemolog.experiments.messages import Value
from hemolog.experiments.space import overrides

NUMBERS: list[Value] = [0, 1, -3, 2**53, 1e-05, 0.0001, 1.0, -2.5, 1e16, 1e22, 1e-300, 0.1 + 0.2, 123456789.123456789]
WORDS: list[Value] = [
    "cnn", "a b", "", " ", " x ", "é中", "😀", "a,b", "a=b", "a: b", "a:b", "params.yaml:x", "x # y", "# x", "- x",
    "it's", "'", "''", '"', "a\"b'c", "$", "$x", "{x}", "%", "*", "&a", "!x", "@", "`", "|", ">", "?", "=", "<<", "---",
    "[1]", "{a: 1}", "word " * 60 + "end", "x" * 300, "choice(1,2)", "range(1,3)",
]  # fmt: skip
NUMBER_LIKE: list[Value] = [
    "1", "007", "1e-3", "-1", "+1", "1.", ".5", "0x1f", "0o7", "1_000", "1:30", "inf", ".inf", "nan", ".nan",
    "true", "True", "false", "yes", "no", "on", "null", "~", "2026-01-01", "None",
]  # fmt: skip
OTHERS: list[Value] = [
    True, False, None, [], [1, 2], ["a", "b"], ["true", "it's", ""], [[1], [2, 3]], [["a"], []], [1.0, 2], [True, None],
]  # fmt: skip


def set_by_dvc(value: Value, old: Any, path: Path) -> Any:
    YAML().dump({"train": {"x": old, "kept": 1}}, path)
    words = overrides({"train.x": value})
    assert to_path_overrides(words) == {"params.yaml": list(words)}
    apply_overrides(path, list(words))
    document = YAML(typ="safe", pure=True).load(path.read_text())
    assert document["train"]["kept"] == 1
    return document["train"]["x"]


@pytest.mark.parametrize("old", ["old", [9, 9], None, 1.5])
@pytest.mark.parametrize("value", NUMBERS + WORDS + NUMBER_LIKE + OTHERS, ids=repr)
def test_the_file_then_holds_that_value_with_its_type(value: Value, old: Any, tmp_path: Path) -> None:
    assert repr(set_by_dvc(value, old, tmp_path / "params.yaml")) == repr(value)


def test_so_it_is_for_texts_and_lists_of_any_characters(tmp_path: Path) -> None:
    chance = random.Random(7)
    letters = "ab01 .,:;='\"$[](){}<>#&*!|>%@`~-+?/_eETrueNullé"
    for _ in range(150):
        texts: list[Value] = ["".join(chance.choices(letters, k=chance.randrange(9))) for _ in range(3)]
        value: Value = [texts, texts[0]] if chance.random() < 0.5 else texts[0]
        if "${" not in repr(value):
            assert set_by_dvc(value, "old", tmp_path / "params.yaml") == value


def test_words_are_in_the_order_of_the_values_and_spelled_for_hydra() -> None:
    values: dict[str, Value] = {"b": 1e-05, "a.c": "cnn", "d": True, "e": None, "f": [1, "x"]}
    assert overrides(values) == ("b=1e-05", "a.c='cnn'", "d=true", "e=null", "f=[1,'x']")


@pytest.mark.parametrize(
    "value", ["a\\b", "\\", "${x}", "${oc.env:HOME}", "a\nb", "\r", "\t", "\0", "\x85", "\u2028", "\ud800", ["${x}"]]
)
def test_what_words_cannot_carry_is_refused(value: Value) -> None:
    with pytest.raises(SpaceError, match=r"train.x: `-S` can't carry .*: take a text without it") as caught:
        overrides({"train.x": value, "train.y": 1})
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_numbers_that_are_not_finite_are_refused(value: float) -> None:
    with pytest.raises(SpaceError, match="expected a finite number"):
        overrides({"train.x": value})
