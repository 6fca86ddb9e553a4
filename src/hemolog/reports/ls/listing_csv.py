"""A list of runs as CSV, RFC 4180: a heading of qualified names, numbers in full, empty cells where nothing is.

A spreadsheet takes a text that begins with `=` for a formula and runs it, whoever wrote it. So a cell that begins with
one of = + - @, with their wide forms, a tab or a line's end, and is no number, begins with an apostrophe instead.
"""

import csv
import io
import re
from datetime import UTC, datetime

from hemolog.experiments.history.columns import ColumnKind, Scalar, reader
from hemolog.reports.ls.listing import NAME, Listing

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")  # noqa: RUF001 # Those that spreadsheets take for the narrow ones.
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_LATEST = 253_402_300_799  # the end of the year 9999
_FIRST = (NAME, "run.commit")


def listing_csv(listing: Listing) -> str:
    """All rows; in the columns that a user named, else name, commit and whatever varies."""
    names = listing.shown if listing.asked else dict.fromkeys((*_FIRST, *listing.shown))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)  # Each begins with the word of its group.
    readers = [(reader(name), listing.columns.kinds[name]) for name in names]
    writer.writerows([_cell(value_of(run), kind) for value_of, kind in readers] for run in listing.runs)
    return text.getvalue().encode(errors="backslashreplace").decode()


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _cell(of: Scalar, kind: ColumnKind) -> str:
    if of is None:
        return ""
    if isinstance(of, str):
        return harmless(of)
    if kind is ColumnKind.TIME:
        return datetime.fromtimestamp(max(0, min(of, _LATEST)), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(of).lower() if isinstance(of, bool) else repr(of)
