"""The fixtures of this folder hear what goes wrong on a page."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from support.chromium import Chromium
from support.file_server import serving
from support.watch import Watch

POLICY = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'">"""

WRONG = {
    "<script>console.error('oh')</script>": ["console: oh"],
    "<script>throw Error('oh')</script>": ["error: oh"],
    "<script>Promise.reject(Error('oh'))</script>": ["error: oh"],
    "<script>alert('oh')</script>": ["dialog: oh"],
    "<script>onload = () => { location.hash = 'there'; setTimeout(() => { throw Error('late') }) }</script>": [
        "error: late"
    ],
    "<script src='other.js'></script>": [
        "request: file://{folder}/other.js",
        "console: Failed to load resource: net::ERR_FILE_NOT_FOUND",
    ],
}
RIGHT = (
    "<p>A quiet page</p>",
    "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw=' alt=''>",
    "<script>console.warn('careful'); location.hash = 'view=1'</script>",
    "<script>new Image().src = URL.createObjectURL(new Blob(['<svg xmlns=\"http://www.w3.org/2000/svg\"/>']))</script>",
)


@pytest.fixture
def unwatched(context: BrowserContext) -> tuple[Page, Watch]:
    watch = Watch(context)
    return context.new_page(), watch


def written(folder: Path, body: str, head: str = "") -> str:
    path = folder / "page.html"
    path.write_text(f"<!doctype html><html lang=en><meta charset=utf-8><title>Page</title>{head}{body}")
    return path.as_uri()


@pytest.mark.parametrize("body", WRONG)
def test_what_goes_wrong_on_a_page_is_heard(unwatched: tuple[Page, Watch], tmp_path: Path, body: str) -> None:
    page, watch = unwatched
    page.goto(written(tmp_path, body))
    assert watch.problems() == [line.format(folder=tmp_path) for line in WRONG[body]]


@pytest.mark.parametrize("body", RIGHT)
def test_what_may_happen_on_a_page_is_passed_over(page: Page, tmp_path: Path, body: str) -> None:
    page.goto(written(tmp_path, body))


def test_what_the_policy_forbids_is_heard_and_does_not_happen(unwatched: tuple[Page, Watch], tmp_path: Path) -> None:
    page, watch = unwatched
    page.goto(written(tmp_path, "<img src='http://host.invalid/x' alt=''><p onclick='1'>Text", POLICY))
    problems = watch.problems()
    assert "request: http://host.invalid/x" in problems
    assert "console: Content Security Policy: img-src forbids http://host.invalid/x" in problems


def test_no_request_reaches_the_network(context: BrowserContext, chromium: Chromium, tmp_path: Path) -> None:
    before = len(chromium.sink.asked)
    page = context.new_page()
    page.goto(written(tmp_path, "<img src='http://host.invalid/picture' alt=''>"))
    assert chromium.sink.asked[before:] == ("GET http://host.invalid/picture HTTP/1.1",)


def test_a_second_window_is_heard(unwatched: tuple[Page, Watch], tmp_path: Path) -> None:
    page, watch = unwatched
    page.goto(written(tmp_path, "<a href='#there' target=_blank>There</a>"))
    with page.expect_popup():
        page.click("a")
    assert watch.problems() == ["a second window was opened"]


def test_a_server_on_loopback_may_be_asked_for_more_and_no_other(unwatched: tuple[Page, Watch]) -> None:
    page, watch = unwatched
    with serving(b"<!doctype html><link rel=icon href=data:,><img src=/other>") as first, serving(b"") as second:
        page.goto(first.url)
        assert watch.problems() == []
        page.evaluate("address => { new Image().src = address }", second.url)
        assert watch.problems() == [f"request: {second.url}"]


def test_what_a_test_allows_is_passed_over(page: Page, watch: Watch, tmp_path: Path) -> None:
    watch.allow("^console: expected")
    page.goto(written(tmp_path, "<script>console.error('expected')</script>"))


def test_contexts_share_no_storage(chromium: Chromium, tmp_path: Path) -> None:
    address = written(tmp_path, "")
    for _ in range(2):
        with chromium.browser.new_context() as context:
            page = context.new_page()
            page.goto(address)
            assert page.evaluate("localStorage.length") == 0
            page.evaluate("localStorage.setItem('key', 'value')")
