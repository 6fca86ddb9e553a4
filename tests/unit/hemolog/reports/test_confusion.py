"""Tests of the confusion counts that a file holds, and of the figures of classes."""

import pytest

from hemolog.reports.confusion import Matrix, NoMatrixError, per_class, read_matrix
from hemolog.reports.settings.confusion import Confusion

SETTINGS = Confusion("results/seen.csv", "label", "as_", {"split": "test"}, "images")
SEEN = "split,label,as_CAT,as_DOG\ntest,CAT,3,1\ntest,DOG,0,4\ntest,CAT,2,0\nval,CAT,9,9\n"
MATRIX = Matrix(("CAT", "DOG"), ((5, 1), (0, 4)))


def read(text: str, settings: Confusion = SETTINGS) -> Matrix:
    return read_matrix(text.encode(), settings)


def test_the_counts_of_rows_that_fit_are_added_up() -> None:
    assert read(SEEN) == MATRIX
    everything = Confusion("results/seen.csv", "label", "as_")
    assert read(SEEN, everything) == Matrix(("CAT", "DOG"), ((14, 10), (0, 4)))


def test_the_mark_and_the_line_ends_of_other_systems_are_no_part_of_names() -> None:
    assert read("\ufeff" + SEEN.replace("\n", "\r\n")) == MATRIX


def test_a_class_that_was_never_predicted_or_never_true_has_its_row_and_column() -> None:
    assert read("split,label,as_CAT,as_DOG\ntest,FOX,1,2\n") == Matrix(
        ("CAT", "DOG", "FOX"), ((0, 0, 0), (0, 0, 0), (1, 2, 0))
    )


def test_counts_may_be_weights() -> None:
    assert read("split,label,as_CAT\ntest,CAT,0.25\ntest,CAT,1e-1\n") == Matrix(("CAT",), ((0.35,),))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "has no column as_<class>"),
        ("split,label\n", "has no column as_<class>"),
        ("split,as_CAT\n", "has no column label"),
        ("label,as_CAT\n", "has no column split"),
        ("split,label,as_CAT\ntest,CAT\n", "has a row of 2 values below 3 columns"),
        ("split,label,as_CAT\ntest,CAT,many\n", "has a count that is no number of at least 0"),
        ("split,label,as_CAT\ntest,CAT,nan\n", "has a count that is no number of at least 0"),
        ("split,label,as_CAT\ntest,CAT,inf\n", "has a count that is no number of at least 0"),
        ("split,label,as_CAT\ntest,CAT,-1\n", "has a count that is no number of at least 0"),
        ('split,label,as_CAT\n"test,CAT,1\n', "is no CSV file: unexpected end of data"),
        ("split,label,as_CAT\n" + "".join(f"test,{n},1\n" for n in range(101)), "has more than 100 classes"),
        (f"split,label,as_CAT\ntest,{'x' * 201},1\n", "has a class of more than 200 characters"),
    ],
)
def test_a_file_without_counts_says_why(text: str, reason: str) -> None:
    with pytest.raises(NoMatrixError) as caught:
        read(text)
    assert str(caught.value) == f"results/seen.csv {reason}"


def test_no_text_is_no_table() -> None:
    with pytest.raises(NoMatrixError, match="is no CSV file"):
        read_matrix(b"\xff\xfe\x00", SETTINGS)


def test_figures_of_classes_are_found_below_their_prefix() -> None:
    metrics = {
        "metrics.test.per_class.CAT.recall": 0.5,
        "metrics.test.per_class.CAT.recall_low": 0.4,
        "metrics.test.per_class.v1.2.recall": 1.0,
        "metrics.test.per_class.alone": 3.0,
        "metrics.test.per_class_other.CAT.recall": 0.1,
        "metrics.test.accuracy": 0.7,
    }
    assert per_class(metrics, "metrics.test.per_class") == {
        "CAT": {"recall": 0.5, "recall_low": 0.4},
        "v1.2": {"recall": 1.0},
    }
