"""Where a page is written to: nothing that somebody else wrote is ever lost."""

import os
from pathlib import Path

import pytest

from hemolog.errors import OutputFileError
from hemolog.reports.board.page.page import MARK
from hemolog.reports.board.page_file import expect_free, write_page

PAGE = f"<!doctype html>\n<html>{MARK}"


def test_a_page_is_written_and_an_older_one_replaced(tmp_path: Path) -> None:
    path = tmp_path / "new folder/board.html"
    write_page(path, PAGE)
    write_page(path, f"{PAGE}<p>é")
    assert path.read_text(encoding="utf-8") == f"{PAGE}<p>é"
    assert [each.name for each in path.parent.iterdir()] == ["board.html"]


def test_an_empty_file_may_be_filled(tmp_path: Path) -> None:
    path = tmp_path / "board.html"
    path.touch()
    write_page(path, PAGE)
    assert path.read_text() == PAGE


@pytest.mark.parametrize("text", ["mine", "<!doctype html><title>My thesis", " " * 2_000 + MARK])
def test_a_file_that_is_no_page_of_ours_stays(tmp_path: Path, text: str) -> None:
    path = tmp_path / "board.html"
    path.write_text(text)
    for refused in (expect_free, lambda place: write_page(place, PAGE)):
        with pytest.raises(
            OutputFileError, match="is there already and no page of hemolog: say another name with --out"
        ):
            refused(path)
    assert path.read_text() == text


def test_folders_and_pipes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputFileError, match=r"is a folder: `--out .*/board\.html` writes into it"):
        write_page(tmp_path, PAGE)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputFileError, match="is there already"):
        write_page(tmp_path / "pipe", PAGE)


def test_where_a_link_leads_the_page_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "old.html").write_text(PAGE)
    (tmp_path / "board.html").symlink_to("old.html")
    write_page(tmp_path / "board.html", f"{PAGE}new")
    assert (tmp_path / "board.html").is_symlink()
    assert (tmp_path / "old.html").read_text() == f"{PAGE}new"
