"""Curves in the page: every run's line is in the picture, in colours, smoothed, in groups, and said in words."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from support.curves_page import CurvesPage, open_curves
from support.made_history import OBJECTIVE
from support.made_training import EPOCHS

RUNS = 4
"""Three experiments and a branch."""
ALL = 991
"""Of 1,001 runs: ten can't be read."""
MODEL, RATE = "params.train.model", "params.train.learning_rate"


@pytest.fixture
def few(made_board: Callable[[int], Path]) -> str:
    return made_board(3).as_uri()


@pytest.fixture
def many(made_board: Callable[[int], Path]) -> str:
    return made_board(1_000).as_uri()


def test_each_run_has_a_solid_line_of_the_objective_and_a_dashed_one_of_training(page: Page, few: str) -> None:
    board = open_curves(page, few)
    lines = board.lines()
    assert [line["points"] for line in lines] == [EPOCHS] * 2 * RUNS
    assert [line["dash"] == "none" for line in lines] == [True] * RUNS + [False] * RUNS
    assert len({line["colour"] for line in lines}) == RUNS
    expect(board.words).to_have_text("8 curves of 4 runs.")
    assert board.legend.inner_text().split("\n")[:2] == ["val", "train"]


def test_any_metric_is_shown_and_what_it_was_measured_on_can_be_hidden(page: Page, few: str) -> None:
    board = open_curves(page, few)
    page.get_by_role("combobox", name="Metric", exact=True).select_option("loss")
    board.settle()
    expect(board.chart.locator(".ytitle")).to_have_text("loss")
    board.page.get_by_role("checkbox", name="train").uncheck()
    board.settle()
    assert len(board.lines()) == RUNS
    expect(board.page.get_by_role("checkbox", name="train")).to_be_focused()


def test_smoothed_lines_have_what_was_measured_faint_below_them(page: Page, few: str) -> None:
    board = open_curves(page, few, {"smoothing": 0.6})
    traces = page.evaluate("document.querySelector('#panel .chart').data.filter((each) => each.mode === 'lines')")
    assert [trace["opacity"] < 0.5 for trace in traces] == [True] * 2 * RUNS + [False] * 2 * RUNS
    run = page.evaluate(f"H.facts.curve(0, '{OBJECTIVE}').values")
    assert traces[0]["y"] == run
    assert traces[2 * RUNS]["y"] == page.evaluate("values => H.curves.ema(values, 0.6)", run)
    expect(board.words).to_contain_text("smoothed by 0.6, what was measured faint")
    page.get_by_label("Smoothing").focus()
    page.keyboard.press("Home")
    expect(board.chart.locator("path.js-line")).to_have_count(2 * RUNS)


def test_both_axes_can_be_logarithmic_and_what_these_cannot_show_is_said(page: Page, few: str) -> None:
    board = open_curves(page, few)
    page.get_by_role("checkbox", name="Log values").check()
    page.get_by_role("checkbox", name="Log epochs").check()
    board.settle()
    layout = page.evaluate_handle("document.querySelector('#panel .chart')._fullLayout")
    types = layout.evaluate("({ xaxis, yaxis }) => [xaxis.type, yaxis.type]")
    assert types == ["log", "log"]
    expect(board.words).to_contain_text("a logarithmic axis has no place for epoch 0")


def test_the_best_epoch_by_the_objective_is_marked_on_each_solid_line(page: Page, few: str) -> None:
    board = open_curves(page, few, {"metric": "loss"})
    marks = page.evaluate("document.querySelector('#panel .chart').data.find((each) => each.mode === 'markers')")
    judged, losses = (
        page.evaluate("name => [0, 1, 2, 3].map((run) => H.facts.curve(run, name).values)", name)
        for name in (OBJECTIVE, "metrics.val.loss")
    )
    best = [values.index(max(values)) for values in judged]
    assert marks["x"] == best
    assert marks["y"] == [loss[at] for at, loss in zip(best, losses, strict=True)]
    assert board.chart.locator(".point").count() == RUNS
    expect(board.legend).to_contain_text("best epoch by val.macro_f1 (highest)")


def test_a_thousand_runs_are_all_drawn_in_few_traces_and_that_is_said(page: Page, many: str) -> None:
    board = open_curves(page, many)
    statistics = board.statistics()
    assert (statistics["runs"], statistics["curves"], statistics["merged"]) == (ALL, 2 * ALL, True)
    lines = board.lines()
    assert statistics["traces"] < 60
    assert sum(line["points"] for line in lines) > 2 * ALL * EPOCHS * 0.9  # Plotly leaves out what lies on a line.
    expect(board.words).to_contain_text("1,982 curves of 991 runs; all drawn, lines of one colour together")
    expect(board.words).to_contain_text("10 runs have no such curve")


def test_ten_thousand_runs_are_all_drawn(page: Page, made_board: Callable[[int], Path]) -> None:
    page.set_default_timeout(180_000)
    page.goto(f"{made_board(10_000).as_uri()}#tab=curves")
    page.wait_for_selector("#panel .chart[data-drawn]")
    assert page.evaluate("H.curves.shown.statistics().curves") == 2 * 9_901
    points = CurvesPage(page).lines()
    assert sum(line["points"] for line in points) > 9_901 * EPOCHS


def test_colours_follow_a_parameter_numbers_by_a_scale_and_texts_by_a_palette(page: Page, many: str) -> None:
    board = open_curves(page, many, {"colour": RATE}, f"filter={quote('dropout == 0.3 and width == 24')}")
    expect(board.legend).to_contain_text("learning_rate")
    assert len({line["colour"] for line in board.lines()}) > 8
    page.get_by_label("Colour by").select_option(MODEL)
    board.settle()
    models = page.evaluate(f"H.chosen.runs().map((run) => H.facts.value(run, '{MODEL}'))")
    for model in ("cnn", "resnet"):
        expect(board.legend).to_contain_text(f"{model} ({models.count(model)})")
    assert len({line["colour"] for line in board.lines()}) == 2


def test_groups_have_a_mean_and_a_band_that_are_named_with_their_number(page: Page, many: str) -> None:
    board = open_curves(page, many, {"group": MODEL})
    models = page.evaluate(f"H.facts.values('{MODEL}')")
    expect(board.legend).to_contain_text("model: mean and lowest to highest")
    for model in ("cnn", "resnet"):
        expect(board.legend).to_contain_text(f"{model} (n = {models.count(model)})")
    assert board.chart.locator("path.js-fill").count() == 4
    lows = page.evaluate("document.querySelector('#panel .chart').data[0].y.at(-1)")
    values = page.evaluate(
        """([name, metric]) => H.facts.values(name)
            .flatMap((model, run) => model === "cnn" ? [H.facts.curve(run, metric).values.at(0)] : [])""",
        [MODEL, OBJECTIVE],
    )
    assert lows == min(values)
    page.get_by_label("Band").select_option("deviation")
    board.settle()
    expect(board.legend).to_contain_text("mean and ±1 standard deviation")


def test_the_filter_and_the_selection_choose_the_curves(page: Page, many: str) -> None:
    board = open_curves(page, many)
    page.fill("#filter", "model == resnet")
    expect(board.words).not_to_contain_text("991 runs")
    board.settle()
    models = page.evaluate(f"H.facts.values('{MODEL}')")
    assert board.statistics()["runs"] == models.count("resnet")
    page.evaluate("H.chosen.select(H.chosen.passing().slice(0, 2))")
    board.settle()
    expect(board.words).to_have_text("4 curves of 2 runs.")


def test_the_curve_under_the_pointer_is_named_even_within_a_trace_of_many(page: Page, many: str) -> None:
    open_curves(page, many)
    x, y = page.evaluate(
        """metric => {
            const chart = document.querySelector("#panel .chart");
            const {xaxis, yaxis} = chart._fullLayout;
            const lowest = Math.min(...H.facts.ids.map((_, run) => H.facts.curve(run, metric)?.values[12] ?? 9));
            const box = chart.getBoundingClientRect();
            return [box.left + xaxis._offset + xaxis.d2p(12), box.top + yaxis._offset + yaxis.d2p(lowest)];
        }""",
        OBJECTIVE,
    )
    page.mouse.move(x + 9, y + 9)
    page.mouse.move(x + 1, y + 2)
    label = page.locator("#panel .curves .hover-label")
    expect(label).to_contain_text("val.macro_f1")
    expect(label).to_contain_text("epoch 12")
    page.mouse.click(x + 1, y + 2)
    assert page.evaluate("H.chosen.selected().map(H.facts.name)") == [label.inner_text().split(" · ")[0]]


def test_last_and_best_values_stand_in_a_table_the_best_runs_first(page: Page, many: str) -> None:
    open_curves(page, many)
    summary = page.get_by_text("Last and best values: the best 25 of 991 runs")
    summary.click()
    rows = page.locator("#panel .values tbody tr")
    expect(rows).to_have_count(25)
    best = page.evaluate(
        """metric => Math.max(...H.facts.ids.flatMap((_, run) => H.facts.curve(run, metric)?.values ?? []))""",
        OBJECTIVE,
    )
    assert rows.first.locator("td").nth(3).inner_text() == page.evaluate("value => H.format.number(value)", best)


def test_the_view_comes_back_by_its_address(page: Page, few: str) -> None:
    board = open_curves(page, few)
    page.get_by_role("combobox", name="Metric", exact=True).select_option("loss")
    page.get_by_role("checkbox", name="Log values").check()
    page.wait_for_function("() => location.hash.includes('logY')")
    page.reload()
    board.settle()
    expect(board.chart.locator(".ytitle")).to_have_text("loss")
    expect(page.get_by_role("checkbox", name="Log values")).to_be_checked()
