"""A comparison as JSON is strict, whole, and as the documentation has it."""

import json
import math
import re
from dataclasses import replace
from pathlib import Path

import pytest

from hemolog.reports.compare.comparison_json import comparison_json
from hemolog.reports.compare.facts.flips import Flips, NetChange
from hemolog.reports.compare.facts.parameters import Change, ParameterChange, Parameters
from hemolog.reports.compare.gate import Gate
from support.compared import NEW, OLD, alone, compared
from support.hostile import PAYLOADS

DOCUMENTATION = Path(__file__).parents[5] / "docs/json.md"


def read(of, gate=None):
    text = comparison_json(of, gate)
    return json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


def test_both_sides_and_what_was_found_stand_at_the_top():
    found = read(compared(), Gate(worse=("metrics.test.macro_f1",), stale=("train",)))
    assert (found["schema"], found["outcome"]) == ("hemolog-compare-1", "worse")
    assert (found["base"]["commit"], found["head"]["commit"]) == (OLD, NEW)
    assert found["gate"] == {
        "passed": False,
        "worse": ["metrics.test.macro_f1"],
        "stale": ["train"],
        "after": [],
        "unjudged": [],
    }


def test_a_verdict_is_told_in_full():
    worse = read(compared())["verdicts"]["guarded"][1]
    assert (worse["metric"], worse["beyond_tolerance"], worse["missing"]) == ("metrics.test.macro_f1", True, None)
    assert worse["verdict"] == {
        "metric": "metrics.test.macro_f1",
        "outcome": "worse",
        "base": 0.8391,
        "head": 0.7903,
        "delta": -0.0488,
        "low": -0.0812,
        "high": -0.0164,
        "p": 0.0004,
        "p_holm": 0.0012,
        "units": 71,
        "items": 2487,
        "informative": 44,
        "lone": [],
        "mcnemar": None,
    }


def test_what_is_not_there_is_null():
    found = read(alone())
    assert (found["base"], found["gate"], found["outcome"]) == (None, None, None)
    assert found["missing"] == "HEAD is the first commit: there is nothing before it to compare with"
    assert (found["head"]["time"], found["head"]["ref"], found["flips"]["file"]) == (None, None, None)


def test_a_commit_has_its_time_in_utc():
    side = replace(compared().head, time=1_764_000_000)
    assert read(replace(compared(), head=side))["head"]["time"] == "2025-11-24T16:00:00Z"


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_numbers_that_json_does_not_know_are_null(number):
    change = ParameterChange("params.rate", Change.CHANGED, number, [1.0, [number]])
    found = read(replace(compared(), parameters=Parameters((change,))))["parameters"]["changes"][0]
    assert (found["old"], found["new"]) == (None, [1.0, [None]])


def test_an_empty_value_is_not_taken_for_none():
    change = ParameterChange("params.name", Change.CHANGED, "", None)
    found = read(replace(compared(), parameters=Parameters((change,))))["parameters"]["changes"][0]
    assert (found["old"], found["new"]) == ("", None)


@pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_texts_are_as_they_were_found(text):
    change = ParameterChange(f"params.{text}", Change.CHANGED, text, 1)
    found = read(replace(compared(), parameters=Parameters((change,))))["parameters"]["changes"][0]
    assert (found["name"], found["old"]) == (f"params.{text}", text)


def test_every_name_is_documented():
    section = DOCUMENTATION.read_text().split("## `hemolog compare")[1].split("\n## ")[0]
    net = Flips(net=(NetChange("a", 1, 2),))
    told = _names(read(compared(), Gate())) | _names(read(replace(compared(), flips=net)))
    assert told <= set(re.findall(r"`(\w+)`", section))


def _names(of, above=""):
    """Names of fields; what a mapping of a repository's own names has is none."""
    if isinstance(of, list):
        return set().union(*(_names(each) for each in of))
    if not isinstance(of, dict) or above in {"probabilities", "where"}:
        return set()
    return set(of) | set().union(*(_names(value, name) for name, value in of.items()))
