"""A report is as full as it may be, and its verdict is always whole."""

from hemolog.reports.compare.markdown.budget import LEVELS, LIMIT, fitted, size

ROW = "x" * 99


def rows(total):
    return lambda most: "\n".join([ROW] * min(most, total))


def note(shortened, left_out):
    return f"shortened {shortened}, left out {left_out}" if shortened or left_out else ""


def test_what_fits_is_whole():
    found = fitted("verdict", {"a": rows(2), "b": rows(0)}, ("a", "b"), note)
    assert found.text == f"verdict\n\n{ROW}\n{ROW}\n"
    assert (found.shortened, found.left_out) == ((), ())


def test_the_first_to_go_is_shortened_first():
    found = fitted("verdict", {"a": rows(60), "b": rows(60)}, ("b", "a"), note, limit=9_000)
    assert found.shortened == ("b",)
    assert found.text.count(ROW) == 60 + LEVELS[2]


def test_all_are_shortened_before_one_is_left_out():
    found = fitted("verdict", {"a": rows(60), "b": rows(60)}, ("b", "a"), note, limit=1_000)
    assert (found.shortened, found.left_out) == (("a",), ("b",))
    assert found.text.startswith("verdict\n\nshortened ('a',), left out ('b',)\n\n")
    assert size(found.text) <= 1_000


def test_the_verdict_stays_whatever_it_takes():
    found = fitted("verdict " * 100, {"a": rows(60)}, ("a",), note, limit=10)
    assert "verdict " * 100 in found.text
    assert found.left_out == ("a",)


def test_a_section_that_has_nothing_to_say_is_not_called_left_out():
    found = fitted("verdict " * 100, {"a": rows(60), "b": rows(0)}, ("b", "a"), note, limit=10)
    assert found.left_out == ("a",)


def test_bytes_are_measured_so_that_neither_way_to_count_characters_is_too_long():
    text = fitted("verdict", {"a": lambda most: "\U0001d54f" * most * 1000}, ("a",), note).text
    assert size(text) <= LIMIT
    assert len(text.encode("utf-16-le")) // 2 <= LIMIT
