"""A report as the text of a file: in which format, and by what a file is known for one."""

import io
import re
from enum import StrEnum

from hemolog.reports.compare.comparison import Comparison
from hemolog.reports.compare.gate import Gate

_WIDTH = 100  # columns of what is written for a terminal
_MARKS = (
    re.compile(r"### [^\n]*\n\n(?:BASE `[^\n]* → HEAD `|`[^\n]*` \([^\n]* alone: )"),
    re.compile(r"BASE: [^\n]*\nHEAD: "),
    re.compile(r'\{"schema": "hemolog-compare-\d'),
)


class Format(StrEnum):
    """What a report is written as."""

    TERMINAL = "terminal"
    MARKDOWN = "markdown"
    JSON = "json"


def report_text(comparison: Comparison, gate: Gate | None, format_: Format) -> str:
    """The whole report; what is for a terminal in 100 columns without colours."""
    if format_ is Format.JSON:
        from hemolog.reports.compare.comparison_json import comparison_json

        return f"{comparison_json(comparison, gate)}\n"
    if format_ is Format.MARKDOWN:
        from hemolog.reports.compare.markdown.report import markdown

        return markdown(comparison, gate)
    return _terminal(comparison, gate)


def is_report(head: str) -> bool:
    """Whether a file that begins so is a report of ours."""
    return any(mark.match(head) for mark in _MARKS)


def _terminal(comparison: Comparison, gate: Gate | None) -> str:
    from rich.console import Console

    from hemolog.reports.compare.terminal import TerminalReport

    report = TerminalReport(comparison, gate)
    drawn = io.StringIO()
    Console(file=drawn, width=_WIDTH, highlight=False).print(report)
    lines = [*(line.rstrip() for line in drawn.getvalue().splitlines()), *report.lines()]
    return "".join(f"{line}\n" for line in lines)
