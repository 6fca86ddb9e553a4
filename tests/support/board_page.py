"""A board in a browser, as its reader handles it."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page

_SETTLED = (
    """() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))))"""
)


@dataclass(frozen=True)
class BoardPage:
    """One that is open."""

    page: Page

    @property
    def panel(self) -> Locator:
        """What the tab shows."""
        return self.page.locator("#panel")

    def tabs(self) -> list[str]:
        """Ids of the tabs, in their order."""
        buttons = self.page.get_by_role("tab").all()
        return [(each.get_attribute("id") or "").removeprefix("tab-") for each in buttons]

    def show(self, tab: str) -> None:
        """Click a tab and wait until it is drawn."""
        self.page.locator(f"#tab-{tab}").click()
        self.settle()

    def settle(self) -> None:
        """Wait until the page has done what it was asked for: its libraries run, its next frames are drawn."""
        self.page.wait_for_function("() => document.getElementById('panel').ariaBusy !== 'true'")
        self.page.evaluate(_SETTLED)

    def shown(self) -> str:
        """The tab that is shown, by its id."""
        return self.page.locator("[role=tab][aria-selected=true]").get_attribute("id").removeprefix("tab-")  # type: ignore[union-attr]


def open_board(page: Page, path: Path, view: str = "") -> BoardPage:
    """Open the file and wait until its facts are unpacked.

    Args:
        page: an empty window.
        path: of the file.
        view: what follows `#` in the address.
    """
    page.goto(path.as_uri() + (f"#{view}" if view else ""))
    page.wait_for_selector("html[data-ready=yes]")
    board = BoardPage(page)
    board.settle()
    return board
