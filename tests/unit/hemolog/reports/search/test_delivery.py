"""Tests of what is told of trials that are sent."""

import pytest

from hemolog.experiments.search.courier import Delivery
from hemolog.reports.search.delivery import lines, waiting

PLACE = "refs/exps/ab/cdef/"


@pytest.mark.parametrize(
    ("delivery", "told"),
    [
        (Delivery(0, (), ""), ["0 trials sent to the team"]),
        (Delivery(1, (), ""), ["1 trial sent to the team"]),
        (Delivery(0, (PLACE + "a-0000",), "no\x1b room"), ["not sent: a-0000: no\\x1b room"]),
        (Delivery(2, (PLACE + "a-0000",), ""), ["2 trials sent to the team", "not sent: a-0000"]),
        (
            Delivery(0, tuple(f"{PLACE}a-{number}" for number in range(7)), "full"),
            ["not sent: a-0, a-1, a-2, a-3, a-4 and 2 more: full"],
        ),
    ],
)
def test_what_went_and_what_did_not(delivery: Delivery, told: list[str]) -> None:
    assert lines(delivery) == told


def test_waiting_is_told_where_something_waits() -> None:
    assert waiting(Delivery(3, (), "")) == ""
    assert waiting(Delivery(0, (PLACE + "a",), "")) == "sending 1 trial to the team; Ctrl-C leaves them"
