"""The tab of runs side by side: what differs, classes, confusion, code and data."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from hemolog.experiments.history.files import RunFiles
from hemolog.reports.board.settings import settings_of
from hemolog.reports.confusion import read_matrix
from hemolog.reports.data.difference import difference
from hemolog.reports.data.index import read_index
from support.accessibility import assert_accessible
from support.board_page import BoardPage, open_board
from support.compared_runs import CLASSES, Compared, compared_runs
from support.made_board import write_board
from support.made_history import made_history

NAMES = ("main", "slow", "warm", "other-fold", "fewer")


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    return compared_runs(tmp_path_factory.mktemp("compared") / "work")


@pytest.fixture(scope="module")
def file(compared: Compared, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compared.write(tmp_path_factory.mktemp("page") / "board.html")


def view(compared: Compared, *names: str, of_tab: dict[str, Any] | None = None) -> str:
    commits = {"main": compared.here.head(), **compared.commits}
    selected = ",".join(commits[name][:10] for name in names)
    return f"tab=compare&selected={selected}" + (f"&compare={json.dumps(of_tab)}" if of_tab else "")


def section(board: BoardPage, title: str) -> Locator:
    """What stands below a heading, up to the next one, as one element."""
    board.page.evaluate(
        """title => {
            const head = [...document.querySelectorAll("#panel h2")].find(each => each.textContent === title);
            const inner = document.createElement("section");
            inner.id = `of-${title}`;
            head.before(inner);
            for (let next = head; next && (next === head || next.tagName !== "H2");) {
                const after = next.nextElementSibling;
                inner.append(next);
                next = after;
            }
        }""",
        title,
    )
    return board.page.locator(f"#of-{title}")


def rows(of: Locator) -> list[list[str]]:
    """Texts of the cells of a table's body."""
    found: list[list[str]] = of.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.replace(/\\s+/g, ' ').trim()))"
    )
    return found


def heads(board: BoardPage) -> list[str]:
    return board.panel.locator("table.compared").first.locator("thead .run-name").all_inner_texts()


def test_selected_runs_stand_side_by_side_in_the_order_of_their_selection(
    page: Page, compared: Compared, file: Path
) -> None:
    board = open_board(page, file, view(compared, "warm", "main", "slow"))
    assert heads(board) == ["warm", "mainbranch", "slow"]
    assert rows(section(board, "Parameters")) == [["train.rate", "0.004", "0.002", "0.001"]]
    board.panel.get_by_role("button", name="Hold the others against slow").click()
    assert heads(board) == ["slow", "warm", "mainbranch"]


def test_metrics_have_their_change_against_the_first_run_and_their_interval(
    page: Page, compared: Compared, file: Path
) -> None:
    board = open_board(page, file, view(compared, "main", "warm"))
    assert rows(section(board, "Metrics")) == [
        ["val.macro_f1", "0.7700", "0.8800 +0.1100 better"],
        ["val.loss", "0.2500", "0.1400 \u22120.1100 better"],
        ["test.accuracy", "0.7500 0.6500 to 0.8100", "0.8600 +0.1100 better 0.7600 to 0.9200"],
    ]
    bars = board.panel.locator("svg.interval-bar")
    assert [bars.nth(at).get_attribute("aria-label") for at in range(bars.count())] == [
        "metrics.test.accuracy: 0.7500, interval 0.6500 to 0.8100",
        "metrics.test.accuracy: 0.8600, interval 0.7600 to 0.9200",
    ]
    # One scale from 0.65 to 0.92, 100 wide between two edges of 5.
    ends = bars.locator(".whisker").evaluate_all("all => all.map(each => ['x1', 'x2'].map(x => +each.getAttribute(x)))")
    expected = [[5 + 100 * (end - 0.65) / 0.27 for end in ends] for ends in ((0.65, 0.81), (0.76, 0.92))]
    assert ends == [pytest.approx(each) for each in expected]


def test_what_is_equal_is_shown_on_demand_and_kept_in_the_address(page: Page, compared: Compared, file: Path) -> None:
    board = open_board(page, file, view(compared, "main", "slow"))
    board.panel.get_by_label("Also what is equal").check()
    board.settle()
    page.wait_for_function("() => location.hash.includes('all')")
    page.reload()
    page.wait_for_selector("html[data-ready=yes]")
    found = rows(section(board, "Parameters"))
    assert ["train.epochs", "6", "6"] in found
    assert ["train.rate", "0.002", "0.001"] in found


def test_figures_of_classes_stand_beside_each_other(page: Page, compared: Compared, file: Path) -> None:
    board = open_board(page, file, view(compared, "main", "fewer"))
    found = rows(section(board, "Classes"))
    assert found[0] == ["precision of test.per_class"]
    assert found[1] == ["EOSINOPHIL", "0.7500", "0.7700 +0.0200 better"]
    assert [row[0] for row in found[1:5]] == [row[0] for row in found[6:10]] == list(CLASSES)


def test_confusion_matrices_are_those_that_the_files_add_up_to(page: Page, compared: Compared, file: Path) -> None:
    board = open_board(page, file, view(compared, *NAMES))
    workspace = compared.here.workspace
    settings, files = settings_of(workspace).confusion, RunFiles(workspace)
    assert settings is not None
    for run in compared.history().runs:
        matrix = read_matrix(files.read(files.locate(run, settings.file), 10**6), settings)
        figure = board.panel.locator("figure.matrix").filter(has=page.get_by_text(run.name, exact=True))
        assert [[int(cell.split()[0]) for cell in row[1:]] for row in rows(figure)] == [
            list(row) for row in matrix.counts
        ]
        shares = [[f"{100 * count / sum(row):.1f} %".replace(".0 %", " %") for count in row] for row in matrix.counts]
        told = [[cell.split(" ", 1)[1].replace(".0 %", " %") for cell in row[1:]] for row in rows(figure)]
        assert told == shares
        right = sum(row[at] for at, row in enumerate(matrix.counts))
        assert f"{right} of 200 images right" in figure.inner_text()


def test_the_code_of_two_commits_is_told_line_by_line(page: Page, compared: Compared, file: Path) -> None:
    board = open_board(page, file, view(compared, "main", "warm"))
    code = section(board, "Code")
    assert code.locator("summary").all_inner_texts() == [
        "warm · 3 files differ",
        "src/<i>new</i>.py new +1 \u22120",
        "src/image.bin new",
        "src/learn.py +2 \u22121",
    ]
    told = (
        code.locator("table.diff")
        .nth(1)
        .locator("tr")
        .evaluate_all("rows => rows.map(row => [row.className, row.querySelector('.line').textContent])")
    )
    assert [line for line in told if line[0] != "same"] == [
        ["gone", "    return 0.1 * math.cos(step)"],
        ["new", "    # Warm up first."],
        ["new", "    return min(step, 1) * math.cos(step)"],
    ]
    assert "Not in this page: no text." in code.inner_text()
    assert f"git diff {compared.here.head()[:10]} {compared.commits['warm'][:10]} -- src/learn.py" in code.inner_text()
    assert "-- 'src/<i>new</i>.py'" in code.inner_text()


def test_equal_code_and_data_are_said_to_be_equal(page: Page, compared: Compared, file: Path) -> None:
    board = open_board(page, file, view(compared, "main", "slow"))
    assert "slow · the same code" in section(board, "Code").inner_text()
    assert "slow · the same data, 160 rows" in section(board, "Data").inner_text()


def test_any_two_states_of_the_data_differ_as_python_tells_it(page: Page, compared: Compared, file: Path) -> None:
    open_board(page, file)
    workspace = compared.here.workspace
    settings, files = settings_of(workspace).data_index, RunFiles(workspace)
    assert settings is not None
    runs = compared.history().runs
    units = [read_index(files.read(files.locate(run, settings.file), 10**6), settings) for run in runs]
    for one in range(len(runs)):
        for other in range(len(runs)):
            expected = dataclasses.asdict(difference(units[one], units[other]))
            del expected["counts"]
            states = "[one, other].map(run => H.facts.all.compare.data.runs[run])"
            found = page.evaluate(f"([one, other]) => H.compare.data.difference(...{states})", [one, other])
            assert json.loads(json.dumps(expected)) == {
                **found,
                "moved": sorted(found["moved"], key=lambda of: of["before"]),
            }


def test_changes_of_the_data_are_told_with_their_names_and_counts(page: Page, compared: Compared, file: Path) -> None:
    board = open_board(page, file, view(compared, "main", "fewer"))
    data = section(board, "Data")
    assert data.locator("summary").all_inner_texts() == [
        "fewer · file: 16 added, 8 removed · photograph: 4 added, 2 removed",
        "file: 16 added",
        "file: 8 removed",
        "photograph: 4 added",
        "photograph: 2 removed",
    ]
    data.locator("summary", has_text="photograph: 2 removed").click()
    assert data.locator("ul.names li:visible").all_inner_texts() == ["p003", "p008"]
    assert ["train", "LYMPHOCYTE", "32", "36", "+4", "8", "9", "+1"] in rows(data)
    assert ["val", "LYMPHOCYTE", "8", "8", "", "2", "2", ""] in rows(data)


def test_without_a_selection_the_best_run_stands_beside_its_baseline(
    page: Page, compared: Compared, file: Path
) -> None:
    board = open_board(page, file, "tab=compare")
    assert heads(board) == ["mainbranch", "warm"]
    assert "Select two or more runs in the table" in board.panel.inner_text()
    board.page.evaluate("() => H.chosen.select([H.facts.values('run.name').indexOf('slow')])")
    board.settle()
    assert heads(board) == ["mainbranch", "slow"]


def test_a_filter_that_leaves_nothing_leaves_nothing_to_compare(page: Page, compared: Compared, file: Path) -> None:
    board = open_board(page, file, "tab=compare&filter=params.train.rate>5")
    assert "There is nothing to compare" in board.panel.inner_text()


def test_runs_beyond_six_are_said_not_to_be_shown(page: Page, tmp_path: Path) -> None:
    board = open_board(page, write_board(made_history(9), tmp_path), "tab=compare")
    page.evaluate("() => H.chosen.select([...H.facts.ids.keys()].slice(0, 8))")
    board.settle()
    assert len(heads(board)) == 6
    assert "The first 6 of 8 selected runs; the other 2 are not shown." in board.panel.inner_text()


@pytest.mark.parametrize("width", [1024, 1280])
def test_the_tab_is_accessible_and_fits(page: Page, compared: Compared, file: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    board = open_board(page, file, view(compared, *NAMES))
    for _ in range(2):
        page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true; })")
        board.settle()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert_accessible(page)
