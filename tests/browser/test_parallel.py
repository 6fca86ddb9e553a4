"""Parallel coordinates in the page: what is drawn, brushed and said, seen in the pixels and in the other tabs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from support.made_history import OBJECTIVE
from support.parallel_page import ParallelPage, open_parallel

RATE, DROPOUT, MODEL, DEPTH = (f"params.train.{name}" for name in ("learning_rate", "dropout", "model", "depth"))
VARYING = (
    *("params.train.augmentation.flips", "params.train.augmentation.zoom", "params.train.batch_size"),
    *(MODEL, DEPTH, DROPOUT, RATE, "params.train.width"),
)
LINES = 991
"""Of 1,001 runs: ten can't be read."""


@pytest.fixture
def board(page: Page, made_board: Callable[[int], Path]) -> ParallelPage:
    return open_parallel(page, made_board(1_000).as_uri())


def passing(page: Page, condition: str) -> int:
    """How many runs satisfy a condition on `of(name)`."""
    runs = f"""[...Array(H.facts.count).keys()].filter((run) => {{
        const of = (name) => H.facts.value(run, name);
        return {condition};
    }})"""
    return len(page.evaluate(runs))


def test_every_parameter_that_varies_has_an_axis_and_the_objective_is_at_the_right(board: ParallelPage) -> None:
    order = board.order()
    assert (set(order[:-1]), order[-1]) == (set(VARYING), OBJECTIVE)
    expect(board.page.locator("#panel [role=status]")).to_have_text(
        "991 lines, one a run; 10 runs left out that have none of these values."
    )


def test_each_run_is_a_line_that_is_seen(board: ParallelPage) -> None:
    statistics = board.statistics()
    assert (statistics["lines"], statistics["drawn"], statistics["behind"]) == (LINES, LINES, 0)
    pixels = board.pixels()
    assert pixels["coloured"] > 40_000
    assert pixels["paper"] == [255, 255, 255]


def test_ten_thousand_runs_are_all_drawn(page: Page, made_board: Callable[[int], Path]) -> None:
    page.set_default_timeout(120_000)
    board = open_parallel(page, made_board(10_000).as_uri())
    statistics = board.statistics()
    assert (statistics["lines"], statistics["drawn"], statistics["behind"]) == (9_901, 9_901, 0)
    assert board.pixels()["coloured"] > 80_000


def test_a_brush_filters_the_lines_the_bar_and_the_table(board: ParallelPage) -> None:
    before = board.pixels()
    board.drag(DROPOUT, 0.1, 0.4)
    brush = board.brushes()[DROPOUT]
    assert brush == {"from": pytest.approx(0.24, abs=0.005), "to": pytest.approx(0.36, abs=0.005)}
    expected = passing(board.page, f"of('{DROPOUT}') === 0.3")
    assert board.statistics()["drawn"] == expected
    expect(board.count).to_have_text(f"{expected} of 1,001 runs")
    after = board.pixels()
    assert after["coloured"] < before["coloured"] * 0.9
    assert after["faint"] > before["faint"]
    board.page.locator("#tab-table").click()
    expect(board.page.locator(".dt-info")).to_contain_text(f"of {expected} runs")


def test_brushes_on_several_axes_work_together_and_each_can_be_cleared(board: ParallelPage) -> None:
    board.drag(DROPOUT, -0.01, 0.6)
    board.drag(MODEL, 0.55, 1)
    assert board.brushes()[MODEL] == {"in": ["resnet"]}
    both = passing(board.page, f"of('{DROPOUT}') < 0.45 && of('{MODEL}') === 'resnet'")
    expect(board.count).to_have_text(f"{both} of 1,001 runs")
    board.axis(DROPOUT).locator(".hit").dblclick()
    board.settle()
    one = passing(board.page, f"of('{MODEL}') === 'resnet'")
    expect(board.count).to_have_text(f"{one} of 1,001 runs")
    board.axis(MODEL).focus()
    board.page.keyboard.press("Escape")
    expect(board.count).to_have_text("1,001 runs")


def test_a_brush_is_moved_by_its_middle_and_resized_by_its_ends(board: ParallelPage) -> None:
    board.title(RATE).locator("button.log").click()  # Linear: then moving keeps the width.
    board.drag(RATE, 0.2, 0.4)
    first = board.brushes()[RATE]
    board.drag(RATE, 0.3, 0.6)
    moved = board.brushes()[RATE]
    assert moved["to"] - moved["from"] == pytest.approx(first["to"] - first["from"], rel=0.03)
    assert moved["from"] - first["from"] == pytest.approx(0.3 * 0.0195, rel=0.05)
    board.drag(RATE, 0.7, 1.2)
    resized = board.brushes()[RATE]
    assert resized["from"] == moved["from"]
    assert resized["to"] == board.page.evaluate(f"H.scales.extent(H.facts.values('{RATE}'))[1]")


def test_runs_without_a_value_can_be_brushed(board: ParallelPage) -> None:
    board.drag(DEPTH, -0.05, -0.2)
    assert board.brushes() == {DEPTH: {"in": [None]}}
    drawn = passing(board.page, f"of('{DEPTH}') === null && of('{MODEL}') !== null")
    assert board.statistics()["drawn"] == drawn > 100


def test_an_axis_is_brushed_by_keys_and_says_so(board: ParallelPage) -> None:
    axis = board.axis(MODEL)
    axis.focus()
    expect(axis).to_have_attribute("aria-valuetext", "all")
    board.page.keyboard.press("ArrowUp")
    expect(axis).to_have_attribute("aria-valuetext", "resnet")
    assert board.brushes() == {MODEL: {"in": ["resnet"]}}
    board.page.keyboard.press("ArrowDown")
    assert board.brushes() == {MODEL: {"in": ["cnn"]}}
    board.page.keyboard.press("Shift+ArrowUp")
    assert board.brushes() == {MODEL: {"in": ["cnn", "resnet"]}}
    board.page.keyboard.press("Delete")
    assert board.brushes() == {}
    expect(axis).to_be_focused()


def test_a_brush_of_the_address_or_of_its_chip_is_seen_on_the_axis(
    page: Page, made_board: Callable[[int], Path]
) -> None:
    brushes = quote(f'{{"{DROPOUT}":{{"from":0.25,"to":0.35}}}}')
    board = open_parallel(page, made_board(1_000).as_uri(), f"brushes={brushes}")
    expect(board.axis(DROPOUT).locator(".brush rect")).to_have_count(1)
    assert board.statistics()["drawn"] == passing(page, f"of('{DROPOUT}') === 0.3")
    page.locator(".chip button").click()
    expect(board.axis(DROPOUT).locator(".brush rect")).to_have_count(0)
    board.settle()
    assert board.statistics()["drawn"] == LINES


def test_an_axis_of_positive_numbers_is_logarithmic_or_linear(board: ParallelPage) -> None:
    toggle = board.title(RATE).locator("button.log")
    expect(toggle).to_have_attribute("aria-pressed", "true")
    logarithmic = board.axis(RATE).locator("text").all_text_contents()
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "false")
    assert board.axis(RATE).locator("text").all_text_contents() != logarithmic
    board.page.wait_for_function("() => location.hash.includes('log')")
    toggle.click()
    assert board.axis(RATE).locator("text").all_text_contents() == logarithmic
    board.drag(RATE, 0.5, 1.1)
    middle = (0.0005 * 0.02) ** 0.5
    assert board.brushes()[RATE]["from"] == pytest.approx(middle, rel=0.05)


def test_an_axis_is_dragged_to_another_place_by_its_name(board: ParallelPage) -> None:
    order = board.order()
    name = board.title(RATE).locator("button.name").bounding_box()
    target = board.title(order[0]).bounding_box()
    assert name and target
    board.page.mouse.move(name["x"] + 10, name["y"] + 8)
    board.page.mouse.down()
    board.page.mouse.move(target["x"] + 20, name["y"] + 12, steps=8)
    board.page.mouse.up()
    board.settle()
    assert board.order() == [RATE, *(each for each in order if each != RATE)]
    board.page.wait_for_function("() => location.hash.includes('order')")


def test_an_axis_is_moved_by_keys_and_stays_in_focus(board: ParallelPage) -> None:
    order = board.order()
    board.title(order[0]).locator("button.name").focus()
    board.page.keyboard.press("ArrowRight")
    assert board.order()[:2] == [order[1], order[0]]
    expect(board.title(order[0]).locator("button.name")).to_be_focused()
    assert board.title(OBJECTIVE).locator("button.name").count() == 0


def test_axes_and_the_objective_are_chosen(board: ParallelPage) -> None:
    board.page.get_by_role("button", name="Axes").click()
    board.page.get_by_role("checkbox", name=RATE).uncheck()
    board.page.keyboard.press("Escape")
    board.settle()
    assert RATE not in board.order()
    board.page.get_by_label("Objective").select_option("metrics.val.loss")
    board.settle()
    assert board.order()[-1] == "metrics.val.loss"


def test_the_filter_takes_lines_away_and_the_selection_puts_them_into_colour(board: ParallelPage) -> None:
    board.page.fill("#filter", "model == resnet")
    expect(board.page.locator("#panel [role=status]")).to_contain_text("one a run.")
    lines = board.statistics()["lines"]
    assert lines == passing(board.page, f"of('{MODEL}') === 'resnet'")
    board.page.evaluate("H.chosen.select(H.chosen.passing().slice(5, 8))")
    board.settle()
    assert (board.statistics()["lines"], board.statistics()["drawn"]) == (lines, 3)


def test_the_line_under_the_pointer_is_named_and_a_click_selects_its_run(
    page: Page, made_board: Callable[[int], Path]
) -> None:
    board = open_parallel(page, made_board(3).as_uri())
    stems = [board.axis(name).locator(".stem").first.bounding_box() for name in board.order()[-2:]]
    assert stems[0] and stems[1]
    run = page.evaluate("H.facts.values('run.kind').indexOf('experiment')")
    places = [
        page.evaluate("([name, run]) => H.parallel.axis(H.facts.column(name)).positions[run]", [name, run])
        for name in board.order()[-2:]
    ]
    x, share = stems[1]["x"] - 30, 1 - 30 / (stems[1]["x"] - stems[0]["x"])
    place = places[0] + (places[1] - places[0]) * share
    y = stems[1]["y"] + (1 - place) * stems[1]["height"]
    page.mouse.move(x + 3, y)
    page.mouse.move(x, y)
    label = page.locator("#panel .hover-label")
    expect(label).to_be_visible()
    name, value = label.inner_text().split(" · ")
    found = page.evaluate("name => H.facts.values('run.name').indexOf(name)", name)
    assert value == page.evaluate("([run, name]) => H.format.number(H.facts.value(run, name))", [found, OBJECTIVE])
    page.mouse.click(x, y)
    assert page.evaluate("H.chosen.selected().map(H.facts.name)") == [name]


def test_on_paper_lines_are_those_of_the_light_page(page: Page, made_board: Callable[[int], Path]) -> None:
    page.emulate_media(color_scheme="dark")
    board = open_parallel(page, made_board(3).as_uri())
    dark = board.pixels()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = board.pixels()
    assert (dark["paper"], printed["paper"]) == ([20, 23, 28], [255, 255, 255])
    assert printed["coloured"] > 500
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert board.pixels() == dark


def test_a_screen_of_twice_the_density_gets_twice_the_pixels(chromium: Any, made_board: Callable[[int], Path]) -> None:
    with chromium.browser.new_context(viewport={"width": 1280, "height": 800}, device_scale_factor=2) as context:
        board = open_parallel(context.new_page(), made_board(3).as_uri())
        size = "([canvas]) => [canvas.width / canvas.clientWidth, canvas.height / canvas.clientHeight]"
        assert board.page.locator("#panel canvas").evaluate_all(size) == [2, 2]
        assert board.pixels()["coloured"] > 2_000
