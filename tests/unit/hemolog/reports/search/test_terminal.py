"""A console of its own on somebody's stream."""

import fcntl
import os
import struct
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from hemolog.reports.search.terminal import open_console


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[IO[str]]:
    """A terminal of 97 columns and 31 lines that nobody looks at."""
    monkeypatch.setenv("TERM", "xterm")
    for name in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TTY_INTERACTIVE", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 31, 97, 0, 0))
    with os.fdopen(master, "rb"), os.fdopen(slave, "w", encoding="utf-8") as stream:
        yield stream


def test_a_terminal_has_its_own_size_and_a_live_table(terminal: IO[str]) -> None:
    console = open_console(terminal)
    assert (console.width, console.height, console.is_interactive) == (97, 31, True)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 20, 60, 0, 0))
    assert (console.width, console.height) == (60, 20)
    console.file.close()


def test_it_goes_on_where_the_stream_led_after_the_stream_was_led_elsewhere(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w") as stream, (tmp_path / "stages").open("w") as elsewhere:
        console = open_console(stream)
        os.dup2(elsewhere.fileno(), stream.fileno())
        console.print("here")
        console.file.close()
    assert ((tmp_path / "log").read_text(), (tmp_path / "stages").read_text()) == ("here\n", "")


@pytest.mark.parametrize("kind", ["dumb", "unknown", ""])
def test_a_terminal_that_can_not_move_its_cursor_gets_lines(
    kind: str, terminal: IO[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", kind)
    console = open_console(terminal)
    assert not console.is_interactive
    console.file.close()


def test_a_file_gets_lines_even_where_colours_are_forced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with (tmp_path / "log").open("w") as stream:
        console = open_console(stream)
    assert not console.is_interactive
    console.file.close()


def test_what_the_encoding_lacks_is_escaped(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w", encoding="ascii") as stream:
        console = open_console(stream)
    console.print("a … b")
    console.file.close()
    assert (tmp_path / "log").read_text() == "a \\u2026 b\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a disk that is always full")
def test_a_full_disk_loses_lines_and_nothing_else() -> None:
    with Path("/dev/full").open("w") as stream:
        console = open_console(stream)
    console.print("x" * 100_000)
    console.file.close()


def test_a_reader_that_is_gone_loses_lines_and_nothing_else() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as stream:
        console = open_console(stream)
    console.print("x")
    console.print("y")
    console.file.close()
