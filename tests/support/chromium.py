"""Debian's Chromium, driven by Playwright, without a way to the network."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from support.proxy_sink import Sink, running_sink

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""Debian's; the first is the same browser without the windows around a page, which take more than half of the time."""

_FLAGS = (
    "--no-sandbox",  # Tests may run as root, in a container.
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--force-color-profile=srgb",
)


@dataclass(frozen=True)
class Chromium:
    """One that runs."""

    browser: Browser
    sink: Sink
    """Takes all that would go to another host than loopback."""


def program() -> str | None:
    """Its path, if it is installed."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


@contextmanager
def running_chromium(program: str, home: Path) -> Iterator[Chromium]:
    """A Chromium that ends with the block.

    Playwright's loop counts as running in this thread as long: until then `asyncio.run` fails here.

    Args:
        program: its path.
        home: an empty folder for what it keeps.
    """
    with running_sink() as sink, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=[*_FLAGS, f"--proxy-server={sink.url}"],
            env={**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_CACHE_HOME": str(home)},
        )
        try:
            yield Chromium(browser, sink)
        finally:
            browser.close()
