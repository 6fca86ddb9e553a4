"""What a check came to is told in one line, down to what has to be allowed."""

from pathlib import Path

import pytest

from hemolog.errors import RemoteError
from hemolog.experiments.sharing.team_remote import Plan
from hemolog.experiments.stores.check import Check, Finding, Permission, Step
from hemolog.experiments.stores.settings import RemoteSettings
from hemolog.experiments.stores.trouble import Diagnosis, Trouble
from hemolog.reports.remote import expect_passed, of_adoption, of_check, of_settings

URL = "s3://cells/models"
DENIED = Diagnosis(Trouble.PERMISSION, "access denied (AccessDenied)", "ask")
PUT = Permission("s3:PutObject", "arn:aws:s3:::cells/models/*")
LIST = Permission("s3:ListBucket", "arn:aws:s3:::cells")
SETTINGS = RemoteSettings("team", URL, {"region": "eu-west-1", "secret_access_key": "sesame", "profile": "cells"})


def check(*findings: Finding, source: str | None = None) -> Check:
    return Check(URL, findings, source)


def told(of: Check, unchanged: str = "") -> str:
    with pytest.raises(RemoteError) as caught:
        expect_passed(of, unchanged)
    return str(caught.value)


def test_what_passed_raises_nothing() -> None:
    good = check(Finding(Step.WRITE), Finding(Step.READ))
    expect_passed(good)
    assert of_check(good) == ["  write  ok", "  read   ok"]


def test_all_that_is_missing_is_named_at_once() -> None:
    refused = check(
        Finding(Step.WRITE, DENIED, (PUT,)), Finding(Step.READ, tried=False), Finding(Step.LIST, DENIED, (LIST,))
    )
    assert told(refused, "; nothing was changed") == (
        "s3://cells/models: refused: write, list; allow s3:PutObject on arn:aws:s3:::cells/models/*, s3:ListBucket on "
        "arn:aws:s3:::cells (docs/s3.md has the policy); nothing was changed"
    )
    assert of_check(refused) == [
        "  write  access denied (AccessDenied)",
        "  read   not tried",
        "  list   access denied (AccessDenied)",
    ]


def test_who_can_only_read_is_told_that_this_is_enough_to_pull() -> None:
    refused = check(Finding(Step.WRITE, DENIED, (PUT,)), Finding(Step.READ), Finding(Step.LIST))
    assert told(refused).endswith("; reading works, so `hemolog pull` does")


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("env", ", found in the environment (AWS_ACCESS_KEY_ID)"),
        ("explicit", ", found in DVC's settings (.dvc/config.local)"),
        ("something-new", ", found in something-new"),
        (None, ""),
    ],
)
def test_where_wrong_credentials_come_from_is_told(source: str | None, found: str) -> None:
    wrong = check(
        Finding(Step.WRITE, tried=False),
        Finding(Step.DELETE, Diagnosis(Trouble.CREDENTIALS, "wrong", "mend them")),
        source=source,
    )
    assert told(wrong) == f"s3://cells/models: wrong{found}: mend them"
    assert of_check(wrong) == []


def test_a_server_drives_no_terminal() -> None:
    hostile = Finding(Step.WRITE, Diagnosis(Trouble.OTHER, "\x1b[2J\n"))
    assert of_check(check(hostile, Finding(Step.READ))) == [r"  write  \x1b[2J", "  read   ok"]


def test_where_a_remote_is_is_told_without_what_opens_it() -> None:
    assert of_settings(SETTINGS) == "team: s3://cells/models, region eu-west-1, profile cells"
    other = RemoteSettings("lab", "https://user:sesame@host/x?token=sesame", {"password": "sesame"})
    assert of_settings(other) == "lab: https://host/x"


def plan(**facts: object) -> Plan:
    plain = {"default": None, "replaced": None, "whole_bucket": False, "environment": None, "own_default": None}
    return Plan(SETTINGS, {}, {}, **{**plain, **facts})  # type: ignore[arg-type]


def test_what_was_changed_is_told_with_what_to_do_next() -> None:
    changed = [Path(".dvc/config.local"), Path(".dvc/config")]
    assert of_adoption(plan(default=("embedded", ".dvc/storage")), changed) == [
        "'team' is the default remote now, in .dvc/config and .dvc/config.local",
        "before, it was 'embedded' at .dvc/storage: what is there stays there",
        "Try next:",
        '  git commit -m "Keep data in s3://cells/models" .dvc/config',
        "  dvc push",
        "  hemolog push --all",
    ]


def test_what_was_so_before_need_not_be_committed() -> None:
    assert of_adoption(plan(default=("team", URL)), []) == [
        "'team' was the default remote before: nothing has changed",
        "Try next:",
        "  dvc push",
        "  hemolog push --all",
    ]


def test_the_bucket_before_is_named() -> None:
    assert "its URL was s3://old: what is there stays there" in of_adoption(
        plan(default=("team", "s3://old"), replaced="s3://old"), [Path(".dvc/config")]
    )
