"""A comparison on a terminal."""

from hemolog.reports.compare.terminal.report import TerminalReport

__all__ = ["TerminalReport"]
