"""The tab of reports: Markdown as pages, and views of the runs within them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from support.accessibility import assert_accessible
from support.board_page import BoardPage, open_board
from support.drawn_pictures import drawn
from support.hostile import EXECUTED, hostile_history
from support.hostile_reports import hostile_reports
from support.made_board import write_board
from support.made_history import made_history

_FIRST = b"""\
# The first

One *two* **three** ~~four~~ `five`, [web](https://example.org/x), [below](#the-second-part),
[table](#tab=table&filter=val.macro_f1%3E0.5)
and [elsewhere](other.md).

![a picture](../picture.png) ![none](https://example.org/x.png)

3. three
4. four

| left | right |
| --- | ---: |
| 1 | 2 |

## The second part

> quoted

```python
print("<b>")
```
"""
_VIEWS = b"""\
---
title: Views
---
```board
view: table
title: The best
filter: run.search == rates
columns: [val.macro_f1, train.learning_rate]
sort: -val.macro_f1
limit: 3
```

```board
view: parallel
columns: [train.learning_rate, train.width]
objective: val.macro_f1
```

```board
view: table
runs: [nobody]
columns: nothing
```

```board
view: pie
```
"""
_CHARTS = b"""\
# Charts

```board
view: curves
metrics: [val.macro_f1]
filter: run.search == rates
```

```board
view: scatter
x: train.learning_rate
y: val.macro_f1
```

```board
view: importance
```

```board
view: compare
sort: -val.macro_f1
limit: 2
```
"""
FILES = {"reports/a.md": _FIRST, "reports/b.md": _VIEWS, "reports/c.md": _CHARTS, "picture.png": drawn()}


@pytest.fixture(scope="module")
def reports_board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_board(made_history(30), tmp_path_factory.mktemp("reports"), FILES)


@pytest.fixture
def board(page: Page, reports_board: Path) -> BoardPage:
    return open_board(page, reports_board, "tab=reports")


@pytest.fixture
def views(page: Page, reports_board: Path) -> BoardPage:
    return open_board(page, reports_board, 'tab=reports&reports={"page":"reports/b.md"}')


def words(of: Locator) -> str:
    return " ".join(of.inner_text().split())


def test_markdown_becomes_elements(board: BoardPage) -> None:
    report = board.panel.locator("article")
    assert report.locator("h2, h3").all_inner_texts() == ["The first", "The second part"]
    assert [report.locator(tag).first.inner_text() for tag in ("em", "strong", "s", "code")] == [
        "two",
        "three",
        "four",
        "five",
    ]
    assert report.locator("ol").get_attribute("start") == "3"
    assert [words(each) for each in report.locator("tr").all()] == ["left right", "1 2"]
    assert report.locator("td").nth(1).evaluate("cell => getComputedStyle(cell).textAlign") == "right"
    assert report.locator("pre").inner_text() == 'print("<b>")\n'
    assert words(report.locator("blockquote")) == "quoted"


def test_pictures_of_the_repository_are_shown_and_none_from_elsewhere(board: BoardPage) -> None:
    image = board.panel.locator("article img")
    assert (image.count(), image.get_attribute("alt")) == (1, "a picture")
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("naturalWidth", 6)
    expect(board.panel.locator("article")).to_contain_text(
        "none (https://example.org/x.png is left out: a page loads nothing from elsewhere)"
    )


def test_a_link_to_the_web_opens_apart_and_knows_nothing_of_the_page(board: BoardPage) -> None:
    link = board.panel.get_by_role("link", name="web")
    assert [link.get_attribute(name) for name in ("href", "rel", "target")] == [
        "https://example.org/x",
        "noopener noreferrer",
        "_blank",
    ]
    expect(board.panel.locator("article")).to_contain_text("elsewhere (other.md)")
    assert board.panel.get_by_role("link", name="elsewhere").count() == 0


def test_a_link_to_a_heading_goes_there_and_leaves_the_view_s_address_alone(board: BoardPage) -> None:
    before = board.page.url
    board.panel.get_by_role("link", name="below").click()
    expect(board.panel.get_by_role("heading", name="The second part")).to_be_focused()
    assert board.page.url == before


def test_a_link_to_a_view_shows_it(board: BoardPage) -> None:
    board.panel.get_by_role("link", name="table").click()
    board.settle()
    assert board.shown() == "table"
    expect(board.page.locator("#filter")).to_have_value("val.macro_f1>0.5")


def test_pages_are_listed_and_the_address_tells_which_is_shown(board: BoardPage, reports_board: Path) -> None:
    pages = board.panel.get_by_role("navigation", name="Reports").get_by_role("button")
    assert pages.all_inner_texts() == ["The first", "Views", "Charts"]
    pages.nth(1).click()
    assert [each.get_attribute("aria-current") for each in pages.all()] == [None, "page", None]
    board.page.wait_for_url("**reports=*")
    address = board.page.url
    board.page.goto("about:blank")
    again = open_board(board.page, reports_board, address.partition("#")[2])
    expect(again.panel.locator("footer")).to_have_text("reports/b.md")


def test_a_table_shows_the_runs_that_its_block_names(views: BoardPage) -> None:
    figure = views.panel.locator("figure.view").first
    runs = [run for run in made_history(30).runs if run.facts.get("Hemolog-Search") == "rates" and run.metrics]
    best = sorted(runs, key=lambda run: -float(run.metrics["metrics.val.macro_f1"]))[:3]  # type: ignore[arg-type]
    assert figure.locator("tbody tr td:first-child").all_inner_texts() == [run.name for run in best]
    assert figure.locator("thead th").all_inner_texts() == ["name", "val.macro_f1", "train.learning_rate"]
    assert words(figure.locator("figcaption")).startswith("The best 3 of ")


def test_the_page_s_filter_does_not_change_a_report(views: BoardPage) -> None:
    first = views.panel.locator("figure.view").first.locator("tbody tr td:first-child").all_inner_texts()
    views.page.fill("#filter", "run.name == nobody")
    views.settle()
    assert views.panel.locator("figure.view").first.locator("tbody tr td:first-child").all_inner_texts() == first


def test_parallel_coordinates_are_drawn_in_their_figure(views: BoardPage) -> None:
    figure = views.panel.locator("figure.view").nth(1)
    figure.scroll_into_view_if_needed()
    assert figure.locator("canvas, svg").count() > 0
    expect(figure).to_contain_text("learning_")


def test_charts_are_drawn_in_their_figures(page: Page, reports_board: Path) -> None:
    board = open_board(page, reports_board, 'tab=reports&reports={"page":"reports/c.md"}')
    figures = board.panel.locator("figure.view")
    assert figures.count() == 4
    for at in (0, 1):
        expect(figures.nth(at).locator(".scatterlayer path").first).to_be_attached()
    expect(figures.nth(2).locator(".embedded")).not_to_be_empty()
    assert figures.nth(3).locator("table thead th").count() >= 3
    assert figures.locator(".problem").count() == 0
    figures.nth(1).get_by_role("button", name="Open in").click()
    board.settle()
    assert board.shown() == "importance"


def test_a_view_opens_in_its_tab_with_its_filter_and_columns(views: BoardPage) -> None:
    views.panel.get_by_role("button", name="Open in Table").first.click()
    views.settle()
    assert views.shown() == "table"
    expect(views.page.locator("#filter")).to_have_value("run.search == rates")
    headings = views.panel.locator("table.runs thead th button.sort").all_inner_texts()
    assert headings[0] == "name"
    assert headings[1].startswith("val.macro_f1 ↓")


def test_what_is_wrong_with_a_view_is_told_at_its_place(views: BoardPage) -> None:
    problems = views.panel.locator("figure.view ul.view-problems")
    told = [[words(item) for item in each.locator("li").all()] for each in problems.all()]
    assert told[0][0].startswith("columns: the column 'nothing' is unknown (")
    assert [told[0][1:], *told[1:]] == [
        ["no run is called nobody"],
        ["view: expected table, curves, parallel, importance, scatter, compare"],
    ]


def test_reports_keep_the_rules_of_accessibility(views: BoardPage) -> None:
    assert_accessible(views.page)
    views.panel.get_by_role("button", name="The first").click()
    assert_accessible(views.page)


def test_without_reports_the_tab_says_how_to_write_one(page: Page, made_board: Callable[[int], Path]) -> None:
    board = open_board(page, made_board(3), "tab=reports")
    expect(board.panel).to_contain_text("Markdown files below reports/ become pages here")


def test_no_page_of_hostile_reports_runs_or_asks_for_anything(
    page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = {f"reports/{name}": content for name, content in hostile_reports().items()}
    board = open_board(page, write_board(hostile_history(), tmp_path_factory.mktemp("hostile"), files), "tab=reports")
    shown = board.panel.locator("nav button").count()
    assert shown == len(files)
    for at in range(shown):
        board.panel.locator("nav button").nth(at).click()
        board.settle()
        assert board.panel.locator("article footer").inner_text().strip()
        assert page.evaluate(f"globalThis.{EXECUTED}") is None
        attributes = page.evaluate(
            """() => [...document.querySelectorAll("#panel article *")].flatMap(each =>
                [...each.attributes].map(({ name, value }) => [each.localName, name, value]))"""
        )
        assert [each for each in attributes if each[1].startswith("on")] == []
        addresses = [value for _, name, value in attributes if name in ("href", "src", "action", "srcdoc", "data")]
        assert [each for each in addresses if not each.startswith(("http://", "#", "data:image/png;base64,"))] == []
        tags = {each[0] for each in attributes}
        assert tags & {"script", "iframe", "object", "embed", "style", "link", "meta", "base", "form"} == set()
    assert json.loads(page.evaluate("JSON.stringify(Object.prototype.polluted ?? null)")) is None
