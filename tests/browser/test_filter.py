"""The language of filters in the browser, by the table that its twin in Python is tested with too."""

import math
from typing import Any

import pytest
from playwright.sync_api import Page

from hemolog.reports.board.page.assets import SCRIPTS, STATIC
from support.filter_cases import CHOSEN, NAMES, REFUSED, ROWS
from support.hostile import LONG, PAYLOADS

PARTS = [name for name in SCRIPTS if name in ("column_names", "filter_tokens", "filter")]
SHORT = [text for text in PAYLOADS.values() if text != LONG]

_CHOOSE = """([texts, names, rows]) => texts.map((text) => {
    const filter = H.filter.parse(text, names);
    return rows.filter(([, values]) => H.filter.matches(filter, (name) => values[name])).map(([row]) => row).join("");
})"""
_REFUSE = """([texts, names]) => texts.map((text) => {
    try {
        return ["understood", H.filter.parse(text, names)];
    } catch (error) {
        return [error instanceof H.filter.Problem ? "refused" : String(error), error.start, error.message];
    }
})"""


@pytest.fixture
def language(page: Page) -> Page:
    page.evaluate("() => { globalThis.H = {}; }")
    for part in PARTS:
        page.add_script_tag(content=(STATIC / f"{part}.js").read_text())
    return page


def test_filters_choose_the_same_runs_as_in_python(language: Page) -> None:
    texts = [text for text, _ in CHOSEN]
    found = language.evaluate(_CHOOSE, [texts, NAMES, list(ROWS.items())])
    assert dict(zip(texts, found, strict=True)) == dict(CHOSEN)


def test_a_value_may_be_missing_in_any_way(language: Page) -> None:
    rows = [("a", {"run.epochs": None}), ("b", {}), ("c", {"run.epochs": math.nan}), ("d", {"run.epochs": 0})]
    assert language.evaluate(_CHOOSE, [["run.epochs == null", "run.epochs < 1"], NAMES, rows]) == ["abc", "d"]


def test_what_is_no_filter_is_refused_at_the_same_place(language: Page) -> None:
    texts = [text for text, _, _ in REFUSED]
    found: list[list[Any]] = language.evaluate(_REFUSE, [texts, NAMES])
    assert [(text, each[0], each[1]) for text, each in zip(texts, found, strict=True)] == [
        (text, "refused", start) for text, start, _ in REFUSED
    ]
    for (text, _, words), each in zip(REFUSED, found, strict=True):
        assert words in each[2], text


def test_a_filter_is_read_as_documented(language: Page) -> None:
    found = language.evaluate(
        "([text, names]) => H.filter.parse(text, names)", ["not model == 7 or flips == true", NAMES]
    )
    model, flips = (
        {"kind": "comparison", "column": column, "operator": "==", "literals": [literal]}
        for column, literal in (
            ("params.train.model", {"value": 7, "text": "7"}),
            ("params.train.flips", {"value": True, "text": "true"}),
        )
    )
    assert found == {"kind": "or", "parts": [{"kind": "not", "part": model}, flips]}


def test_names_and_texts_that_are_written_into_a_filter_mean_themselves(language: Page) -> None:
    texts = [*SHORT, "true", "And", "inf", "1e5", "2026-11-28", "a.b-c", "\\", "'\""]
    found = language.evaluate(
        """texts => texts.map(text => {
            const word = H.filterTokens.written(text);
            const filter = H.filter.parse(`${word} == ${word}`, [text]);
            return [text, `${text}x`].map(value => H.filter.matches(filter, name => name === text ? value : null));
        })""",
        texts,
    )
    assert dict(zip(texts, found, strict=True)) == {text: [True, False] for text in texts}
