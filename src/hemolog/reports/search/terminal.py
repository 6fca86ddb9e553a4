"""A console that writes where a stream leads, whatever becomes of the stream."""

import io
import os
from contextlib import suppress
from typing import IO, Any

from rich.console import Console, ConsoleDimensions


class SearchConsole(Console):
    """Rich's, with the size of the terminal that it writes to.

    Rich itself asks the streams of the process for the size, which a search leads elsewhere while stages run.
    """

    @property
    def size(self) -> ConsoleDimensions:
        """Width and height in characters: those given to the constructor, else the terminal's."""
        known = super().size
        try:
            columns, lines = os.get_terminal_size(self.file.fileno())
        except (OSError, ValueError):  # No terminal, or no file at all.
            return known
        return ConsoleDimensions(self._width or columns or known.width, self._height or lines or known.height)

    @size.setter
    def size(self, new_size: tuple[int, int]) -> None:
        self._width, self._height = new_size


class _Lossy(io.TextIOWrapper):
    """Loses what can't be written: a full disk or a reader that is gone is no reason to lose a search."""

    def write(self, text: str) -> int:
        with suppress(OSError):
            super().write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            super().flush()

    def close(self) -> None:
        with suppress(OSError):
            super().close()


def open_console(stream: IO[Any]) -> SearchConsole:
    """A console on a duplicate of the file descriptor of `stream`, to be closed by `console.file.close()`.

    It draws a live table only where that is a terminal that can move its cursor: `FORCE_COLOR` in a CI colours the
    lines, but animates nothing. What can't be written is lost without an error.

    Raises:
        OSError: the stream has no file descriptor.
    """
    encoding = getattr(stream, "encoding", None) or "utf-8"
    file = _Lossy(os.fdopen(os.dup(stream.fileno()), "wb"), encoding=encoding, errors="backslashreplace")
    animated = file.isatty() and os.environ.get("TERM", "").lower() not in ("", "dumb", "unknown")
    return SearchConsole(file=file, highlight=False, force_interactive=animated)
