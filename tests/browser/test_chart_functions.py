"""What charts are computed with, by equality: averages, groups, scales, ticks, colours, brushes, lines of pixels."""

from collections.abc import Callable
from math import sqrt
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from support.board_page import open_board

Evaluate = Callable[..., Any]


@pytest.fixture
def js(page: Page, made_board: Callable[[int], Path]) -> Evaluate:
    open_board(page, made_board(3))
    return page.evaluate


def test_an_average_forgets_by_its_weight_without_a_bias_to_its_beginning(js: Evaluate) -> None:
    assert js("H.curves.ema([1, 2, 4], 0.5)") == [1, pytest.approx(1.25 / 0.75), pytest.approx(2.625 / 0.875)]
    assert js("H.curves.ema([7, 7, 7, 7], 0.9)") == pytest.approx([7, 7, 7, 7])
    assert js("H.curves.ema([3, 1, 2], 0)") == [3, 1, 2]


def test_an_average_passes_over_what_has_no_value(js: Evaluate) -> None:
    assert js("H.curves.ema([null, 1, null, 2], 0.5)") == [None, 1, None, pytest.approx(1.25 / 0.75)]


@pytest.mark.parametrize(
    ("values", "direction", "place"),
    [
        ([1, 3, 3, 2], "max", 1),
        ([4, None, 1, 1], "min", 2),
        ([None, None], "max", -1),
        ([], "min", -1),
        ([2], "max", 0),
    ],
)
def test_the_best_is_the_first_of_equal_values(
    js: Evaluate, values: list[float | None], direction: str, place: int
) -> None:
    assert js("([values, direction]) => H.curves.best(values, direction)", [values, direction]) == place


def test_means_and_bands_are_of_the_curves_that_have_a_value_at_an_epoch(js: Evaluate) -> None:
    curves = (
        "[{steps: [0, 1, 2], values: [1, 2, null]}, {steps: [0, 1], values: [3, 6]}, {steps: [0, 2], values: [5, 9]}]"
    )
    expected = {"steps": [0, 1, 2], "means": [3, 4, 9], "counts": [3, 2, 1]}
    assert js(f"H.curves.meanAndBand({curves}, 'range')") == {**expected, "lows": [1, 2, 9], "highs": [5, 6, 9]}
    around = js(f"H.curves.meanAndBand({curves}, 'deviation')")
    assert around["lows"] == pytest.approx([3 - 2, 4 - sqrt(8), 9])
    assert around["highs"] == pytest.approx([3 + 2, 4 + sqrt(8), 9])


def test_numbers_of_many_values_are_grouped_by_ranges_and_few_by_value(js: Evaluate) -> None:
    column = "{name: 'params.rate', kind: 'number', values: [...Array(12).keys(), null]}"
    groups = js(f"H.curves.groups({column}, [...Array(13).keys()]).map(({{ label, runs }}) => [label, runs])")
    assert groups == [
        ["0 to 2", [0, 1, 2]],
        ["3 to 5", [3, 4, 5]],
        ["6 to 8", [6, 7, 8]],
        ["9 to 11", [9, 10, 11]],
        ["no value", [12]],
    ]
    few = "{name: 'params.model', kind: 'text', values: ['b', 'a', 'b']}"
    assert js(f"H.curves.groups({few}, [0, 1, 2]).map(({{ label, runs }}) => [label, runs])") == [
        ["a", [1]],
        ["b", [0, 2]],
    ]


def test_metrics_of_one_name_are_one_picture_and_that_of_the_objective_is_solid(js: Evaluate) -> None:
    names = ["metrics.train.loss", "metrics.val.loss", "metrics.val.per_class.a", "metrics.rate"]
    found = js("names => H.curves.families(names, 'metrics.val.macro_f1')", names)
    assert [(family["name"], [(each["on"], each["dash"]) for each in family["members"]]) for family in found] == [
        ("loss", [("val", "solid"), ("train", "dash")]),
        ("per_class.a", [("val", "solid")]),
        ("rate", [("", "solid")]),
    ]


def test_lines_of_one_colour_become_one_trace_with_gaps(js: Evaluate) -> None:
    traces = js("""() => {
        const member = {name: "metrics.loss", dash: "solid"};
        const all = [0, 1, 2].map((run) => ({run, member, steps: [0, 1], values: [run, run + 1]}));
        return H.curves.merged(all, {bins: new Map([[0, 1], [1, 0], [2, 1]]), colours: ["#111111", "#222222"]});
    }""")
    drawn = [(trace["line"]["color"], trace["x"], trace["y"], trace["connectgaps"]) for trace in traces]
    assert drawn == [
        ("#111111", [0, 1, None], [1, 2, None], False),
        ("#222222", [0, 1, None, 0, 1, None], [0, 1, None, 2, 3, None], False),
    ]


def test_the_pointer_finds_the_nearest_point_that_is_near(js: Evaluate) -> None:
    all_ = "[{steps: [1, 10], values: [0, 10]}, {steps: [1, 10], values: [10, null]}]"
    x = "H.curves.pixels({log: true, range: [0, 1], length: 100, flipped: false})"
    y = "H.curves.pixels({log: false, range: [0, 10], length: 100, flipped: true})"
    assert js(f"[1, 10].map({x})") == [0, 100]
    assert js(f"[0, 5].map({y})") == [100, 50]
    assert js(f"H.curves.nearest({all_}, {x}, {y}, [5, 8])") == {"series": 1, "point": 0}
    assert js(f"H.curves.nearest({all_}, {x}, {y}, [97, 4])") == {"series": 0, "point": 1}
    assert js(f"H.curves.nearest({all_}, {x}, {y}, [50, 50])") is None


@pytest.mark.parametrize(
    ("call", "ticks"),
    [
        ("linear(0, 1, 5)", [0, 0.2, 0.4, 0.6, 0.8, 1]),
        ("linear(-3, 12, 5)", [0, 5, 10]),
        ("linear(0.101, 0.149, 5)", [0.11, 0.12, 0.13, 0.14]),
        ("linear(4, 4, 5)", [4]),
        ("logarithmic(1e-5, 0.1, 6)", [1e-5, 1e-4, 1e-3, 1e-2, 1e-1]),
        ("logarithmic(0.001, 0.1, 6)", [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1]),
        ("logarithmic(1e-9, 1e9, 6)", [1e-9, 1e-6, 1e-3, 1, 1e3, 1e6, 1e9]),
        ("logarithmic(30, 40, 5)", [30, 32, 34, 36, 38, 40]),
    ],
)
def test_ticks_are_round_and_within_the_axis(js: Evaluate, call: str, ticks: list[float]) -> None:
    assert js(f"H.ticks.{call}") == ticks


@pytest.mark.parametrize(("ends", "log"), [([0.0005, 0.02], True), ([-3, 7], False), ([0.1, 0.3], False)])
def test_a_scale_gives_its_ends_back_exactly_and_what_is_between_nearly(
    js: Evaluate, ends: list[float], log: bool
) -> None:
    value = "([ends, log]) => [0, 0.25, 1].map((at) => H.scales.scale(ends, log).value(at))"
    low, quarter, high = js(value, [ends, log])
    assert [low, high] == ends
    place = "([ends, log, value]) => H.scales.scale(ends, log).place(value)"
    assert js(place, [ends, log, quarter]) == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("values", "log"),
    [([0.001, 0.01], True), ([0.001, 0.009], False), ([0, 1000], False), ([-1, 1e9], False), ([], False), ([5], False)],
)
def test_an_axis_is_logarithmic_by_itself_from_one_decade_of_positive_numbers(
    js: Evaluate, values: list[float], log: bool
) -> None:
    assert js("values => H.scales.suitsLog(values)", values) == log


def test_categories_stand_in_natural_order_evenly_apart(js: Evaluate) -> None:
    axis = "H.parallel.axis({name: 'a', kind: 'text', values: ['v10', 'v2', null, 'v2']})"
    assert js(f"{axis}.ticks()") == ["v2", "v10"]
    assert js(f"[...{axis}.positions]") == pytest.approx([0.75, 0.25, -0.1, 0.25])
    assert js("H.parallel.axis({name: 'a', kind: 'boolean', values: [true, false]}).ticks()") == [False, True]
