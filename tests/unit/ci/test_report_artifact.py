"""The report out of a zip that anybody may have made."""

import contextlib
import random

import pytest

from report_artifact import MOST_CHARACTERS, RefusedError, report
from support.report_zips import HOSTILE, report_zip


@pytest.mark.parametrize("text", ["", "Better.\n", "細胞 ⚠️\r\n", "ü" * MOST_CHARACTERS, "\U0001f9ea" * MOST_CHARACTERS])
def test_a_report_comes_out_as_it_was(text: str) -> None:
    assert report(report_zip(text)) == text


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_report_is_refused_with_the_reason(case: str) -> None:
    data, reason = HOSTILE[case]
    with pytest.raises(RefusedError, match=reason):
        report(data)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_bytes_changed_anywhere_are_refused_or_change_nothing_else() -> None:
    drawn, good = random.Random(6), report_zip("text " * 50)
    for _ in range(3000):
        data = bytearray(good)
        for _ in range(drawn.randrange(1, 4)):
            data[drawn.randrange(len(data))] = drawn.randrange(256)
        with contextlib.suppress(RefusedError):
            assert len(report(bytes(data))) <= MOST_CHARACTERS
