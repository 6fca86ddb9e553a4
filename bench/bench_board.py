"""The board of a repository of many experiments: written, opened in Chromium, brushed.

`hemolog board` is timed as its user types it, start-up included, once without a cache of the history and once with it.
Opening is from the address to the moment when the page takes input, then to the table, the curves and the parallel
coordinates drawn; all as the page's own clock tells, in a fresh page each.

    PYTHONPATH=src:tests python bench/bench_board.py [--experiments 1000] [--rounds 3]
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commands import seconds
from playwright.sync_api import Page
from repositories import ENVIRONMENT
from turns import ROOT

from support.chromium import program, running_chromium
from support.many_experiments import Many, many_experiments

BOARD = [sys.executable, "-m", "hemolog", "board", "--out"]
READY = "performance.getEntriesByName('hemolog-ready')[0].startTime / 1000"
TABS = {"table": "table.runs tbody tr", "curves": "#panel .main-svg path.js-line", "parallel": "#panel canvas"}
BRUSHES = 40


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiments", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        repository = many_experiments(Path(folder) / "many", Many(arguments.experiments))
        file = Path(folder) / "board.html"
        rows = [*_written(repository, file, arguments.rounds), ("size, MB", [file.stat().st_size / 1e6])]
        with _browser(Path(folder)) as page:
            rows += _opened(page, file.as_uri(), arguments.rounds)
            rows += _brushed(page, file.as_uri())
    print(f"\nThe board of {arguments.experiments:,} experiments, {arguments.rounds} rounds\n")
    print("| what | median | least | most |\n| --- | ---: | ---: | ---: |")
    for name, values in rows:
        print(f"| {name} | {statistics.median(values):.3g} | {min(values):.3g} | {max(values):.3g} |")


def _written(repository: Path, file: Path, rounds: int) -> list[tuple[str, list[float]]]:
    environment = ENVIRONMENT | {"PYTHONPATH": str(ROOT / "src")}
    cold, warm = [], []
    for _ in range(rounds):
        for facts in (repository / ".dvc/tmp/hemolog").glob("*.sqlite*"):
            facts.unlink()
        cold.append(seconds(repository, [*BOARD, str(file)], environment))
        warm.append(seconds(repository, [*BOARD, str(file)], environment))
    return [("`hemolog board`, s", cold), ("the same with the history's cache, s", warm)]


@contextmanager
def _browser(folder: Path) -> Iterator[Page]:
    found = program()
    if found is None:
        raise SystemExit("Chromium is not installed")
    with running_chromium(found, folder / "home") as running:
        page = running.browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(120_000)
        yield page


def _opened(page: Page, address: str, rounds: int) -> list[tuple[str, list[float]]]:
    ready: list[float] = []
    drawn: dict[str, list[float]] = {tab: [] for tab in TABS}
    for _ in range(rounds):
        for tab, selector in TABS.items():
            page.goto("about:blank")
            page.goto(f"{address}#tab={tab}")
            page.wait_for_selector("html[data-ready]")
            page.wait_for_selector(selector, state="attached")
            drawn[tab].append(page.evaluate("performance.now() / 1000"))
            ready.append(page.evaluate(READY))
    return [("interactive, s", ready), *((f"{tab} drawn, s", values) for tab, values in drawn.items())]


def _brushed(page: Page, address: str) -> list[tuple[str, list[float]]]:
    page.goto("about:blank")
    page.goto(f"{address}#tab=parallel")
    page.wait_for_selector(TABS["parallel"])
    handled: list[float] = page.evaluate(
        """async (times) => {
            const found = [];
            for (let at = 0; at < times; at += 1) {
                const begun = performance.now();
                H.state.set({brushes: {"params.train.learning_rate": {from: 0.0005 + at * 0.0001, to: 0.01}}});
                await new Promise(requestAnimationFrame);
                await new Promise((drawn) => setTimeout(drawn, 0));
                found.push(performance.now() - begun);
            }
            return found;
        }""",
        BRUSHES,
    )
    return [("a brush handled and drawn, frame included, ms", handled)]


if __name__ == "__main__":
    main()
