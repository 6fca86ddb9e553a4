"""The language of filters, by the table that its twin in JavaScript is tested with too."""

import pytest

from hemolog.errors import FilterError
from hemolog.experiments.history.expressions import And, Comparison, Not, Or, matches, parse
from hemolog.experiments.history.literals import Literal
from support.filter_cases import CHOSEN, NAMES, REFUSED, ROWS


@pytest.mark.parametrize(("text", "rows"), CHOSEN, ids=[text[:60] for text, _ in CHOSEN])
def test_a_filter_chooses_runs(text: str, rows: str) -> None:
    expression = parse(text, NAMES)
    assert "".join(name for name, values in ROWS.items() if matches(expression, values.get)) == rows


@pytest.mark.parametrize(("text", "start", "words"), REFUSED, ids=[text[:60] for text, _, _ in REFUSED])
def test_what_is_no_filter_is_refused_with_the_place(text: str, start: int, words: str) -> None:
    with pytest.raises(FilterError) as refused:
        parse(text, NAMES)
    assert refused.value.start == start
    assert words in refused.value.problem
    assert refused.value.problem in str(refused.value)
    assert "\n" not in str(refused.value)


def test_and_binds_more_than_or_and_not_more_than_both() -> None:
    def is_(name: str) -> Comparison:
        return Comparison("params.train.model", "==", (Literal(name, name),))

    expected = Or((is_("a"), And((Not(is_("b")), is_("c")))))
    assert parse("model == a or not model == b and model == c", NAMES) == expected


def test_integers_are_compared_as_a_browser_does() -> None:
    assert matches(parse("train.epochs == 9007199254740993", NAMES), {"params.train.epochs": 2**53}.get)
    assert matches(parse("train.epochs == 9007199254740992", NAMES), {"params.train.epochs": 2**53 + 1}.get)


def test_a_message_shows_where_it_went_wrong() -> None:
    with pytest.raises(FilterError, match=r"^the filter, at character 10 \(cnn and more\): `<` compares numbers"):
        parse("model <  cnn and more", NAMES)
    with pytest.raises(FilterError, match=r"^the filter, at its end: expected"):
        parse("model ==", NAMES)
