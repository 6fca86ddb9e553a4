"""What parallel coordinates are computed with: brushes, orders of axes, pixels of lines."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from support.board_page import open_board

Evaluate = Callable[..., Any]
RATE = "H.parallel.axis({name: 'rate', kind: 'number', values: [0.001, 0.01, 1, null]})"
MODEL = "H.parallel.axis({name: 'model', kind: 'text', values: ['a', 'b', 'c', 'd']})"


@pytest.fixture
def js(page: Page, made_board: Callable[[int], Path]) -> Evaluate:
    open_board(page, made_board(3))
    return page.evaluate


@pytest.mark.parametrize(
    ("axis", "places", "brush"),
    [
        (RATE, (0.2, 0.8), {"from": 0.00398, "to": 0.251}),
        (RATE, (0.8, 0.2), {"from": 0.00398, "to": 0.251}),
        (RATE, (0.5, 3), {"from": 0.0316, "to": 1}),
        (RATE, (-3, 0.5), {"from": 0.001, "to": 0.0316, "missing": True}),
        (RATE, (-3, -0.05), {"in": [None]}),
        (RATE, (0.5, 0.5), None),
        (MODEL, (0.1, 0.6), {"in": ["a", "b"]}),
        (MODEL, (0.7, 0.9), {"in": ["d"]}),
        (MODEL, (0.6, 0.61), None),
    ],
)
def test_a_brush_covers_what_lies_between_two_places(
    js: Evaluate, axis: str, places: tuple[float, float], brush: dict[str, Any] | None
) -> None:
    assert js(f"([one, other]) => H.parallel.between({axis}, one, other)", list(places)) == brush


@pytest.mark.parametrize(
    ("key", "more", "places", "brush"),
    [
        ("ArrowUp", {}, None, {"in": ["c", "d"]}),
        ("ArrowDown", {}, None, {"in": ["a", "b"]}),
        ("ArrowUp", {}, [0.25, 0.5], {"in": ["c"]}),
        ("ArrowUp", {}, [0.75, 1], {"in": ["d"]}),
        ("ArrowUp", {"shiftKey": True}, [0.25, 0.5], {"in": ["b", "c"]}),
        ("ArrowDown", {"shiftKey": True}, [0.25, 0.5], {"in": ["b"]}),
        ("ArrowDown", {"altKey": True}, [0.25, 0.5], {"in": ["a", "b"]}),
        ("Home", {}, [0.25, 0.5], {"in": ["b", "c", "d"]}),
        ("End", {}, [0.25, 0.5], {"in": ["a", "b"]}),
        ("Escape", {}, [0.25, 0.5], None),
    ],
)
def test_keys_make_move_and_resize_a_brush(
    js: Evaluate, key: str, more: dict[str, bool], places: list[float] | None, brush: dict[str, Any] | None
) -> None:
    event = {"key": key, **more}
    assert js(f"([places, event]) => H.parallel.pressed({MODEL}, places, event)", [places, event]) == brush


def test_other_keys_mean_nothing_to_a_brush(js: Evaluate) -> None:
    assert js(f"H.parallel.pressed({MODEL}, null, {{key: 'Tab'}}) === undefined")


def test_categories_that_are_not_neighbours_are_parts_of_one_brush(js: Evaluate) -> None:
    assert js(f"H.parallel.intervals({MODEL}, {{in: ['a', 'b', 'd']}})") == [[0, 0.5], [0.75, 1]]


@pytest.mark.parametrize(
    ("brush", "passing"),
    [
        ({"from": 0.001, "to": 0.01}, [1, 1, 0, 0]),
        ({"from": 0.01, "to": 1, "missing": True}, [0, 1, 1, 1]),
        ({"in": [None]}, [0, 0, 0, 1]),
        ({"in": [1]}, [0, 0, 1, 0]),
    ],
)
def test_what_passes_a_brush_is_what_it_covers(js: Evaluate, brush: dict[str, Any], passing: list[int]) -> None:
    assert js(f"brush => [...H.parallel.passing([{RATE}], {{rate: brush}}, 4)]", brush) == passing


@pytest.mark.parametrize(
    "brush",
    [
        {"params.train.dropout": {"from": 0.25, "to": 0.45}},
        {"params.train.depth": {"from": 2, "to": 3, "missing": True}},
        {"params.train.depth": {"in": [None]}, "params.train.model": {"in": ["resnet"]}},
    ],
)
def test_the_lines_and_the_other_tabs_agree_on_what_passes(
    page: Page, made_board: Callable[[int], Path], brush: dict[str, Any]
) -> None:
    open_board(page, made_board(1_000))
    found = page.evaluate(
        """brushes => {
            H.state.set({brushes});
            const axes = Object.keys(brushes).map((name) => H.parallel.axis(H.facts.column(name)));
            const mask = H.parallel.passing(axes, brushes, H.facts.count);
            return [[...mask.keys()].filter((run) => mask[run]), H.chosen.passing()];
        }""",
        brush,
    )
    assert found[0] == found[1]
    assert 0 < len(found[0]) < 1_000


@pytest.mark.parametrize(
    ("name", "to", "order"), [("a", 1, "bacz"), ("c", 0, "cabz"), ("a", 9, "bcaz"), ("b", -5, "bacz"), ("b", 1, "abcz")]
)
def test_an_axis_moves_to_any_place_but_the_last_which_is_the_objectives(
    js: Evaluate, name: str, to: int, order: str
) -> None:
    assert js("([name, to]) => H.parallel.movedTo([...'abcz'], name, to, 'z').join('')", [name, to]) == order


LINES = """([runs, taken, width]) => {
    const {PAD, ink, cover} = H.coverage;
    const height = 12;
    const differences = new Float64Array(4 * (height + PAD));
    const from = Float32Array.from(runs, ([left]) => left);
    const to = Float32Array.from(runs, ([, right]) => right);
    const inks = new Float64Array(runs.length).fill(ink(1, 0));
    const gap = {left: 0, right: 4, from, to};
    cover(differences, height, gap, Int32Array.from(runs.keys()), inks, width, 1);
    cover(differences, height, gap, Int32Array.from(taken), inks, width, -1);
    return [0, 1, 2, 3].map((x) => {
        let sum = 0;
        return Array.from({length: height}, (_, y) => (sum += differences[x * (height + PAD) + y]) / 16);
    });
}"""


def test_a_level_line_covers_its_width_in_each_column_and_parts_of_pixels_where_it_lies_between(js: Evaluate) -> None:
    assert js(LINES, [[[3.5, 3.5]], [], 1]) == [[0, 0, 0, 1, *[0] * 8]] * 4
    assert js(LINES, [[[5, 5]], [], 1.5]) == [[0, 0, 0, 0, 0.75, 0.75, *[0] * 6]] * 4


def test_a_steep_line_has_no_gaps_and_is_no_thicker_than_a_level_one(js: Evaluate) -> None:
    columns = js(LINES, [[[1, 11]], [], 1])
    rows = [sum(column[y] for column in columns) for y in range(12)]
    assert all(row > 0 for row in rows[1:11])
    # Upright it covers its width times the square root of 1 + slope squared (Pythagoras).
    assert [sum(column) for column in columns] == pytest.approx([(1 + 2.5**2) ** 0.5] * 4, abs=1 / 8)


def test_lines_add_up_and_are_taken_away_without_a_trace(js: Evaluate) -> None:
    three = [[2, 9.3], [2, 9.3], [7.7, 1.1]]
    once, twice = js(LINES, [three, [0, 2], 1.25]), js(LINES, [three, [2], 1.25])
    assert [[2 * part for part in column] for column in once] == twice
    assert js(LINES, [three, [0, 1, 2], 1.25]) == [[0] * 12] * 4


def test_crossing_lines_mix_their_shades_by_weight_and_cover_what_is_below(js: Evaluate) -> None:
    pixels = js("""() => {
        const {PAD, SHADES, WEIGHTS, ink, opacities, cover, paint, pixel} = H.coverage;
        const gap = {left: 0, right: 1, from: Float32Array.of(1.5, 1.5), to: Float32Array.of(1.5, 1.5)};
        const inks = Float64Array.of(ink(WEIGHTS, 8), ink(WEIGHTS, 16));
        const palette = Int32Array.from({length: SHADES}, (_, at) => pixel(`#${at.toString(16).padStart(2, "0")}0000`));
        const differences = new Float64Array(3 + PAD);
        const pixels = new Int32Array(3).fill(pixel("#ffffff"));
        cover(differences, 3, gap, Int32Array.of(0, 1), inks, 1, 1);
        paint(differences, 3, gap, pixels, palette, opacities(0.999));
        return [...pixels].map((each) => (each >>> 0).toString(16));
    }""")
    assert pixels == ["ffffffff", "ff00000c", "ffffffff"]
