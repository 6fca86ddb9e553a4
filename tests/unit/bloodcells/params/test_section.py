"""One message for all that is wrong with a section."""

from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

import pytest
from pydantic import Field, model_validator

from bloodcells.errors import ParamsError
from bloodcells.params.section import Group, Section, nearest


class Oven(Group):
    heat: Annotated[float, Field(ge=0.0, le=300.0)]
    fan: bool


class Tray(Group):
    size: int


class BakeParams(Section):
    section: ClassVar[str] = "bake"
    shared: ClassVar[tuple[str, ...]] = ("seed",)

    seed: int
    minutes: Annotated[int, Field(ge=1)]
    bread: str
    oven: Oven
    trays: dict[str, Tray]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        problems = []
        if self.minutes > 60:
            problems.append("bake.minutes burns the bread")
        if self.bread == "none":
            problems.append("bake.bread is none")
        if problems:
            raise ValueError(*problems)
        return self


def document(**changes: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "seed": 1,
        "bake": {
            "minutes": 30,
            "bread": "rye",
            "oven": {"heat": 220, "fan": True},
            "trays": {"upper": {"size": 3}},
        },
        "sell": {"whatever": "belongs to another stage"},
    }
    for name, value in changes.items():
        *groups, leaf = name.split("__")
        node = whole
        for group in groups:
            node = node[group]
        if value is ...:
            del node[leaf]
        else:
            node[leaf] = value
    return whole


def problems_of(whole: dict[str, Any]) -> list[str]:
    with pytest.raises(ParamsError) as caught:
        BakeParams.parse(whole)
    return caught.value.problems


def test_a_right_section_is_a_typed_value() -> None:
    bake = BakeParams.parse(document())

    assert bake == BakeParams(
        seed=1, minutes=30, bread="rye", oven=Oven(heat=220.0, fan=True), trays={"upper": Tray(size=3)}
    )
    assert type(bake.oven.heat) is float


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"bake__minute": 5}, "bake.minute is unknown (did you mean bake.minutes?)"),
        ({"bake__oven__haet": 5}, "bake.oven.haet is unknown (did you mean bake.oven.heat?)"),
        ({"bake__heat": 5}, "bake.heat is unknown (did you mean bake.oven.heat?)"),
        ({"bake__trays__upper__sise": 5}, "bake.trays.upper.sise is unknown (did you mean bake.trays.<name>.size?)"),
        ({"bake__oven__qqq": 5}, "bake.oven.qqq is unknown (known: bake.oven.heat, bake.oven.fan)"),
        ({"bake__oven__1": 5}, "bake.oven.1 is unknown (known: bake.oven.heat, bake.oven.fan)"),
        ({"bake__ovens": {}}, "bake.ovens is unknown (did you mean bake.oven?)"),
        ({"bake__qqq": 1}, "bake.qqq is unknown (known: seed, bake.minutes, bake.bread, bake.oven, bake.trays)"),
        ({"bake__minutes": ...}, "bake.minutes is missing"),
        ({"bake__oven__fan": ...}, "bake.oven.fan is missing"),
        ({"bake__oven": ...}, "bake.oven is missing"),
        ({"seed": ...}, "seed is missing"),
        ({"bake": ...}, "bake is missing: it holds the parameters of the stage bake"),
        ({"bake": None}, "bake is missing: it holds the parameters of the stage bake"),
        ({"bake": [1]}, "bake: should be a group of parameters (`name: value`). Received [1]"),
        ({"bake__oven": None}, "bake.oven: should be a group of parameters (`name: value`). Received null"),
        ({"bake__trays": 3}, "bake.trays: should be a group of parameters (`name: value`). Received 3"),
        ({"bake__minutes": "30"}, "bake.minutes: should be a valid integer. Received '30'"),
        ({"bake__minutes": 30.0}, "bake.minutes: should be a valid integer. Received 30.0"),
        ({"bake__minutes": True}, "bake.minutes: should be a valid integer. Received true"),
        ({"bake__minutes": None}, "bake.minutes: should be a valid integer. Received null"),
        ({"bake__minutes": 0}, "bake.minutes: should be greater than or equal to 1. Received 0"),
        ({"bake__oven__heat": "hot"}, "bake.oven.heat: should be a valid number. Received 'hot'"),
        ({"bake__oven__heat": True}, "bake.oven.heat: should be a valid number. Received true"),
        ({"bake__oven__heat": 301}, "bake.oven.heat: should be less than or equal to 300. Received 301"),
        ({"bake__oven__heat": float("nan")}, "bake.oven.heat: should be a finite number. Received nan"),
        ({"bake__oven__heat": float("inf")}, "bake.oven.heat: should be a finite number. Received inf"),
        ({"bake__oven__heat": 10**400}, f"bake.oven.heat: should be a valid number. Received 1{'0' * 79}..."),
        ({"bake__bread": 16**5000}, "bake.bread: should be a valid string. Received a number too long to be shown"),
        ({"bake__oven__fan": "yes"}, "bake.oven.fan: should be a valid boolean. Received 'yes'"),
        ({"bake__oven__fan": 1}, "bake.oven.fan: should be a valid boolean. Received 1"),
        ({"bake__bread": 3}, "bake.bread: should be a valid string. Received 3"),
        ({"bake__seed": 3}, "bake.seed belongs at the top level"),
        ({"seed": 1.5}, "seed: should be a valid integer. Received 1.5"),
        ({"bake__minutes": 61}, "bake.minutes burns the bread"),
    ],
)
def test_a_wrong_parameter_is_told_by_name(changes: dict[str, Any], expected: str) -> None:
    assert problems_of(document(**changes)) == [expected]


def test_everything_wrong_is_told_in_one_message() -> None:
    whole = document(bake__seed=2, bake__minutes="x", bake__oven__heat=-1, bake__bred="rye", bake__trays=..., seed=...)

    assert problems_of(whole) == [
        "bake.seed belongs at the top level",
        "seed is missing",
        "bake.minutes: should be a valid integer. Received 'x'",
        "bake.oven.heat: should be greater than or equal to 0. Received -1",
        "bake.trays is missing",
        "bake.bred is unknown (did you mean bake.bread?)",
    ]


def test_contradictions_are_told_together() -> None:
    assert problems_of(document(bake__minutes=61, bake__bread="none")) == [
        "bake.minutes burns the bread",
        "bake.bread is none",
    ]


def test_names_that_are_numbers_are_unknown_names() -> None:
    whole = document()
    whole["bake"] |= {1: 2, None: 3}

    first, second = problems_of(whole)

    assert first.startswith("bake.1 is unknown")
    assert second.startswith("bake.None is unknown")


def test_other_sections_are_not_looked_at() -> None:
    assert BakeParams.parse(document(sell=None)) == BakeParams.parse(document())


def test_a_section_can_not_be_changed() -> None:
    bake = BakeParams.parse(document())

    with pytest.raises(ValueError, match="frozen"):
        bake.minutes = 3  # type: ignore[misc]


def test_a_section_is_read_from_the_file_in_the_current_folder(workspace: Path) -> None:
    (workspace / "params.yaml").write_text(
        "seed: 1\nbake: {minutes: 30, bread: rye, oven: {heat: 2.2e2, fan: true}, trays: {upper: {size: 3}}}\n"
    )

    assert BakeParams.read() == BakeParams.parse(document())


def test_names_are_dotted_and_in_order_and_give_their_values() -> None:
    bake = BakeParams.parse(document())

    values = {name: bake.value(name) for name in BakeParams.names()}

    assert values == {
        "seed": 1,
        "bake.minutes": 30,
        "bake.bread": "rye",
        "bake.oven.heat": 220.0,
        "bake.oven.fan": True,
        "bake.trays": {"upper": Tray(size=3)},
    }


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("learning_rte", "learning_rate"),
        ("lr", None),
        ("dropot", "dropout"),
        ("augmentation.flip", "augmentation.flips"),
        ("flips", "augmentation.flips"),
        ("", None),
    ],
)
def test_the_nearest_name_is_suggested_only_when_near(name: str, meant: str | None) -> None:
    assert nearest(name, ["learning_rate", "dropout", "augmentation.flips"]) == meant
