"""The tab of curves in a browser: its lines as Plotly drew them, its words, its controls."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

_LINES = """each => each.map((path) => {
    const style = getComputedStyle(path);
    return {points: path.getAttribute("d").split(/[ML]/).length - 1, colour: style.stroke, dash: style.strokeDasharray};
})"""


@dataclass(frozen=True)
class CurvesPage:
    """One that is open and drawn."""

    page: Page

    @property
    def chart(self) -> Locator:
        """What Plotly draws in."""
        return self.page.locator("#panel .chart")

    @property
    def words(self) -> Locator:
        """What is said of the picture."""
        return self.page.locator("#panel .curves [role=status]")

    @property
    def legend(self) -> Locator:
        """What lines and colours mean."""
        return self.page.locator("#panel .legend")

    def settle(self) -> None:
        """Wait until it is drawn."""
        self.page.evaluate("() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
        expect(self.page.locator("#panel .chart[data-drawn]")).to_have_count(1)

    def lines(self) -> list[dict[str, Any]]:
        """The lines that are in the picture: how many points each has, its colour, its dashes."""
        found: list[dict[str, Any]] = self.chart.locator("path.js-line").evaluate_all(_LINES)
        return found

    def statistics(self) -> dict[str, Any]:
        """What is drawn, as the page tells it."""
        found: dict[str, Any] = self.page.evaluate("H.curves.shown.statistics()")
        return found


def open_curves(page: Page, address: str, view: dict[str, Any] | None = None, words: str = "") -> CurvesPage:
    """Open the tab of a board.

    Args:
        page: an empty window.
        address: of the board.
        view: the tab's own part of the state.
        words: more of the address: `filter=...`.
    """
    own = f"&curves={quote(json.dumps(view))}" if view else ""
    page.goto(f"{address}#tab=curves{own}&{words}")
    page.wait_for_selector("html[data-ready=yes]")
    opened = CurvesPage(page)
    opened.settle()
    return opened
