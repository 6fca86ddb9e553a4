"""What is shown keeps the accessibility guidelines, levels A and AA, in light and in dark."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from support.accessibility import assert_accessible
from support.board_page import open_board

VIEWS = ("filter=learning_rate<", 'filter=learning_rate<0.002&brushes={"params.train.width":{"from":20,"to":40}}')


@pytest.mark.parametrize("count", [0, 3, 1_000])
def test_each_tab_keeps_the_rules(page: Page, made_board: Callable[[int], Path], count: int) -> None:
    board = open_board(page, made_board(count))
    for tab in board.tabs():
        board.show(tab)
        assert_accessible(page)


@pytest.mark.parametrize("view", VIEWS)
def test_a_narrowed_view_and_a_wrong_filter_keep_the_rules(
    page: Page, made_board: Callable[[int], Path], view: str
) -> None:
    open_board(page, made_board(3), f"tab=table&{view}")
    assert_accessible(page)


def test_selected_runs_keep_the_rules_on_each_tab(page: Page, made_board: Callable[[int], Path]) -> None:
    board = open_board(page, made_board(3), "tab=table")
    for box in page.locator("#panel td.pick input").all()[:2]:
        box.check()
    for tab in board.tabs():
        board.show(tab)
        assert_accessible(page)


def test_what_opens_over_the_table_keeps_the_rules(page: Page, made_board: Callable[[int], Path]) -> None:
    board = open_board(page, made_board(3), "tab=table")
    openers = page.locator("#panel [aria-haspopup=dialog]")
    assert openers.count() > 2
    for opener in (openers.nth(0), openers.nth(1), openers.nth(2)):
        opener.click()
        board.settle()
        assert page.get_by_role("dialog").count() == 1
        assert_accessible(page)
        page.keyboard.press("Escape")
        assert page.get_by_role("dialog").count() == 0
