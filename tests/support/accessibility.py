"""What axe-core finds against the Web Content Accessibility Guidelines, levels A and AA, on an open page."""

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page

STANDARDS = ("wcag2a", "wcag2aa", "wcag21aa")
"""Rules of axe-core by the level that they check."""

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

_RUN = """options => axe.run(document, options).then(found => found.violations)"""


@dataclass(frozen=True)
class Violation:
    """A rule that one element breaks."""

    scheme: Scheme
    rule: str
    """axe-core's name: `color-contrast`."""
    target: str
    """A selector of the element."""
    summary: str
    """What to mend."""


def violations(page: Page, scheme: Scheme) -> list[Violation]:
    """Look at what is shown now, in light or in dark; what is hidden is not looked at."""
    page.emulate_media(color_scheme=scheme)
    # The debugging protocol evaluates it, which the page's policy doesn't forbid.
    page.evaluate(_source())
    options = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"]}
    return [_violation(scheme, rule, node) for rule in page.evaluate(_RUN, options) for node in rule["nodes"]]


def assert_accessible(page: Page) -> None:
    """Fail if anything that is shown breaks a rule, in light or in dark; the page is left in light."""
    found = [violation for scheme in reversed(SCHEMES) for violation in violations(page, scheme)]
    assert found == []


def _violation(scheme: Scheme, rule: Mapping[str, Any], node: Mapping[str, Any]) -> Violation:
    return Violation(scheme, rule["id"], " ".join(map(str, node["target"])), node["failureSummary"])


@cache
def _source() -> str:
    # Of the package only the script: its classes give untyped results.
    package = importlib.util.find_spec("axe_playwright_python")
    assert package and package.origin
    return Path(package.origin).with_name("axe.min.js").read_text(encoding="utf-8")
