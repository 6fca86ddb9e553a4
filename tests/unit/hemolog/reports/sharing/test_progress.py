"""Tests of how far a transfer is told to be."""

import io

import pytest
from rich.console import Console

from hemolog.experiments.sharing.transfer.transfer import Progress
from hemolog.reports.sharing import progress as module
from hemolog.reports.sharing.progress import TransferView, told

HALF = Progress(1_500, 12_000_000, 412, 3_100_000, seconds=2.0)
LONGEST = Progress(1_234_567, 987_654_321_000, 1_234_000, 123_456_789_000, 1_234, 1_000_000.0)


@pytest.mark.parametrize(
    ("progress", "line"),
    [
        (Progress(3, 0), "0 of 3 objects, 0 B/s"),
        (Progress(3, 300), "0 of 3 objects, 0 B of 300 B, 0 B/s"),
        (HALF, "412 of 1,500 objects, 3.1 MB of 12 MB, 1.6 MB/s, 0:05 left"),
        (Progress(2, 10, 2, 10, seconds=1.0), "2 of 2 objects, 10 B of 10 B, 10 B/s, 0:00 left"),
        (Progress(2, 10, 1, 25, seconds=1.0), "1 of 2 objects, 10 B of 10 B, 25 B/s, 0:01 left"),
        (Progress(1, 0, 0, 9_000_000, seconds=1.0), "0 of 1 objects, 9.0 MB/s, 0:00 left"),
        (Progress(4, 8, 1, 2, 2, 1.0), "1 of 4 objects, 2 B of 8 B, 2 B/s, 2 failed, 0:03 left"),
    ],
)
def test_a_line_tells_objects_bytes_rate_failures_and_time_left(progress: Progress, line: str) -> None:
    assert told(progress) == line


def test_without_a_terminal_there_is_a_line_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter((1_000.0, 1_001.0, 1_009.9, 1_010.1, 1_011.0, 1_030.0))
    monkeypatch.setattr(module.time, "monotonic", lambda: next(times))
    stream = io.StringIO()
    with TransferView(Console(file=stream, width=40)) as view:
        view.doing("sending")
        for _ in range(6):
            view.transferring(HALF)
    assert stream.getvalue().splitlines() == [f"sending: {told(HALF)}"] * 2


@pytest.mark.parametrize("progress", [HALF, LONGEST, Progress(3, 0, 1), Progress(0, 0)])
@pytest.mark.parametrize("width", [80, 40])
def test_a_terminal_has_a_bar_that_fits_it_and_vanishes(progress: Progress, width: int) -> None:
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=True, force_interactive=True, color_system=None)
    with TransferView(console) as view:
        view.doing("sending what experiments point at")
        view.transferring(progress)
    written = stream.getvalue()
    assert "sending what experiments point at ..." in written
    shown = Console(width=width, record=True, file=io.StringIO())
    shown.print(module._bar("sending what experiments point at", progress))
    lines = shown.export_text().splitlines()
    assert lines[0].rstrip() == "sending what experiments point at"
    assert all(len(line.rstrip()) <= width for line in lines)
    words = " ".join(" ".join(lines[1:]).replace("━", " ").replace("╸", " ").replace("╺", " ").split())
    assert words == told(progress)
    assert written.endswith(("\x1b[?25h", "\x1b[2K"))


def test_a_hundredth_of_a_second_later_nothing_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr(module.time, "monotonic", lambda: now)
    stream = io.StringIO()
    console = Console(file=stream, width=80, force_terminal=True, force_interactive=True)
    with TransferView(console) as view:
        view.transferring(HALF)
        before = stream.getvalue()
        now = 1_000.01
        view.transferring(LONGEST)
        assert stream.getvalue() == before
        now = 1_000.2
        view.transferring(LONGEST)
        assert "1,234,567" in stream.getvalue()


def test_names_are_never_taken_for_markup() -> None:
    stream = io.StringIO()
    console = Console(file=stream, width=80, force_terminal=True, force_interactive=True, color_system=None)
    with TransferView(console) as view:
        view.doing("asking [red]origin[/red]\x1b[2J")
    assert "asking [red]origin[/red]" in stream.getvalue()
    assert "\x1b[2J" not in stream.getvalue()
