"""The page around the tabs: it opens from disk, at every size of history, by mouse, keys and address."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from support.board_page import BoardPage, open_board

NARROW = {"width": 1024, "height": 700}
_OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
_FOCUS = "() => getComputedStyle(document.activeElement).outlineStyle"
# What has the focus, where it is, and whether it shows that: by a line around it, of a drawing by that of its frame.
_FOCUSED = """() => {
    const each = document.activeElement;
    const place = each.closest("#panel") ? "panel" : each === document.body ? "end" : "frame";
    const styles = [each, ...each.querySelectorAll("rect")].map(of => getComputedStyle(of));
    const marked = styles.some(of => of.outlineStyle !== "none" || parseFloat(of.strokeWidth) >= 3);
    return [each.outerHTML.slice(0, 120), place, marked];
}"""


@pytest.fixture
def board(page: Page, made_board: Callable[[int], Path]) -> BoardPage:
    return open_board(page, made_board(1_000))


@pytest.mark.parametrize("count", [0, 1, 3, 1_000])
def test_each_tab_shows_something_of_any_number_of_runs(
    page: Page, made_board: Callable[[int], Path], count: int
) -> None:
    board = open_board(page, made_board(count))
    assert board.shown() == "overview"
    for tab in board.tabs():
        board.show(tab)
        assert board.shown() == tab
        assert board.panel.inner_text().strip()


def test_ten_thousand_runs_are_all_there(page: Page, made_board: Callable[[int], Path]) -> None:
    board = open_board(page, made_board(10_000))
    expect(page.locator("#bar .count")).to_have_text("10,001 runs")
    for tab in board.tabs():
        board.show(tab)
        assert board.panel.inner_text().strip()


@pytest.mark.parametrize("count", [3, 1_000])
def test_at_1024_pixels_the_page_is_not_wider_than_its_window(
    page: Page, made_board: Callable[[int], Path], count: int
) -> None:
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    board = open_board(page, made_board(count))
    wider = {}
    for tab in board.tabs():
        board.show(tab)
        wider[tab] = page.evaluate(_OVERFLOW)
    assert wider == dict.fromkeys(board.tabs(), 0)


def test_the_tabs_are_one_stop_of_the_tab_key_and_arrows_go_between_them(board: BoardPage) -> None:
    board.page.keyboard.press("Tab")
    tabs = board.tabs()
    for key, tab in (
        ("ArrowRight", tabs[1]),
        ("End", tabs[-1]),
        ("ArrowRight", tabs[0]),
        ("ArrowLeft", tabs[-1]),
        ("Home", tabs[0]),
    ):
        board.page.keyboard.press(key)
        assert board.shown() == tab
        expect(board.page.locator(f"#tab-{tab}")).to_be_focused()
        assert board.page.evaluate(_FOCUS) != "none"
    board.page.keyboard.press("Tab")
    expect(board.page.locator("#filter")).to_be_focused()


def test_the_tab_key_passes_all_that_can_be_pressed_and_shows_where_it_is(
    page: Page, made_board: Callable[[int], Path]
) -> None:
    board = open_board(page, made_board(3))
    for tab in board.tabs():
        board.show(tab)
        passed, unseen = _walk(page)
        assert unseen == []
        assert passed >= page.locator("#panel button:visible:enabled, #panel select:visible:enabled").count()


def _walk(page: Page) -> tuple[int, list[str]]:
    """Press Tab from the page's beginning to its end: stops in the panel, and those without a mark of the focus."""
    page.evaluate("() => { document.activeElement.blur(); document.getSelection().removeAllRanges(); scrollTo(0, 0) }")
    page.locator("#tabs [aria-selected=true]").focus()
    passed, unseen = 0, []
    for _ in range(400):
        page.keyboard.press("Tab")
        at, place, marked = page.evaluate(_FOCUSED)
        if place == "end":
            return passed, unseen
        passed += place == "panel"
        unseen += [] if marked else [at]
    raise AssertionError("the focus never leaves the page")


def test_a_view_comes_back_by_its_address(page: Page, made_board: Callable[[int], Path]) -> None:
    path = made_board(1_000)
    board = open_board(page, path)
    board.show("table")
    page.fill("#filter", "learning_rate < 0.002")
    page.locator("#panel td.pick input").first.check()
    page.wait_for_function("() => location.hash.includes('selected=')")
    state, count = page.evaluate("() => JSON.stringify(H.state.now)"), page.locator("#bar .count").inner_text()
    address = page.url
    page.goto("about:blank")
    again = open_board(page, path, address.partition("#")[2])
    assert page.evaluate("() => JSON.stringify(H.state.now)") == state
    assert again.shown() == "table"
    expect(page.locator("#bar .count")).to_have_text(count)
    expect(page.locator("#filter")).to_have_value("learning_rate < 0.002")
    expect(page.locator("#panel td.pick input:checked")).to_have_count(1)


def test_reloading_keeps_the_view(board: BoardPage) -> None:
    tab = board.tabs()[-1]
    board.show(tab)
    board.page.wait_for_function("tab => location.hash.includes(`tab=${tab}`)", arg=tab)
    board.page.reload()
    board.page.wait_for_selector("html[data-ready=yes]")
    assert board.shown() == tab


def test_an_address_that_is_edited_changes_the_view_without_a_reload(board: BoardPage) -> None:
    board.page.evaluate("() => { globalThis.kept = true; location.hash = 'tab=table&filter=run.name == \"main\"' }")
    expect(board.page.locator("#bar .count")).to_have_text("1 of 1,001 runs")
    assert board.shown() == "table"
    assert board.page.evaluate("() => globalThis.kept") is True


def test_a_filter_that_makes_no_sense_is_told_and_lets_all_runs_pass(board: BoardPage) -> None:
    board.page.fill("#filter", "learning_rate <")
    expect(board.page.locator("#filter")).to_have_attribute("aria-invalid", "true")
    assert board.page.locator("#filter-problem").inner_text()
    expect(board.page.locator("#bar .count")).to_have_text("1,001 runs")


def test_light_and_dark_follow_the_system_until_the_reader_chooses(board: BoardPage) -> None:
    background = "() => getComputedStyle(document.documentElement).backgroundColor"
    light = board.page.evaluate(background)
    board.page.emulate_media(color_scheme="dark")
    dark = board.page.evaluate(background)
    assert light != dark
    board.page.get_by_role("button", name="Light / dark").click()
    assert board.page.evaluate(background) == light
