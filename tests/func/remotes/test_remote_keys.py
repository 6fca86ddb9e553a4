"""`hemolog remote` leaves keys where they belong, refuses them elsewhere, and lets none get away."""

import subprocess
from pathlib import Path

import pytest

from hemolog.experiments.dvc_store.remotes import read_remotes
from support.remote_command import Hemolog, keys, place, settings
from support.remotes import RemotePlace
from support.repositories import Repository
from support.s3_answers import Answer, answering

SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYzEXAMPLEKEY"


def expect_no_trace(repository: Repository, printed: str) -> None:
    """The secret stands nowhere but in what git ignores."""
    assert SECRET not in printed
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--allow-empty", "-m", "All that git would take")
    objects = subprocess.run(
        ["git", "cat-file", "--batch-all-objects", "--batch"], cwd=repository.path, capture_output=True, check=True
    )
    assert len(objects.stdout) > 1000
    assert SECRET.encode() not in objects.stdout
    holding = [
        path.relative_to(repository.path).as_posix()
        for path in repository.path.rglob("*")
        if path.is_file() and SECRET.encode() in path.read_bytes()
    ]
    assert set(holding) <= {".dvc/config.local"}


def test_the_profile_is_a_persons_own(
    small: Repository, hemolog: Hemolog, moto_place: RemotePlace, tmp_path: Path
) -> None:
    assert moto_place.endpoint
    pair = f"aws_access_key_id = {moto_place.endpoint.key}\naws_secret_access_key = {moto_place.endpoint.secret}\n"
    (tmp_path / "credentials").write_text(f"[cells]\n{pair}")
    where = {"AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials")}
    code, printed = hemolog("remote", *place(moto_place), "--profile", "cells", **where)
    assert code == 0, printed
    assert "profile" not in (small.path / ".dvc/config").read_text()
    assert read_remotes(small.path).own["team"] == {"profile": "cells"}
    assert small.git("status", "--porcelain").split() == ["M", ".dvc/config"]


@pytest.mark.parametrize("outcome", ["passes", "fails"])
@pytest.mark.parametrize("where", ["environment", "config.local", "profile"])
def test_keys_from_where_they_belong_stay_there(
    small: Repository, hemolog: Hemolog, tmp_path: Path, where: str, outcome: str
) -> None:
    pair = {"AWS_ACCESS_KEY_ID": "AKIASOMEBODY", "AWS_SECRET_ACCESS_KEY": SECRET}
    variables: dict[str, str] = {}
    words: list[str] = []
    if where == "environment":
        variables = {**pair, "AWS_SESSION_TOKEN": f"token-{SECRET}"}
    elif where == "config.local":
        text = f"['remote \"team\"']\n    access_key_id = AKIASOMEBODY\n    secret_access_key = {SECRET}\n"
        (small.path / ".dvc/config.local").write_text(text)
    else:
        lines = "".join(f"{name.lower()} = {value}\n" for name, value in pair.items())
        (tmp_path / "credentials").write_text(f"[cells]\n{lines}")
        variables, words = {"AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials")}, ["--profile", "cells"]
    wrong = Answer(403, "SignatureDoesNotMatch", "no", {"StringToSign": SECRET, "SignatureProvided": SECRET})
    with answering(lambda method, path: wrong if outcome == "fails" else None) as server:
        url = ["s3://cells/models", "--endpoint-url", server.url, "--region", "eu-west-1"]
        code, printed = hemolog("--traceback", "remote", *url, *words, **variables)
    assert code == (2 if outcome == "fails" else 0), printed
    assert ("Traceback" in printed) == (outcome == "fails")
    expect_no_trace(small, printed)


@pytest.mark.parametrize(
    "words",
    [
        [f"s3://AKIASOMEBODY:{SECRET}@cells/models"],
        [f"s3://{SECRET}@cells/models"],
        [f"s3://AKIASOMEBODY:{SECRET}/cells/models"],
        [f"s3://cells/models?X-Amz-Signature={SECRET}"],
        [f"s3://{SECRET}"],
        [f"https://user:{SECRET}@host/models"],
        [f"ssh://user:{SECRET}@host/models"],
        ["s3://cells/models", "--endpoint-url", f"https://user:{SECRET}@host"],
        ["s3://cells/models", "--endpoint-url", f"https://host:{SECRET}"],
        ["s3://cells/models", "--endpoint-url", f"https://host/?X-Amz-Credential={SECRET}"],
        ["s3://cells/models", "--region", SECRET],
        ["s3://cells/models", "--name", f'x"{SECRET}'],
    ],
)
def test_keys_where_they_do_not_belong_are_refused_and_not_repeated(
    small: Repository, hemolog: Hemolog, words: list[str]
) -> None:
    before = settings(small)
    code, printed = hemolog("--traceback", "remote", *words)
    assert code == 2
    assert printed.splitlines()[-1].startswith("error: ")
    assert settings(small) == before
    expect_no_trace(small, printed)


def test_a_key_that_a_file_of_git_holds_is_refused(small: Repository, hemolog: Hemolog) -> None:
    with (small.path / ".dvc/config").open("a") as config:
        config.write(f"['remote \"old\"']\n    url = s3://old\n    secret_access_key = {SECRET}\n")
    code, printed = hemolog("remote", "s3://cells/models")
    assert code == 2
    assert "holds secret_access_key of the remote 'old'" in printed
    assert SECRET not in printed


def test_a_url_that_others_have_written_is_shown_without_its_password(
    small: Repository, hemolog: Hemolog, moto_place: RemotePlace
) -> None:
    assert moto_place.endpoint
    with (small.path / ".dvc/config").open("a") as config:
        config.write(f"['remote \"team\"']\n    url = https://user:{SECRET}@host/data\n    user = somebody\n")
    code, printed = hemolog("remote", *place(moto_place), **keys(moto_place.endpoint))
    assert code == 0, printed
    assert "its URL was https://host/data" in printed
    assert SECRET not in printed + (small.path / ".dvc/config").read_text()


def test_settings_of_ones_own_that_git_knows_are_refused(small: Repository, hemolog: Hemolog) -> None:
    (small.path / ".dvc/config.local").write_text("")
    small.git("add", "--force", ".dvc/config.local")
    code, printed = hemolog("remote", "s3://cells/models")
    assert (code, "git rm --cached .dvc/config.local" in printed) == (2, True)


def test_settings_of_ones_own_that_git_would_take_are_refused(small: Repository, hemolog: Hemolog) -> None:
    (small.path / ".dvc/.gitignore").write_text("/tmp\n/cache\n")
    code, printed = hemolog("remote", "s3://cells/models", "--profile", "cells")
    assert (code, "add the line `/config.local` to .dvc/.gitignore" in printed) == (2, True)
    assert not (small.path / ".dvc/config.local").exists()
