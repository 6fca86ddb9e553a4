"""What IAM has to allow is known for each request that the code sends, and docs/s3.md allows just that."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hemolog.experiments.stores.s3 import permissions
from hemolog.experiments.stores.s3.permissions import ACTIONS, ON_BUCKETS, pruner, reader, writer

ROOT = Path(__file__).resolve().parents[5]
PAGE = (ROOT / "docs/s3.md").read_text()
S3 = Path(permissions.__file__).parent
_NOT_REQUESTS = {"get", "get_paginator", "close", "get_credentials"}


def requests() -> Iterator[str]:
    """Every method of boto3's client that the code calls, or names for the check."""
    for file in S3.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "client":
                yield called.attr
            elif isinstance(called, ast.Attribute) and called.attr in ("_request", "_send"):
                yield from (each.value for each in node.args[:1] if isinstance(each, ast.Constant))


def policies() -> list[dict[str, Any]]:
    found = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)]
    return [each for each in found if "Statement" in each]


def actions(*of: dict[str, Any]) -> set[str]:
    return {action for policy in of for statement in policy["Statement"] for action in statement["Action"]}


def test_what_each_request_needs_is_known() -> None:
    sent = set(requests()) - _NOT_REQUESTS
    assert {"put_object", "list_objects_v2", "upload_part", "abort_multipart_upload"} <= sent
    assert sent == set(ACTIONS)


def test_policies_together_allow_what_is_needed_and_no_more() -> None:
    assert actions(reader("b", "p"), writer("b", "p"), pruner("b", "p")) == set(ACTIONS.values())


@pytest.mark.parametrize("policy", [reader, writer, pruner])
def test_the_page_shows_each_policy_as_the_code_has_it(policy: Any) -> None:
    assert policy("BUCKET", "PREFIX") in policies()


def test_the_page_shows_no_other_policy_of_s3() -> None:
    of_s3 = [each for each in policies() if all(action.startswith("s3:") for action in actions(each))]
    assert len(of_s3) == 3


@pytest.mark.parametrize("policy", [reader, writer, pruner])
def test_nothing_outside_the_prefix_is_allowed(policy: Any) -> None:
    for statement in policy("cells", "models")["Statement"]:
        of_bucket = set(statement["Action"]) <= ON_BUCKETS
        (resource,) = statement["Resource"]
        assert resource == "arn:aws:s3:::cells" if of_bucket else resource.startswith("arn:aws:s3:::cells/models/")
        assert of_bucket or not set(statement["Action"]) & ON_BUCKETS


@pytest.mark.parametrize("policy", [reader, writer, pruner])
def test_without_a_prefix_it_is_the_whole_bucket(policy: Any) -> None:
    assert "//" not in json.dumps(policy("cells", ""))
    assert "cells/.hemolog/*" in json.dumps(writer("cells", ""))


def test_variables_and_options_that_are_named_exist() -> None:
    from dvc.config_schema import REMOTE_SCHEMAS

    known = {str(option) for option in REMOTE_SCHEMAS["s3"]}
    named = set(re.findall(r"dvc remote modify (?:--local )?team (\w+)", PAGE))
    assert named
    assert named <= known
