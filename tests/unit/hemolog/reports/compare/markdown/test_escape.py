"""No text of a repository does anything in Markdown."""

import random

import pytest

from hemolog.reports.compare.markdown.escape import CODE, code, line, prose
from hemolog.reports.compare.markdown.section import table
from support.hostile import PAYLOADS
from support.rendered_comment import harm, rendered

GITHUB = {
    "person": "@octocat",
    "team": "hello @org/team",
    "person behind an escape": r"\@octocat",
    "person as an entity": "&#64;octocat &commat;octocat",
    "person after the end of the code": "x` @octocat `y",
    "person after many ends of the code": "x`` @octocat ``` ` y",
    "issue": "#1 GH-1 octo/cat#1 #1234567",
    "ticket": "TEAM-12 TICKET-abc",
    "commit": "0123456789abcdef0123456789abcdef01234567 deadbeef octo/cat@0123456789abcdef",
    "bare addresses": "https://hostile.invalid www.hostile.invalid a@hostile.invalid mailto:a@hostile.invalid",
    "link": "[text](https://hostile.invalid) [text][1] [1]: https://hostile.invalid",
    "link in brackets": "<https://hostile.invalid>",
    "picture": "![x](https://hostile.invalid/x.png)",
    "footnote": "[^1] [^1]: note",
    "emoji": ":tada: :+1:",
    "formula": r"$\href{https://hostile.invalid}{x}$ $$x$$ $`x`$",
    "command": "/merge",
    "command after lines": "x\n/merge\r\n/lgtm\u2028/close",
    "order to a bot": "@dependabot merge\nbors r+",
    "cells": r"a | b \| c \\| d \\\| @octocat",
    "row": "a |\n| --- |\n| @octocat",
    "end of a fence": "x\n```\n@octocat\n~~~",
    "chart": '```mermaid\nflowchart LR\nclick A href "https://hostile.invalid"\n```',
    "end of a fold": "</details></summary> @octocat",
    "heading": "# heading",
    "underline": "heading\n===",
    "list": "- [ ] task",
    "numbered list": "1. first",
    "quote": "> [!WARNING]\n> text",
    "rule": "***",
    "break": "two  \nlines\\\n",
    "entities": "&lt;img src=x&gt; &NewLine;",
    "fillers": "a\u3164b\u2800c\ufe0fd\U000e0101e\u115f",
    "soft hyphen": "a\u00adb\u200bc\u2060d\u202ee",
    "backslash at the end": "name\\",
    "wide": "\U0001d54f" * 5000,
}
TEXTS = {**PAYLOADS, **GITHUB}
_SIGNS = [*"`|\\<>@#&;:$/[]()!*_~-+.=\n\r\t \"'1aZ\u200b\u202e", "```", "@a", "&#64;", "www.a.b", "https://a.b"]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_name_is_one_code_span_in_a_sentence_and_one_cell_in_a_table(text):
    span = code(text)
    assert CODE.fullmatch(span)
    assert harm(f"Before {span} after.") == set()
    assert len(rendered(span).code) == 1
    drawn = table(("one", "two"), [(span, "end")])
    assert harm(drawn) == set()
    assert rendered(drawn).text[-3:] == rendered(table(("one", "two"), [("`x`", "end")])).text[-3:]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_sentence_stands_anywhere_and_nothing_but_plain_words_is_outside_of_code(text):
    for sentence in (text, f"the cause is ({text}), `{text}`: nothing else"):
        told = prose(sentence)
        assert harm(told) == set()
        assert harm(f"- {told}\n- {told}") == set()
        assert harm(table(("one", "two"), [(told, told)])) == set()
        assert not set("`|<>@#[]$&\\*_~/") & set(CODE.sub("", told))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_line_does_not_end_its_block(text):
    found = rendered(f"```sh\n# {line(text)}\n$ {line(text)}\n```\n\nafter")
    assert found.tags == {"pre", "code", "p"}
    assert found.text[-2:] == ["after", "\n"]


def test_texts_made_at_random_do_nothing_either():
    drawn = random.Random(6)
    for _ in range(400):
        text = "".join(drawn.choices(_SIGNS, k=drawn.randrange(1, 30)))
        assert harm(f"{code(text)} and {prose(text)}") == set(), repr(text)
        assert harm(table(("one", "two"), [(code(text), prose(text))])) == set(), repr(text)


def test_names_are_seen_as_they_are():
    assert code("src/model.py") == "`src/model.py`"
    assert code("Größe 細胞") == "`Größe 細胞`"
    assert code("two\nlines") == "`two lines`"


def test_what_is_not_seen_or_ends_a_span_is_written_out():
    assert code("a`b|c<d") == r"`a\x60b\x7cc\x3cd`"
    assert code("a\u202eb\u200bc\ufe0f") == r"`a\u202eb\u200bc\ufe0f`"
    assert code("\x1b[31m") == r"`\x1b[31m`"
    assert code(" \t ") == '`""`'


def test_long_texts_are_cut():
    assert len(code("x" * 9999)) == 82
    assert code("x" * 9999).endswith("…`")
    assert len(code("`" * 9999, 50)) == 52
    assert len(prose("x " * 9999)) <= 402


def test_a_sentence_keeps_its_words_and_numbers_and_its_names_become_code():
    sentence = "results/a.csv has no column `label` (see GH-1): 1,234 of 2,487 images, 12.5 % can't tell @me."
    told = "`results/a.csv` has no column `label` (see `GH-1`): 1,234 of 2,487 images, 12.5 % can't tell `@me`."
    assert prose(sentence) == told


def test_what_may_be_a_commit_or_a_ticket_is_no_plain_word():
    assert prose("deadbeef faded TEAM-12 12345678 1. not") == "`deadbeef` faded `TEAM-12 12345678` 1. not"
    assert prose("1. not a list") == "`1.` not a list"


def test_a_bracket_that_a_name_opens_is_closed_in_its_code():
    assert prose("no rel-$(touch${IFS}x), nor f(x)") == "no `rel-$(touch${IFS}x)`, nor `f(x)`"
    assert prose("(as in f(x)) and (see f(x): GH-1).") == "(as in `f(x)`) and (see `f(x)`: `GH-1`)."
