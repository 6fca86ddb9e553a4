"""Tests of the reading of predictions."""

import pytest

from hemolog.reports.compare.facts.predictions import (
    LONGEST,
    MOST_CLASSES,
    Item,
    NoPredictionsError,
    Predictions,
    read_predictions,
)
from hemolog.reports.settings.predictions_file import PredictionsFile

NAMED = PredictionsFile("p.csv", "digest", "is", "said", "p_", "file", "rock", {"split": "test"})
BARE = PredictionsFile("p.csv", "digest", "is", "said")
HEADER = "said,digest,split,file,is,rock,p_a,p_b\n"


def read(text: str, named: PredictionsFile = NAMED) -> Predictions:
    return read_predictions(text.encode(), named)


def test_rows_that_count_are_read_whatever_the_order_of_the_columns() -> None:
    found = read(HEADER + "a,d1,test,f1,a,r1,0.9,0.1\nb,d2,other,f2,a,r1,0,1\nb,d3,test,f3,a,r2,0.2,0.8\n")
    assert found == Predictions(
        ("a", "b"),
        {
            ("d1", 0): Item("f1", "r1", "a", "a", ("0.9", "0.1")),
            ("d3", 0): Item("f3", "r2", "a", "b", ("0.2", "0.8")),
        },
    )
    assert [item.is_right for item in found.items.values()] == [True, False]
    assert found.probabilities(found.items["d3", 0]) == {"a": 0.2, "b": 0.8}


def test_columns_may_be_left_out_then_an_item_is_known_by_its_digest() -> None:
    assert read("digest,is,said\nd1,a,b\n", BARE) == Predictions((), {("d1", 0): Item("d1", "", "a", "b", ())})


def test_items_of_the_same_bytes_are_numbered_by_what_is_said_of_them_not_by_their_order() -> None:
    one, other = "a,d,test,f1,a,r1,1,0\n", "b,d,test,f2,a,r1,0,1\n"
    assert read(HEADER + one + other).items == read(HEADER + other + one).items
    assert list(read(HEADER + other + one).items) == [("d", 0), ("d", 1)]


def test_what_is_no_probability_is_left_out() -> None:
    for odd in ("", "nan", "-0.1", "1.5", "inf", "half"):
        found = read(f"{HEADER}a,d,test,f,a,r,{odd},1\n")
        assert found.probabilities(found.items["d", 0]) == {"b": 1.0}


def test_a_table_without_rows_has_no_items() -> None:
    assert read(HEADER).items == {}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "has no column digest"),
        ("digest,is\nd,a\n", "has no column file"),
        (HEADER.replace("split", "part"), "has no column split"),
        (HEADER + "a,,other,f,a,r,1,0\na,,test,f,a,r,1,0\n", "has a row whose digest is empty"),
        (HEADER + "a,d,test\n", "has a row of 3 values below 8 columns"),
        (HEADER + '"a,d\n', "is no CSV file: unexpected end of data"),
        (HEADER + f"a,d,test,{'f' * (LONGEST + 1)},a,r,1,0\n", f"has a value of more than {LONGEST} characters"),
        (
            HEADER.replace("\n", "".join(f",p_{number}" for number in range(MOST_CLASSES)) + "\n"),
            f"has more than {MOST_CLASSES} classes",
        ),
    ],
)
def test_what_is_no_such_table_is_said(text: str, problem: str) -> None:
    with pytest.raises(NoPredictionsError) as caught:
        read(text)
    assert str(caught.value) == problem


def test_bytes_that_are_no_text_are_said() -> None:
    with pytest.raises(NoPredictionsError, match="is no CSV file"):
        read_predictions(b"\xff\xfe\0", NAMED)
