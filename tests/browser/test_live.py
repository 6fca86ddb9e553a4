"""A served page that is open while a search runs: epochs arrive, the trial lands in the table, the reader stays."""

import signal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from support.accessibility import assert_accessible
from support.gated_search import gated_search
from support.repositories import Repository
from support.served_board import served
from support.small_search import searchable
from support.watch import Watch

CURVE = "#running .spark polyline"


@pytest.fixture
def small(tmp_path: Path) -> Repository:
    return searchable(tmp_path / "small")


def points(page: Page) -> int:
    """Of the running trial's curve."""
    return len((page.locator(CURVE).get_attribute("points") or "").split())


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("html[data-ready=yes]")
    expect(page.locator("#live")).to_have_text("Live")


def test_epochs_arrive_one_by_one_and_the_finished_trial_in_the_table_of_a_reader_who_filters(
    page: Page, small: Repository, tmp_path: Path
) -> None:
    with served(small.path) as (address, _), gated_search(small, tmp_path, epochs=3) as search:
        opened(page, address)
        page.fill("#filter", "train.width > 0")
        expect(page.locator("#running h3")).to_have_text("search-0000", timeout=120_000)
        expect(page.locator("#running")).to_contain_text("No epoch has ended yet")
        search.let(1)
        page.wait_for_selector("#running .spark")
        assert points(page) == 1
        search.let(2)
        page.wait_for_function(f"() => document.querySelector('{CURVE}').points.length === 2")
        expect(page.locator("#running")).to_contain_text("epoch 2, 0:")
        assert_accessible(page)

        page.click("#tab-curves")
        status = page.locator("#panel .curves [role=status]")
        expect(status).to_have_text(
            "0 curves of 0 runs; 1 run has no such curve; "
            "1 running trial above them, in the colour of text, as measured."
        )
        expect(page.locator("#panel .js-line")).to_have_count(1)
        page.click("#tab-table")
        expect(page.locator("table.runs tbody tr")).to_have_count(1)
        page.focus("#filter")
        search.let(3)
        assert search.ended() == 0
        expect(page.locator("table.runs tbody")).to_contain_text("search-0000")
        assert page.input_value("#filter") == "train.width > 0"
        assert page.evaluate("document.activeElement.id") == "filter"
        assert "filter=train.width+%3E+0" in page.url
        assert "tab=table" in page.url
        expect(page.locator("#bar .count")).to_have_text("2 runs")
        page.click("#tab-overview")
        expect(page.locator("#running")).to_have_count(0)


def test_a_failed_trial_is_shown_with_its_cause_and_its_markup_stays_text(
    page: Page, small: Repository, tmp_path: Path
) -> None:
    more = "raise ValueError('<img src=x onerror=alert(1)> too wide')"
    with served(small.path) as (address, _), gated_search(small, tmp_path, epochs=1, more=more) as search:
        opened(page, address)
        search.let(1)
        assert search.ended() == 0
        failed = page.locator("#failed")
        expect(failed.locator("h2")).to_have_text("1 failed trial")
        expect(failed.locator(".bad")).to_have_text(
            "stage 'train' failed: ValueError: <img src=x onerror=alert(1)> too wide"
        )


def test_a_server_that_goes_away_is_told_and_what_was_seen_stays(page: Page, watch: Watch, small: Repository) -> None:
    watch.allow("^console: Failed to load resource: net::ERR_CONNECTION_REFUSED")
    with served(small.path) as (address, process):
        opened(page, address)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        expect(page.locator("#live")).to_contain_text("The server is gone: what you see is of before.")
        expect(page.locator("#panel")).to_contain_text("There are no experiments yet")
    with served(small.path, address.rstrip("/").rpartition(":")[2]) as (again, _):
        assert again == address
        expect(page.locator("#live")).to_have_text("Live")


def test_a_reader_keeps_place_focus_and_selection_when_another_experiment_arrives(
    page: Page, small: Repository
) -> None:
    small.dvc("exp", "run", "--name", "first", "-S", "train.rate=0.01")
    with served(small.path) as (address, _):
        opened(page, f"{address}#tab=table")
        page.set_viewport_size({"width": 1024, "height": 420})
        box = page.get_by_label("Select first")
        box.focus()
        page.keyboard.press("Space")
        page.evaluate("scrollTo(0, 120)")
        before = page.evaluate("scrollY")
        small.dvc("exp", "run", "--name", "second", "-S", "train.rate=0.02")
        expect(page.locator("table.runs tbody")).to_contain_text("second", timeout=30_000)
        expect(page.get_by_label("Select first")).to_be_checked()
        expect(page.locator(".chips")).to_contain_text("1 run selected")
        page.wait_for_function("() => document.activeElement?.type === 'checkbox'")
        assert page.evaluate("scrollY") == before
        assert "selected=" in page.url


def test_a_page_from_disk_asks_nobody(page: Page, small: Repository) -> None:
    small.run("python", "-m", "hemolog", "board")
    page.goto((small.path / "board.html").as_uri())
    page.wait_for_selector("html[data-ready=yes]")
    expect(page.locator("#live")).to_have_count(0)
    assert page.evaluate("H.live.on") is False
