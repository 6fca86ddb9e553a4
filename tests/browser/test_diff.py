"""The difference of two texts, line by line."""

import random
from typing import Any

import pytest
from playwright.sync_api import Page

from hemolog.reports.board.page.assets import STATIC

_LINES = "pairs => pairs.map(([one, other]) => H.diff.lines(one, other))"


@pytest.fixture
def diff(page: Page) -> Page:
    page.evaluate("() => { globalThis.H = {}; }")
    page.add_script_tag(content=(STATIC / "diff.js").read_text())
    return page


def lines(diff: Page, *pairs: tuple[str, str]) -> list[list[dict[str, Any]]]:
    found: list[list[dict[str, Any]]] = diff.evaluate(_LINES, [list(pair) for pair in pairs])
    return found


def drawn(found: list[dict[str, Any]]) -> str:
    """As `diff` would print it, without its head."""
    signs = {"same": " ", "gone": "-", "new": "+"}
    return "\n".join(signs[line["kind"]] + line["text"] for line in found)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", ""),
        ("a\n", "a\n", " a"),
        ("a\n", "a", " a"),
        ("", "a\nb\n", "+a\n+b"),
        ("a\nb\n", "", "-a\n-b"),
        ("a\nb\nc\n", "a\nx\nc\n", " a\n-b\n+x\n c"),
        ("a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n", "-a\n-b\n c\n+b\n a\n b\n-b\n a\n+c"),
        ("a\n\n", "a\n", " a\n-"),
        ("a\r\n", "a\n", "-a\r\n+a"),
    ],
)
def test_the_fewest_lines_are_gone_and_new(diff: Page, before: str, after: str, expected: str) -> None:
    (found,) = lines(diff, (before, after))
    assert drawn(found) == expected


def test_each_line_has_its_number_in_both_texts(diff: Page) -> None:
    (found,) = lines(diff, ("a\nb\nc\nd\n", "a\nx\ny\nc\nd\n"))
    assert [(line["old"], line["new"]) for line in found] == [(1, 1), (2, None), (None, 2), (None, 3), (3, 4), (4, 5)]


def shortest(before: list[str], after: list[str]) -> int:
    """How many lines have to be gone or new, by the longest common subsequence."""
    row = [0] * (len(after) + 1)
    for one in before:
        last = row
        row = [0]
        for at, other in enumerate(after):
            row.append(last[at] + 1 if one == other else max(last[at + 1], row[at]))
    return len(before) + len(after) - 2 * row[-1]


def test_any_two_texts_are_told_whole_and_by_the_fewest_lines(diff: Page) -> None:
    drawn_by = random.Random(5)
    texts = [[drawn_by.choice("abcd") for _ in range(drawn_by.randrange(24))] for _ in range(400)]
    pairs = list(zip(texts[::2], texts[1::2], strict=True))
    found = lines(diff, *(("".join(f"{x}\n" for x in one), "".join(f"{x}\n" for x in other)) for one, other in pairs))
    for (before, after), told in zip(pairs, found, strict=True):
        assert [line["text"] for line in told if line["kind"] != "new"] == before
        assert [line["text"] for line in told if line["kind"] != "gone"] == after
        assert sum(line["kind"] != "same" for line in told) == shortest(before, after)


def test_texts_with_nothing_in_common_are_told_as_replaced(diff: Page) -> None:
    before, after = ("".join(f"{side} {number}\n" for number in range(5000)) for side in ("one", "other"))
    (found,) = lines(diff, (f"same\n{before}same\n", f"same\n{after}same\n"))
    assert [line["kind"] for line in found] == ["same", *["gone"] * 5000, *["new"] * 5000, "same"]
    assert (found[-1]["old"], found[-1]["new"]) == (5002, 5002)


def test_only_what_is_near_a_change_is_shown(diff: Page) -> None:
    before = "".join(f"{number}\n" for number in range(30))
    after = before.replace("5\n", "five\n", 1).replace("20\n", "").replace("9\n", "nine\n", 1)
    found = diff.evaluate(
        "([one, other]) => H.diff.hunks(H.diff.lines(one, other), 2).map(part => part.map(({ text }) => text))",
        [before, after],
    )
    assert found == [
        ["3", "4", "5", "five", "6", "7", "8", "9", "nine", "10", "11"],
        ["18", "19", "20", "21", "22"],
    ]
    assert diff.evaluate("() => H.diff.hunks(H.diff.lines('a', 'a'))") == []
