"""The table of runs: sorted, filtered, grouped, selected, exported, and kept by the page's address."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from hemolog.experiments.history.columns import is_missing, value
from hemolog.experiments.history.run import History, Run
from support.boards import texts, written
from support.made_history import OBJECTIVE, made_history

Open = Callable[[str], Page]


@pytest.fixture(scope="module")
def history() -> History:
    return made_history(120)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, history: History) -> str:
    return written(tmp_path_factory.mktemp("board"), history)


@pytest.fixture
def opened(page: Page, address: str) -> Open:
    def open_view(words: str) -> Page:
        page.goto(f"{address}#tab=table&{words}")
        page.wait_for_selector("table.runs tbody tr")
        return page

    return open_view


def names(page: Page) -> list[str]:
    return texts(page.locator("table.runs tbody td:nth-child(2) .name").all_inner_texts())


def best_first(runs: tuple[Run, ...]) -> list[Run]:
    def score(run: Run) -> tuple[bool, float]:
        found = value(run, OBJECTIVE)
        return is_missing(found), -float(found or 0)

    return sorted(runs, key=score)


def test_the_best_runs_are_first_and_those_without_the_objective_last(opened: Open, history: History) -> None:
    page = opened("")
    assert [name.split(" ")[0] for name in names(page)] == [run.name for run in best_first(history.runs)[:50]]
    page.get_by_role("link", name="Last").or_(page.get_by_role("button", name="Last")).click()
    assert "⚠" in names(page)[-1]


def test_a_click_on_a_heading_sorts_by_it_another_one_the_other_way(opened: Open, history: History) -> None:
    page = opened("")
    heading = page.get_by_role("button", name="learning_rate").first
    rates = sorted(float(str(run.params["params.train.learning_rate"])) for run in history.runs if run.params)
    heading.click()
    page.wait_for_selector("th[aria-sort=descending]")
    shown = page.locator("table.runs tbody tr").first.inner_text()
    assert f"{rates[-1]:.4g}" in shown
    page.get_by_role("button", name="learning_rate").first.click()
    page.wait_for_selector("th[aria-sort=ascending]")
    assert f"{rates[0]:.4g}" in page.locator("table.runs tbody tr").first.inner_text()


def test_a_filter_leaves_the_runs_that_pass_it_and_says_how_many(opened: Open, history: History) -> None:
    page = opened("")
    page.fill("#filter", "train.model == cnn and val.macro_f1 > 0.85")
    passing = [
        run
        for run in history.runs
        if run.params.get("params.train.model") == "cnn" and float(str(run.metrics.get(OBJECTIVE, 0))) > 0.85
    ]
    expect(page.locator("#bar .count")).to_have_text(f"{len(passing)} of 121 runs")
    assert [name.split(" ")[0] for name in names(page)] == [run.name for run in best_first(tuple(passing))]


def test_a_wrong_filter_is_told_and_leaves_all(opened: Open) -> None:
    page = opened("filter=" + quote("val.macro_f1 >"))
    assert page.locator("#filter-problem").inner_text() != ""
    assert page.locator("#filter").get_attribute("aria-invalid") == "true"
    assert page.locator("#bar .count").inner_text() == "121 runs"


def test_a_heading_opens_a_filter_by_range(opened: Open, history: History) -> None:
    page = opened("")
    page.get_by_role("button", name=f"Filter by {OBJECTIVE}").click()
    page.get_by_label("At least").fill("0.9")
    page.get_by_role("button", name="Filter", exact=True).click()
    assert page.input_value("#filter") == f"{OBJECTIVE} >= 0.9"
    above = sum(float(str(run.metrics.get(OBJECTIVE, 0))) >= 0.9 for run in history.runs)
    expect(page.locator("#bar .count")).to_have_text(f"{above} of 121 runs")


def test_a_heading_opens_a_filter_by_values(opened: Open, history: History) -> None:
    page = opened("")
    page.get_by_role("button", name="Filter by params.train.model").click()
    page.get_by_role("dialog").get_by_label("resnet").check()
    page.get_by_role("button", name="Filter", exact=True).click()
    assert page.input_value("#filter") == "params.train.model in [resnet]"
    resnets = sum(run.params.get("params.train.model") == "resnet" for run in history.runs)
    expect(page.locator("#bar .count")).to_have_text(f"{resnets} of 121 runs")


def test_columns_are_shown_and_hidden(opened: Open) -> None:
    page = opened("")
    page.get_by_role("button", name="Columns").click()
    page.get_by_label("Find a column").fill("author")
    page.get_by_role("checkbox", name="run.author").check()
    page.keyboard.press("Escape")
    assert page.locator("th[title='run.author']").count() == 1
    page.get_by_role("button", name="Columns").click()
    page.get_by_label("Find a column").fill("author")
    page.get_by_role("checkbox", name="run.author").uncheck()
    assert page.locator("th[title='run.author']").count() == 0


def test_groups_tell_of_all_their_runs_not_of_those_on_the_page(opened: Open, history: History) -> None:
    page = opened("group=run.search")
    first = page.locator("tr.dtrg-group").first.inner_text()
    runs = [run for run in history.runs if value(run, "run.search") == "rates"]
    best = max(float(str(run.metrics.get(OBJECTIVE, 0))) for run in runs)
    assert first == f"search rates · {len(runs)} runs · best val.macro_f1 {best:.4f}"


def test_selected_runs_are_exported_in_full(opened: Open, history: History) -> None:
    page = opened("columns=" + quote('["metrics.val.macro_f1"]'))
    for box in page.locator("table.runs tbody input[type=checkbox]").all()[:2]:
        box.check()
    assert "2 runs selected" in page.locator("#bar").inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV").click()
    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text())))
    best = best_first(history.runs)[:2]
    assert rows == [["run.name", OBJECTIVE], *([run.name, repr(run.metrics[OBJECTIVE])] for run in best)]


def test_filter_selection_sort_and_columns_stand_in_the_address(opened: Open) -> None:
    page = opened("")
    page.fill("#filter", "train.model == cnn")
    page.get_by_role("button", name="learning_rate").first.click()
    page.locator("table.runs tbody input[type=checkbox]").nth(3).check()
    page.wait_for_url(re.compile("#.*filter=.*selected="))
    before = names(page), page.locator("#bar").inner_text(), page.locator("tr.selected-run").inner_text()
    page.reload()
    page.wait_for_selector("table.runs tbody tr")
    assert (names(page), page.locator("#bar").inner_text(), page.locator("tr.selected-run").inner_text()) == before


def test_an_address_that_makes_no_sense_is_passed_over(opened: Open) -> None:
    page = opened("columns=%7B&sort=5&selected=nobody&brushes=[]&__proto__=%7B%22x%22:1%7D&curves=null&group=nothing")
    assert page.locator("#bar .count").inner_text() == "121 runs"
    assert page.evaluate("({}).x") is None


def test_of_thousands_of_columns_the_first_are_shown_and_the_others_counted(page: Page, tmp_path: Path) -> None:
    made = made_history(3)
    more = [{f"params.more.p{number}": place for number in range(5_000)} for place in range(len(made.runs))]
    runs = tuple(replace(run, params={**run.params, **each}) for run, each in zip(made.runs, more, strict=True))
    page.goto(f"{written(tmp_path, replace(made, runs=runs))}#tab=table")
    page.wait_for_selector("table.runs tbody tr")
    expect(page.locator("table.runs thead th")).to_have_count(202)
    controls = page.locator("#panel .controls")
    expect(controls).to_contain_text(re.compile("The first 200 of 5,0[0-9]{2} columns that vary"))
    page.goto(f'{page.url}&columns=["run.time"]')
    expect(page.locator("table.runs thead th")).to_have_count(3)
    expect(controls).not_to_contain_text("The first")


def test_a_metric_that_is_a_text_in_one_run_stays_a_number_in_all_others(page: Page, tmp_path: Path) -> None:
    made = made_history(3)
    odd = replace(made.runs[-1], metrics={**made.runs[-1].metrics, OBJECTIVE: "0x1"})
    best = next(run for run in best_first(made.runs[:-1]))
    page.goto(f"{written(tmp_path, replace(made, runs=(*made.runs[:-1], odd)))}#tab=overview")
    panel = page.locator("#panel")
    expect(panel).to_contain_text(f"{best.metrics[OBJECTIVE]:.4f}")
    expect(panel).not_to_contain_text("∞")
    expect(panel).to_contain_text(f"{odd.name}: {OBJECTIVE} is no number, as of most runs, but")
