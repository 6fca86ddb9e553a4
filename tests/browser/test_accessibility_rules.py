"""axe-core finds what is wrong on a page with a policy, in light and in dark."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from support.accessibility import Scheme, assert_accessible, violations

PAGE = """<!doctype html><html lang=en><meta charset=utf-8><title>Page</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
:root {{ color-scheme: light dark; background: white; color: black }}
@media (prefers-color-scheme: dark) {{ :root {{ background: black; color: {dark} }} }}
</style>
<main><h1>Page</h1><p>A text.</p>{body}</main>"""


def opened(page: Page, folder: Path, body: str = "", dark: str = "white") -> None:
    (folder / "page.html").write_text(PAGE.format(body=body, dark=dark))
    page.goto((folder / "page.html").as_uri())


def test_a_page_that_keeps_the_rules_is_accessible(page: Page, tmp_path: Path) -> None:
    opened(page, tmp_path, "<button type=button>Sort</button>")
    assert_accessible(page)


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("<button type=button></button>", "button-name"),
        ("<input type=text>", "label"),
        ("<svg role=img width=9 height=9></svg>", "svg-img-alt"),
        ("<p style='color: #ccc'>Pale", "color-contrast"),
        ("<div role=tablist><span>No tab</span></div>", "aria-required-children"),
    ],
)
def test_a_broken_rule_is_named(page: Page, tmp_path: Path, body: str, rule: str) -> None:
    opened(page, tmp_path, body)
    assert [each.rule for each in violations(page, "light")] == [rule]
    with pytest.raises(AssertionError, match=rule):
        assert_accessible(page)


@pytest.mark.parametrize(("scheme", "rules"), [("light", set()), ("dark", {"color-contrast"})])
def test_the_dark_page_is_looked_at_too(page: Page, tmp_path: Path, scheme: Scheme, rules: set[str]) -> None:
    opened(page, tmp_path, dark="#333")
    assert {each.rule for each in violations(page, scheme)} == rules
