import io

import pytest
from rich.console import Console

from hemolog.reports import reading
from hemolog.reports.reading import ReadingView, told


def drawn(*, terminal: bool) -> str:
    file = io.StringIO()
    console = Console(file=file, force_terminal=terminal, force_interactive=terminal, width=100)
    with ReadingView(console) as view:
        view(0, 10_000)
        view(3_500, 10_000)
    return file.getvalue()


def test_how_far_it_is() -> None:
    assert told(3_500, 10_000) == "3,500 of 10,000 commits read"


def test_a_long_reading_is_told_on_a_terminal_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_SILENT", -1.0)
    monkeypatch.setattr(reading, "_REDRAWN", -1.0)
    text = drawn(terminal=True)
    assert "0 of 10,000 commits read" in text
    assert "3,500 of 10,000 commits read" in text
    assert text.rstrip().endswith("\x1b[2K")


def test_a_short_reading_is_silent() -> None:
    assert drawn(terminal=True) == ""


def test_nothing_is_told_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_SILENT", -1.0)
    assert drawn(terminal=False) == ""
