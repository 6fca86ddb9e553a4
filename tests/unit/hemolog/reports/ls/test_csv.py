"""Lists of runs as CSV: what reads them back gets the values, and a spreadsheet no formula."""

import csv
import io
import math

import pytest

from hemolog.experiments.history.run import Kind, Run
from hemolog.reports.ls.listing import Listing
from hemolog.reports.ls.listing_csv import harmless, listing_csv
from support.listed import listed, trial


def rows(listing: Listing) -> list[list[str]]:
    return list(csv.reader(io.StringIO(listing_csv(listing), newline="")))


def test_all_that_varies_is_written_in_full() -> None:
    runs = [trial(i, {"val.f1": i / 3}, train__rate=1e-05, train__model=f"m{i}") for i in range(2)]
    assert rows(listed(*runs)) == [
        ["run.name", "run.commit", "metrics.val.f1", "params.train.model", "run.time"],
        ["rates-0001", f"{1:040x}", "0.3333333333333333", "m1", "2001-09-09T01:47:40Z"],
        ["rates-0000", f"{0:040x}", "0.0", "m0", "2001-09-09T01:46:40Z"],
    ]


def test_columns_that_are_named_are_all_there_are() -> None:
    one = trial(0, {"val.f1": 1, "nan": math.nan, "low": -math.inf}, flips=True, none=None, sources=["a", "b,c"])
    assert rows(listed(one, columns=("f1", "nan", "low", "flips", "none", "sources", "problem"))) == [
        [
            "metrics.val.f1",
            "metrics.nan",
            "metrics.low",
            "params.flips",
            "params.none",
            "params.sources",
            "run.problem",
        ],
        ["1", "nan", "-inf", "true", "", "[a, b,c]", ""],
    ]


def test_lines_end_as_the_standard_has_it() -> None:
    assert listing_csv(listed(trial(0, {"val.f1": 1}), columns=("name", "f1"))) == (
        "run.name,metrics.val.f1\r\nrates-0000,1\r\n"
    )


def test_commas_quotes_and_line_ends_come_back() -> None:
    text = 'a "quoted"; b, c\nd\re'
    assert rows(listed(trial(0, {}, x=text), columns=("x",)))[1] == [text]


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1", "-", "=1"]
)
def test_a_text_that_a_spreadsheet_would_run_begins_with_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert rows(listed(trial(0, {}, x=text), columns=("x",)))[1] == [f"'{text}"]


@pytest.mark.parametrize("text", ["-1", "+2.5", "-1e-05", "-.5", "cnn", "", "a=b", "1-1"])
def test_numbers_and_harmless_texts_stay(text: str) -> None:
    assert harmless(text) == text


def test_names_of_runs_are_guarded_too() -> None:
    hostile = Run(Kind.EXPERIMENT, "=name", "r", "c", params={"params.=x": 1}, subject="@subject")
    assert rows(listed(hostile, columns=("name", "subject", "params.=x"))) == [
        ["run.name", "run.subject", "params.=x"],
        ["'=name", "'@subject", "1"],
    ]


def test_what_utf_8_has_no_bytes_for_is_written_as_an_escape() -> None:
    assert rows(listed(trial(0, {}, x="a\ud800"), columns=("x",)))[1] == [r"a\ud800"]
