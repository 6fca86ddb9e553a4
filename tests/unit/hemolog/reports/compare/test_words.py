"""Sentences of verdicts and of the gate, and the digits in them, the same for every drawing."""

from dataclasses import replace

import pytest

from hemolog.reports.compare import digits
from hemolog.reports.compare.facts.verdicts import Verdicts
from hemolog.reports.compare.gate import Gate
from hemolog.reports.compare.words import Writing, gate, headline, mcnemar, method, names, not_judged, outcome, overall
from hemolog.reports.significance.verdict import Outcome
from support.compared import compared

PLAIN = Writing(name=lambda name: f"<{name}>", sentence=str)
VERDICTS = compared().verdicts
UNSURE, WORSE, SIMPLE, UNJUDGED = VERDICTS.guarded


def of(*guarded):
    return replace(VERDICTS, guarded=guarded)


def better(guarded):
    return replace(guarded, verdict=replace(guarded.verdict, outcome=Outcome.BETTER), beyond_tolerance=False)


@pytest.mark.parametrize(
    ("guarded", "expected"),
    [
        ((UNSURE, WORSE, better(SIMPLE)), Outcome.WORSE),
        ((UNSURE, better(WORSE)), Outcome.BETTER),
        ((UNSURE, UNJUDGED), Outcome.UNCERTAIN),
        ((UNJUDGED,), None),
        ((), None),
    ],
)
def test_one_that_is_worse_makes_all_worse_and_one_that_is_better_none_certain(guarded, expected):
    assert overall(of(*guarded)) == expected


def test_the_headline_tells_what_is_worse_first():
    told = "Worse: <test.macro_f1> (-0.0488). Better: <test.accuracy> (-0.0078). Not judged: <test.log_loss>."
    assert headline(of(better(UNSURE), WORSE, UNJUDGED), PLAIN) == told


def test_without_a_verdict_the_headline_says_why():
    assert headline(Verdicts(missing="no table"), PLAIN) == "No verdict: no table"
    assert headline(Verdicts(), PLAIN) == "No verdict: no metric is guarded"
    assert method(Verdicts(), PLAIN) == ""


def test_what_the_tolerance_lets_through_is_still_worse():
    assert outcome(WORSE) == "worse"
    assert outcome(replace(WORSE, beyond_tolerance=False, tolerance=0.1)) == "worse, within the tolerance of 0.1"
    assert outcome(UNJUDGED) == "not judged"


def test_mcnemar_has_a_sentence_only_where_it_was_applied():
    assert mcnemar(of(UNSURE, WORSE), PLAIN) == []
    assert mcnemar(of(SIMPLE), PLAIN) == [
        "Exact McNemar of single images, <test_simple.accuracy>: 3 became right, 5 became wrong, p = 0.727. "
        "2 photographs of several images are left out."
    ]


def test_metrics_without_a_verdict_for_one_reason_share_a_sentence():
    other = replace(UNJUDGED, metric="metrics.test.other")
    reason = "photographs.csv has no column log_loss"
    assert not_judged(of(UNJUDGED, other), PLAIN) == [f"Not judged: <test.log_loss>, <test.other>: {reason}"]


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (Gate(), "Gate open."),
        (Gate(worse=("metrics.test.accuracy",)), "Gate closed: <test.accuracy> worse beyond the tolerance."),
        (
            Gate(stale=("train",), after=("evaluate",)),
            "Gate closed: <dvc.lock> does not match the code and parameters of <train>, then <evaluate>: run "
            "<dvc repro> and commit what it changes.",
        ),
        (
            Gate(unjudged=("metrics.test.accuracy",)),
            "Gate open: <test.accuracy> not judged, which is not held against the change.",
        ),
    ],
)
def test_the_gate_tells_what_closes_it(found, told):
    assert gate(found, PLAIN) == told


def test_many_names_are_counted():
    assert names("abc", PLAIN) == "<a>, <b>, <c>"
    assert names("abcdefgh", PLAIN, more=3) == "<a>, <b>, <c>, <d>, <e>, <f> and 5 more"


@pytest.mark.parametrize(
    ("delta", "told"),
    [
        (0.01234, "+0.0123"),
        (-0.5, "-0.5000"),
        (0.0, "0"),
        (3, "+3"),
        (-2000.0, "-2,000"),
        (0.00001, "+1.000e-05"),
        (None, "-"),
    ],
)
def test_differences_have_their_sign_and_four_decimals(delta, told):
    assert digits.change(delta) == told


def test_p_values_are_no_more_exact_than_resamples():
    assert [digits.p_value(each) for each in (0.0004, 0.0132, 1.0)] == ["< 0.001", "0.013", "1.000"]
