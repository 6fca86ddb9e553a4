"""The tab of parallel coordinates in a browser: its axes, its brushes, the pixels of its lines."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

_PIXELS = """() => {
    const canvas = document.querySelector("#panel canvas");
    const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let [coloured, faint] = [0, 0];
    for (let at = 0; at < data.length; at += 4) {
        const [low, high] = [Math.min(...data.subarray(at, at + 3)), Math.max(...data.subarray(at, at + 3))];
        if (high - low > 48) coloured += 1;
        else if (Math.abs(high - data[0]) > 6) faint += 1;
    }
    return {coloured, faint, paper: [...data.subarray(0, 3)]};
}"""


@dataclass(frozen=True)
class ParallelPage:
    """One that is open and drawn."""

    page: Page

    @property
    def count(self) -> Locator:
        """What the bar says of how many runs pass."""
        return self.page.locator("#bar .count")

    def axis(self, name: str) -> Locator:
        """An axis by the qualified name of its column."""
        return self.page.locator(f'#panel g.axis[data-axis="{name}"]')

    def title(self, name: str) -> Locator:
        """What stands above it."""
        return self.page.locator(f'#panel .title[data-axis="{name}"]')

    def drag(self, name: str, start: float, end: float) -> None:
        """Drag along an axis between two places: 0 its low end, 1 its high end."""
        stem = self.axis(name).locator(".stem").first.bounding_box()
        assert stem
        x = stem["x"] + stem["width"] / 2
        self.page.mouse.move(x, stem["y"] + (1 - start) * stem["height"])
        self.page.mouse.down()
        self.page.mouse.move(x, stem["y"] + (1 - (start + end) / 2) * stem["height"], steps=3)
        self.page.mouse.move(x, stem["y"] + (1 - end) * stem["height"], steps=3)
        self.page.mouse.up()
        self.settle()

    def settle(self) -> None:
        """Wait until all lines are drawn."""
        self.page.evaluate("() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
        expect(self.page.locator("#panel [data-drawn]")).to_have_count(1)

    def order(self) -> list[str]:
        """Names of the axes from left to right."""
        names: list[str] = self.page.locator("#panel .title").evaluate_all("""each => each
            .sort((one, other) => one.getBoundingClientRect().left - other.getBoundingClientRect().left)
            .map(({dataset}) => dataset.axis)""")
        return names

    def statistics(self) -> dict[str, Any]:
        """What is drawn, as the page tells it."""
        found: dict[str, Any] = self.page.evaluate("H.parallel.shown.statistics()")
        return found

    def pixels(self) -> dict[str, Any]:
        """What is seen: how many pixels are coloured and how many faint, and the colour of the paper."""
        found: dict[str, Any] = self.page.evaluate(_PIXELS)
        return found

    def brushes(self) -> dict[str, Any]:
        """Those of the page's state."""
        found: dict[str, Any] = self.page.evaluate("H.state.now.brushes")
        return found


def open_parallel(page: Page, address: str, words: str = "") -> ParallelPage:
    """Open the tab of a board.

    Args:
        page: an empty window.
        address: of the board.
        words: more of the view: `filter=...`.
    """
    page.goto(f"{address}#tab=parallel&{words}")
    page.wait_for_selector("html[data-ready=yes]")
    opened = ParallelPage(page)
    opened.settle()
    return opened
