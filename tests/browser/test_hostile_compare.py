"""What git and DVC's cache hold of two runs is text where they are compared: code, names of files, classes, data."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page

from hemolog.experiments.history.run import History, Kind, Run
from hemolog.reports.board.board import board
from hemolog.reports.board.page.page import page as page_of
from support.board_page import open_board
from support.hostile import EXECUTED, PAYLOADS
from support.plain_repository import Files, plain

TEXTS = [each.encode(errors="replace").decode() for each in PAYLOADS.values() if len(each) < 400]
NAMES = [name for each in TEXTS if (name := each.replace("/", "\u2215").replace("\0", ""))]
"""As git may have them for names of files."""
SETTINGS = """\
board:
  objective: metrics.val.macro_f1
  per_class: metrics.test.per_class
  confusion: {file: seen.csv, actual: label, counts: as_, unit: '<img src=x onerror=alert(1)>'}
  data_index: {file: index.csv, unit: file, group: photo, split: split, label: label, digest: digest}
"""


def table(*rows: Sequence[object]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def files(side: int) -> dict[str, str]:
    """What one of the runs holds."""
    header = ["file", "photo", "split", "label", "digest"]
    units = [[f"{side}{each}"[:90], each[:90], each[:90], each[:90], side] for each in TEXTS]
    both = [[f"{each}"[:90], f"{side}{each}"[:90], f"{side}{each}"[:90], f"{side}{each}"[:90], side] for each in TEXTS]
    seen = [["label", *(f"as_{each}" for each in TEXTS)], *([each, *[side + 1] * len(TEXTS)] for each in TEXTS)]
    return {
        "index.csv": table(header, *units, *both),
        "seen.csv": table(*seen),
        "code.py": "\n".join(f"{side} {each}" for each in TEXTS).replace("\0", ""),
        **{f"code/{each}": str(side) for each in NAMES},
    }


@pytest.fixture
def hostile_board(tmp_path: Path) -> Path:
    here = plain(tmp_path / "made")
    (here.root / "params.yaml").write_text(SETTINGS)
    contents: list[Files] = [files(0), files(1)]
    runs = tuple(
        Run(Kind.EXPERIMENT, f"{at}<b>name</b>", "", here.commit(content), params={f"params.{TEXTS[0]}": at})
        for at, content in enumerate(contents)
    )
    file = tmp_path / "board.html"
    file.write_text(page_of(board(here.workspace, History(runs, here.head(), "main"))), encoding="utf-8")
    return file


def test_nothing_that_two_runs_hold_is_run_or_asked_for(page: Page, hostile_board: Path) -> None:
    board = open_board(page, hostile_board, "tab=compare")
    # What is folded is drawn when it is opened, the outer first.
    for _ in range(3):
        page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true; })")
        board.settle()
    shown = board.panel.inner_text()
    assert "<script>" in shown
    for part in ("Confusion", "Code", "Data"):
        assert board.panel.get_by_role("heading", name=part, exact=True).count() == 1
    assert board.panel.locator("table.diff").count() == len({*NAMES}) + 1
    assert board.panel.locator("ul.names li").count() > len(TEXTS)
    assert board.panel.locator("table.confusion tbody tr").count() == 2 * len({*TEXTS})
    assert page.evaluate(f"globalThis.{EXECUTED}") is None
    assert (
        board.panel.locator("script, img, iframe, object, style, link, meta, form, input:not([type=checkbox])").count()
        == 0
    )
