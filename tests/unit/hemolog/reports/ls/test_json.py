"""Lists of runs as JSON: names and meanings are those of docs/json.md."""

import json
import math
import re
from pathlib import Path
from typing import Any

from hemolog.experiments.history.run import Kind, Note, Run
from hemolog.reports.ls.listing import Listing
from hemolog.reports.ls.listing_json import listing_json
from support.listed import listed, trial

DOCUMENTED = (Path(__file__).resolve().parents[5] / "docs/json.md").read_text()


def document(listing: Listing) -> dict[str, Any]:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    found: dict[str, Any] = json.loads(listing_json(listing), parse_constant=refuse)
    return found


def test_everything_is_told() -> None:
    one = trial(
        3, {"val.f1": 0.5, "val.loss": math.nan, "test.f1": 0.25}, train__sources=["a", 1, None], train__none=None
    )
    other = Run(
        Kind.TAG, "v1", "refs/tags/v1", "", notes=(Note("pruned", "its model"),), problems=("its commit is lost",)
    )
    found = document(listed(other, one))
    names = ["params.train.sources", "params.train.none", "metrics.val.f1", "metrics.val.loss", "metrics.test.f1"]
    kinds = ["text", "text", "number", "number", "number"]
    assert found["columns"] == [{"name": name, "kind": kind} for name, kind in zip(names, kinds, strict=True)]
    assert found["runs"][0] == {
        "name": "rates-0003",
        "kind": "experiment",
        "ref": f"refs/exps/bb/{'b' * 38}/rates-0003",
        "commit": f"{3:040x}",
        "baseline": "b" * 40,
        "search": "rates",
        "trial": "0003",
        "time": "2001-09-09T01:49:40Z",
        "author": "Ada",
        "subject": "Trial 3",
        "notes": [],
        "problems": [],
        "values": {
            "params.train.sources": ["a", 1, None],
            "params.train.none": None,
            "metrics.val.f1": 0.5,
            "metrics.val.loss": None,
            "metrics.test.f1": 0.25,
        },
    }
    assert found["runs"][1] == {
        "name": "v1",
        "kind": "tag",
        "ref": "refs/tags/v1",
        "commit": None,
        "baseline": None,
        "search": None,
        "trial": None,
        "time": None,
        "author": "",
        "subject": "",
        "notes": [{"kind": "pruned", "text": "its model"}],
        "problems": ["its commit is lost"],
        "values": {},
    }
    assert {key: found[key] for key in ("schema", "total", "objectives", "sort")} == {
        "schema": "hemolog-ls-1",
        "total": 2,
        "objectives": [{"metric": "metrics.val.f1", "direction": "max"}],
        "sort": {"column": "metrics.val.f1", "descending": True},
    }


def test_values_are_those_of_columns_that_are_named() -> None:
    found = document(listed(trial(0, {"val.f1": 0.5}, x=1, y=math.inf), columns=("f1", "name", "y", "problem")))
    assert found["runs"][0]["values"] == {"metrics.val.f1": 0.5, "run.name": "rates-0000", "params.y": None}


def test_nothing_to_list_is_a_document_too() -> None:
    assert document(listed()) == {
        "schema": "hemolog-ls-1", "total": 0, "objectives": [], "sort": None, "columns": [], "runs": [],
    }  # fmt: skip


def test_texts_that_make_no_sense_are_no_failure() -> None:
    found = document(listed(trial(0, {}, x="\ud800\x00", y=10**5000), columns=("x", "y")))
    assert found["runs"][0]["values"] == {"params.x": "\ud800\x00", "params.y": None}


def test_every_name_is_documented() -> None:
    chapter = DOCUMENTED[DOCUMENTED.index("## `hemolog ls --json`") :].partition("\n## ")[0]
    explained = set(re.findall(r"`(\w+)`", chapter))
    found = document(listed(trial(0, {"val.f1": 1})))
    assert {*found, *found["runs"][0]} <= explained
