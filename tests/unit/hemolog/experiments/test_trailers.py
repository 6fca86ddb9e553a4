"""Trailers: what is written is read back, and what others wrote does no harm."""

import pytest

from hemolog.errors import RecordingError
from hemolog.experiments import trailers
from hemolog.experiments.trailers import LARGEST, message, read

TOLD = {
    trailers.SEARCH: "rates",
    trailers.VALUES: '{"train.model": "res net: a\\nb"}',
    trailers.HOST: "",
    f"{trailers.STAGE_FACT}Images-Per-Second": "812.5",
}


@pytest.mark.parametrize("body", ["", "train.rate = 1", "Hemolog-Search: another\n\nHemolog-Trial: 9"])
def test_what_is_written_is_read_back(body: str) -> None:
    text = message("Trial rates-0001", body, TOLD)
    assert text.startswith("Trial rates-0001\n\n")
    assert read(text) == TOLD


@pytest.mark.parametrize("last", ["x\u2028y", "x\ry", "x\x85y", "  spaces  ", "\u00e9\U0001f600", "a: b: c"])
def test_values_with_characters_that_some_take_for_line_ends_are_one_line(last: str) -> None:
    assert read(message("Trial", "", {trailers.SEARCH: "rates", trailers.HOST: last}))[trailers.HOST] == last


@pytest.mark.parametrize(
    "told",
    [
        {"Signed-off-by": "x"},
        {"Hemolog-": "x"},
        {"Hemolog-Se arch": "x"},
        {"Hemolog-" + "x" * 61: "x"},
        {trailers.SEARCH: "a\nHemolog-Trial: 0007"},
        {trailers.SEARCH: "a\n\nHemolog-Trial: 0007"},
        {"Hemolog-Search: a\nHemolog-Trial": "0007"},
    ],
)
def test_what_would_be_read_as_something_else_is_not_written(told: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="Expected a trailer"):
        message("Trial", "", told)


def test_what_could_not_be_read_again_is_not_written() -> None:
    rest = len(message("Trial", "", {trailers.SEARCH: ""}))
    assert read(message("Trial", "", {trailers.SEARCH: "x" * (LARGEST - rest)})) != {}
    with pytest.raises(RecordingError, match=r"1,000,001 characters are too many for a commit message"):
        message("Trial", "", {trailers.SEARCH: "x" * (LARGEST - rest + 1)})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", {}),
        ("\n", {}),
        ("Fix a bug\n", {}),
        ("Fix\n\nHemolog-Search: a\n\nSigned-off-by: x\n", {}),  # not the last paragraph
        ("Fix\n\nHemolog-Search:a\nhemolog-Search: a\n Hemolog-Search: a\n", {}),
        ("Fix\n\nSigned-off-by: x\nHemolog-Search: a\nnonsense\n\n\n", {"Hemolog-Search": "a"}),
        ("Hemolog-Search: a\nHemolog-Search: b", {"Hemolog-Search": "b"}),
        ("Fix\r\n\r\nHemolog-Search: a\r\n", {"Hemolog-Search": "a\r"}),
        ("Hemolog-Search: a\n" + "x" * LARGEST, {}),
        ("\0\ufffd\n\nHemolog-Search: \0", {"Hemolog-Search": "\0"}),
    ],
)
def test_messages_of_others_are_read_without_harm(text: str, told: dict[str, str]) -> None:
    assert read(text) == told
