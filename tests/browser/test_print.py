"""A printed page is dark on white, whatever the screen, and has what is read but not what is pressed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from support.board_page import open_board

PAPER = {"width": 794, "height": 1123}
"""A4 at 96 pixels an inch."""

# Relative luminance and contrast as the Web Content Accessibility Guidelines 2.1 define them.
_PALE = """() => {
    const luminance = text => {
        const parts = text.match(/[\\d.]+/g).map(Number);
        const [red, green, blue] = parts.slice(0, 3).map(each => each / 255)
            .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const inked = each => getComputedStyle(each)[each instanceof SVGElement ? "fill" : "color"];
    return [...document.querySelectorAll("body *")]
        .filter(each => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
        .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
        .filter(each => inked(each) !== "none" && 1.05 / (luminance(inked(each)) + 0.05) < 4.5)
        .map(each => each.outerHTML.slice(0, 160));
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_tab_prints_dark_on_white(page: Page, made_board: Callable[[int], Path], scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    board = open_board(page, made_board(3))
    for tab in board.tabs():
        board.show(tab)
        page.emulate_media(media="print")
        board.settle()
        assert page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate(_PALE) == []
        page.emulate_media(media="screen")


def test_a_reader_who_chose_dark_prints_dark_on_white_too(page: Page, made_board: Callable[[int], Path]) -> None:
    open_board(page, made_board(3))
    page.get_by_role("button", name="Light / dark").click()
    page.emulate_media(media="print")
    assert page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(_PALE) == []


def test_what_can_only_be_pressed_is_not_printed(page: Page, made_board: Callable[[int], Path]) -> None:
    board = open_board(page, made_board(3))
    for tab in board.tabs():
        board.show(tab)
        page.emulate_media(media="print")
        expect(page.get_by_role("tablist")).to_be_hidden()
        expect(page.locator("#bar button:visible")).to_have_count(0)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert board.panel.inner_text().strip()
        page.emulate_media(media="screen")


def test_a_printed_page_is_about_as_wide_as_paper(page: Page, made_board: Callable[[int], Path]) -> None:
    page.set_viewport_size(PAPER)  # type: ignore[arg-type]
    board = open_board(page, made_board(3))
    wider = {}
    for tab in board.tabs():
        board.show(tab)
        page.emulate_media(media="print")
        board.settle()
        wider[tab] = page.evaluate("() => document.documentElement.scrollWidth / innerWidth")
        page.emulate_media(media="screen")
    # Browsers print what is wider than the paper smaller: axes in parallel can't come closer to each other.
    assert wider.pop("parallel") < 1.25
    assert set(wider.values()) == {1}


@pytest.mark.parametrize("count", [3, 1_000])
def test_each_tab_becomes_a_document_of_a_few_pages(page: Page, made_board: Callable[[int], Path], count: int) -> None:
    board = open_board(page, made_board(count))
    for tab in board.tabs():
        board.show(tab)
        document = page.pdf(format="A4", print_background=True)
        assert document.startswith(b"%PDF-")
        pages = len(re.findall(rb"/Type\s*/Page\b", document))
        assert 1 <= pages <= 40
