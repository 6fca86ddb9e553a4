"""Nothing of a repository is more than text on its board: none of it runs, none of it asks for anything."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from support.board_page import BoardPage, open_board
from support.hostile import EXECUTED, HOST, hostile_history
from support.hostile_reports import hostile_reports
from support.made_board import write_board

_LINKS = """() => [...document.querySelectorAll("[href], [src], [action], [srcdoc], [xlink\\\\:href]")]
    .flatMap(each => ["href", "src", "action", "srcdoc", "xlink:href"].map(name => each.getAttribute(name)))
    .filter(address => address !== null)"""
_HANDLERS = """() => [...document.querySelectorAll("*")]
    .filter(each => [...each.attributes].some(({ name }) => name.startsWith("on")))
    .map(each => each.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="package")
def hostile_board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {f"reports/{name}": content for name, content in hostile_reports().items()}
    return write_board(hostile_history(), tmp_path_factory.mktemp("hostile"), files)


@pytest.fixture
def board(page: Page, hostile_board: Path) -> BoardPage:
    return open_board(page, hostile_board)


def assert_harmless(board: BoardPage) -> None:
    assert board.page.evaluate(f"globalThis.{EXECUTED}") is None
    assert board.page.evaluate("Object.prototype.polluted ?? {}.polluted") is None
    assert board.page.evaluate(_HANDLERS) == []
    addresses = board.page.evaluate(_LINKS)
    assert [each for each in addresses if not each.startswith(("#", "data:image/png;base64,"))] == []


def test_no_text_of_a_repository_is_run_or_asked_for_on_any_tab(board: BoardPage) -> None:
    for tab in board.tabs():
        board.show(tab)
        assert board.shown() == tab
        assert board.panel.inner_text().strip()
        assert_harmless(board)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_appears_under_the_pointer_and_by_keys_is_text_too(board: BoardPage, scheme: str) -> None:
    board.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for tab in board.tabs():
        board.show(tab)
        for button in board.panel.locator("button:visible, summary:visible, select:visible").all()[:15]:
            if button.is_visible():
                button.hover()
                button.focus()
        assert_harmless(board)


def test_an_address_of_a_view_is_as_harmless(page: Page, hostile_board: Path) -> None:
    board = open_board(page, hostile_board)
    for tab in [*board.tabs(), "__proto__", f"<img src=http://{HOST}/x onerror={EXECUTED}=1>"]:
        for view in (
            f"tab={tab}&filter=<script>{EXECUTED}=1</script>&group=__proto__&selected=__proto__,constructor"
            f'&__proto__={{"polluted":1}}&constructor={{"prototype":{{"polluted":1}}}}&columns=["__proto__"]'
            f'&brushes={{"__proto__":{{"from":1}}}}&sort=[["__proto__","asc"]]&{tab}={{"__proto__":{{"polluted":1}}}}',
            f"tab={tab}&sort=[1]&columns=[null]&brushes={{}}&%00=%ff&selected=%ed%a0%80&{tab}=[[[[[",
        ):
            page.goto("about:blank")
            assert_harmless(open_board(page, hostile_board, view))


def test_a_hostile_filter_is_a_sentence_of_what_is_wrong(board: BoardPage) -> None:
    for text in ("<img src=x onerror=alert(1)>", "__proto__ == 1", "run.name ~ '(a+)+$'", "(" * 3_000, "\u202e == 1"):
        board.page.fill("#filter", text)
        board.settle()
        assert_harmless(board)
