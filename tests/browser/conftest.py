"""Pages in a real browser, on which nothing may go wrong."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from support import chromium as programs
from support.chromium import Chromium, running_chromium
from support.made_board import write_board
from support.made_history import made_history
from support.required import without
from support.watch import Watch

pytest.register_assert_rewrite("support.accessibility")

WIDTH, HEIGHT = 1280, 800


@pytest.fixture(scope="package")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """One Chromium for all tests of this folder."""
    program = programs.program()
    if program is None:
        without("chromium", "Chromium is not installed")
    with running_chromium(program, tmp_path_factory.mktemp("chromium")) as running:
        yield running


@pytest.fixture
def context(chromium: Chromium) -> Iterator[BrowserContext]:
    """Storage, windows and settings that no other test sees."""
    settings = {"width": WIDTH, "height": HEIGHT}
    with chromium.browser.new_context(viewport=settings, locale="en-GB", timezone_id="UTC") as context:
        context.set_default_timeout(60_000)
        yield context


@pytest.fixture
def watch(context: BrowserContext, chromium: Chromium) -> Iterator[Watch]:
    """Fails the test at its end if something went wrong; `watch.allow` says what may."""
    before = len(chromium.sink.asked)
    watch = Watch(context)
    yield watch
    problems = [*watch.problems(), *(f"network: {line}" for line in chromium.sink.asked[before:])]
    assert problems == []


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Page:
    """An empty window of 1,280 x 800 pixels."""
    return context.new_page()


@pytest.fixture(scope="package")
def made_board(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """Gives the board of a made history with so many experiments; each is written once."""

    @cache
    def written(count: int) -> Path:
        return write_board(made_history(count), tmp_path_factory.mktemp(f"board-{count}"))

    return written
