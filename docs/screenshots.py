"""Take the pictures of README.md: the board of the trials on the real images, as Chromium shows it.

    make screenshots

The trials are those of docs/blood-search.bundle; the pictures change when they or the board do. Colours are reduced to
a palette, without dithering: text stays sharp and a picture takes some 60 kB.
"""

import io
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Page, sync_playwright

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
BUNDLE = DOCS / "blood-search.bundle"
PROGRAMS = ("chromium-headless-shell", "chromium")
WIDTH = 1200
COLOURS = 128


@dataclass(frozen=True)
class Picture:
    """One of them."""

    name: str
    height: int
    """Pixels."""
    view: dict[str, str]
    """What the page's address says."""
    drawn: str
    """A selector of what is there once it is drawn."""


PICTURES = (
    Picture("board-table", 620, {"tab": "table"}, "table.runs tbody tr"),
    Picture("board-parallel", 740, {"tab": "parallel"}, "#panel canvas"),
)


def main() -> None:
    """Make the board and take all pictures."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        sys.exit("Chromium is not installed: `apt-get install chromium`")
    with tempfile.TemporaryDirectory(prefix="hemolog-") as folder, sync_playwright() as playwright:
        address = _board(Path(folder) / "hemolog").as_uri()
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for picture in PICTURES:
            page = browser.new_page(
                viewport={"width": WIDTH, "height": picture.height}, locale="en-GB", timezone_id="UTC"
            )
            _write(picture, _taken(page, address, picture))
            page.close()
        browser.close()


def _board(clone: Path) -> Path:
    """A clone of this checkout's commit that has the trials, and its board."""
    git = ["git", "-C", str(clone)]
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    subprocess.run([*git, "fetch", "--quiet", str(BUNDLE), "refs/exps/*:refs/exps/*"], check=True)
    subprocess.run([sys.executable, "-m", "hemolog", "board"], cwd=clone, check=True, stdout=subprocess.DEVNULL)
    return clone / "board.html"


def _taken(page: Page, address: str, picture: Picture) -> bytes:
    page.goto(f"{address}#{urlencode(picture.view)}")
    page.wait_for_selector(picture.drawn)
    page.wait_for_timeout(500)  # Charts settle.
    return page.screenshot()


def _write(picture: Picture, png: bytes) -> None:
    image = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    file = DOCS / f"{picture.name}.png"
    image.save(file, optimize=True)
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
