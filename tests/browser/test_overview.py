"""The first tab: what the repository is, and of the chosen runs the best, the newest and their searches."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hemolog.experiments.history.columns import is_missing, value
from hemolog.experiments.history.run import Run
from support.board_page import BoardPage, open_board
from support.made_history import OBJECTIVE, made_history

RUNS = made_history(120).runs


@pytest.fixture
def board(page: Page, made_board: Callable[[int], Path]) -> BoardPage:
    return open_board(page, made_board(120))


def best_of(runs: list[Run]) -> str:
    def score(run: Run) -> float:
        found = value(run, OBJECTIVE)
        return float(found or 0) if not is_missing(found) else -1

    return max(runs, key=score).name


def figures(page: Page) -> list[str]:
    return page.locator(".figure .big").all_inner_texts()


def newest(page: Page) -> list[str]:
    return (
        page.locator(".card", has=page.get_by_role("heading", name="Newest")).locator("tbody button").all_inner_texts()
    )


def test_it_says_what_the_repository_is(board: BoardPage) -> None:
    lead = board.panel.locator(".lead").inner_text()
    assert lead == "120 experiments, 108 of them trials of 2 searches. Stages: fetch, prepare, train, evaluate."


def test_the_best_of_all_runs_stands_there_and_the_newest(board: BoardPage) -> None:
    assert figures(board.page)[-1] == best_of(list(RUNS))
    assert newest(board.page) == [run.name for run in sorted(RUNS, key=lambda run: -run.time)[:8]]
    expect(board.panel.get_by_role("status")).to_be_hidden()


def test_a_filter_decides_which_runs_it_is_of(board: BoardPage) -> None:
    refined = [run for run in RUNS if run.facts.get("Hemolog-Search") == "refined"]
    board.page.fill("#filter", "run.search == refined")
    board.settle()
    assert figures(board.page)[-1] == best_of(refined)
    assert newest(board.page) == [run.name for run in sorted(refined, key=lambda run: -run.time)[:8]]
    assert (
        board.panel.get_by_role("status").inner_text() == f"What follows is of the {len(refined)} chosen runs of 121."
    )
    searches = board.panel.locator(".card", has=board.page.get_by_role("heading", name="Searches"))
    assert searches.locator("tbody button").all_inner_texts() == ["refined"]


def test_a_selection_decides_too_and_none_that_passes_is_said(page: Page, made_board: Callable[[int], Path]) -> None:
    board = open_board(page, made_board(120))
    page.evaluate("H.chosen.select([5])")
    board.settle()
    assert figures(page)[-1] == page.evaluate("H.facts.name(5)")
    page.evaluate("H.state.set({selected: [], filter: 'run.name == nobody'})")
    board.settle()
    assert board.panel.get_by_role("status").inner_text() == "No run passes the filter."


def test_each_number_of_the_newest_says_what_it_is(board: BoardPage) -> None:
    card = board.panel.locator(".card", has=board.page.get_by_role("heading", name="Newest"))
    assert card.locator("thead th").all_inner_texts() == ["run", "val.macro_f1", "time"]


def test_metrics_of_the_objectives_split_come_before_others(board: BoardPage) -> None:
    rows = board.panel.locator(".card.wide tbody").first.locator("th[scope=row]").all_inner_texts()
    assert rows[:3] == ["val.macro_f1", "val.loss", "val.accuracy"]
    assert "test.per_class.MONOCYTE.recall" in rows
