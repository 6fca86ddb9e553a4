"""What a reviewer reads, word for word; whatever stands in a repository, it does nothing; and it always fits."""

import re
from pathlib import Path

import pytest

from defused import JOINER, defused
from hemolog.reports.compare.gate import Gate
from hemolog.reports.compare.markdown.budget import LIMIT, size
from hemolog.reports.compare.markdown.escape import CODE
from hemolog.reports.compare.markdown.report import FIRST_TO_GO, markdown
from hemolog.reports.compare.markdown.verdict import verdict
from support.compared import NEW, OLD, alone, compared
from support.compared_hostile import enormous, hostile, missing
from support.hostile import PAYLOADS
from support.markdown_acts import acts
from support.rendered_comment import harm, rendered

CLOSED = Gate(
    worse=("metrics.test.macro_f1",), stale=("train",), after=("evaluate",), unjudged=("metrics.test.log_loss",)
)
HERE = Path(__file__).parent
GITHUB = {
    "person": "@octocat",
    "issue": "#1 octo/cat#2 GH-3",
    "cell": "a | @octocat | b\\",
    "fold": "</details></summary>\n\n@octocat",
    "fence": "x\n```\n@octocat\n```",
    "command": "/merge",
    "wide": "\U0001d54f" * 300,
}
HOSTILE = {**PAYLOADS, **GITHUB}


@pytest.mark.parametrize(("name", "of", "gate"), [("compared", compared(), CLOSED), ("alone", alone(), None)])
def test_a_whole_report(name, of, gate):
    assert markdown(of, gate) == (HERE / f"{name}.md").read_text()


def test_an_open_gate_says_so():
    assert "**Gate open**." in markdown(compared(), Gate())


@pytest.mark.parametrize("first", range(0, len(HOSTILE), 10))
def test_no_text_of_a_repository_does_anything_wherever_it_stands(first):
    texts = [*HOSTILE.values()]
    texts = texts[first:] + texts[:first]
    _expect_no_harm(markdown(hostile(*texts), Gate(*(tuple(texts[at : at + 8]) for at in range(4)))))


@pytest.mark.parametrize("text", GITHUB.values(), ids=GITHUB.keys())
@pytest.mark.parametrize("made", [hostile, missing])
def test_a_text_that_is_everywhere_does_nothing(made, text):
    _expect_no_harm(markdown(made(text), Gate((text,), (text,), (text,), (text,))))


def _expect_no_harm(told):
    assert harm(told) == set()
    assert told.count("<details>") == told.count("</details>") == told.count("<summary>")
    outside = CODE.sub("", re.sub(r"```.*?\n```", "", told, flags=re.DOTALL))
    assert not set("`@#$[]\\") & set(outside.replace("###", ""))


def test_folds_have_titles_of_our_own_words_alone():
    titles = re.findall(r"<summary>(.*)</summary>", markdown(enormous(3), CLOSED))
    assert len(titles) > 5
    assert all(re.fullmatch(r"[A-Za-z0-9 ,;:]+", title) for title in titles)


@pytest.mark.parametrize("text", ["", "<b>@octocat</b>", "\U0001d54f" * 300])
def test_enormous_facts_fit_and_the_verdict_is_whole(text):
    of = enormous(60, text)
    told = markdown(of, CLOSED)
    assert size(told) <= LIMIT
    assert told.startswith(verdict(of, CLOSED))
    assert harm(told) == set()


def test_what_goes_first_is_said_with_the_command_that_shows_it():
    whole = markdown(compared(), CLOSED)
    told = markdown(enormous(12), CLOSED)
    note = re.search(r"To fit a comment, (.*)\. `(.*)` shows all\.", told)
    assert note[2] == f"hemolog compare {OLD} {NEW}"
    assert "training curves" in note[1]
    assert "shows all" not in whole


def test_detail_goes_in_the_stated_order():
    counts = set()
    for limit in range(size(verdict(compared(), CLOSED)), 10_000, 500):
        note = re.search(r"left out: ([^.]*)\.", markdown(compared(), CLOSED, limit))
        left_out = note[1].split(", ") if note else []
        assert set(left_out) == set(FIRST_TO_GO[: len(left_out)])
        counts.add(len(left_out))
    assert len(counts) > 3


def test_nothing_is_left_but_the_verdict_where_there_is_no_room():
    told = markdown(compared(), CLOSED, limit=1)
    assert told.startswith(verdict(compared(), CLOSED))
    assert "left out: " in told
    assert len(rendered(told).code) < 40


def test_whoever_posts_it_passes_it_on_as_it_is():
    for of in (compared(), alone()):
        told = markdown(of, CLOSED)
        posted = defused(told)
        assert acts(posted) == set()
        assert posted.replace(JOINER, "") == told
        assert posted.count("```mermaid\n---") == told.count("```mermaid\n---")
