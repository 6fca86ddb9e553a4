"""Tests of the reading of data indices."""

import pytest

from hemolog.reports.data.index import NoIndexError, Unit, read_index
from hemolog.reports.settings.data_index import DataIndex

ALL = DataIndex("data/index.csv", "file", "photo", "split", "label", "digest")


def test_columns_are_found_by_their_names() -> None:
    text = "label,file,extra,split,digest,photo\ncat,a.png,1,train,d1,p1\ndog,b.png,2,val,d2,\n"
    assert read_index(text.encode(), ALL) == (
        Unit("a.png", "p1", "train", "cat", "d1"),
        Unit("b.png", "", "val", "dog", "d2"),
    )


def test_columns_that_are_not_named_are_empty() -> None:
    assert read_index(b"file,split\na,train\n", DataIndex("i.csv", "file")) == (Unit("a"),)


def test_the_mark_and_the_line_ends_of_other_systems_are_no_part_of_names() -> None:
    assert read_index(b"\xef\xbb\xbffile,split\r\na,train\r\n", DataIndex("i.csv", "file")) == (Unit("a"),)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "has no column file"),
        ("file,photo,split,label\n", "has no column digest"),
        ("file,photo,split,label,digest\na,p,s,l\n", "has a row of 4 values below 5 columns"),
        ("file,photo,split,label,digest\na,p,s,l,d\na,p,s,l,d\n", "has 'a' in two rows"),
        (f"file,photo,split,label,digest\n{'a' * 500},p,s,l,d\n", "has a row of more than 500 characters"),
        ('file,photo,split,label,digest\n"a', "is no CSV file: unexpected end of data"),
    ],
)
def test_what_is_no_index_says_why(text: str, reason: str) -> None:
    with pytest.raises(NoIndexError) as caught:
        read_index(text.encode(), ALL)
    assert str(caught.value) == f"data/index.csv {reason}"


def test_bytes_that_are_no_text_are_no_index() -> None:
    with pytest.raises(NoIndexError, match="is no CSV file"):
        read_index(b"\xff\xfe", ALL)
