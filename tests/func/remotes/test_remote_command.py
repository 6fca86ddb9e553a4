"""`hemolog remote` makes a bucket the team's once it was tried, changes nothing else, and lets no key get away."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hemolog.experiments.dvc_store.remotes import read_remotes
from support.remotes import RemotePlace
from support.repositories import ROOT, Repository
from support.s3_answers import Answer, answering, self_signed
from support.s3_endpoint import REGION, Endpoint
from support.small_pipeline import small_pipeline

SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYzEXAMPLEKEY"
EMBEDDED = "[core]\n    remote = embedded\n['remote \"embedded\"']\n    url = storage\n"
Hemolog = Callable[..., tuple[int, str]]


@pytest.fixture
def small(tmp_path: Path) -> Repository:
    """A repository whose default remote is a folder in it, as in this project."""
    repository = small_pipeline(tmp_path / "small")
    (repository.path / ".dvc/config").write_text(EMBEDDED)
    (repository.path / ".dvc/.gitignore").write_text("/config.local\n/tmp\n/cache\n/storage\n")
    repository.commit("A folder keeps the data")
    return repository


@pytest.fixture
def hemolog(small: Repository) -> Hemolog:
    """Run the command in the repository: its exit code and all that it printed."""

    def run(*words: str, within: str = ".", **variables: str) -> tuple[int, str]:
        result = subprocess.run(
            [sys.executable, "-m", "hemolog", *words],
            cwd=small.path / within,
            env={**os.environ, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return result.returncode, result.stdout

    return run


def keys(endpoint: Endpoint) -> dict[str, str]:
    return {"AWS_ACCESS_KEY_ID": endpoint.key, "AWS_SECRET_ACCESS_KEY": endpoint.secret}


def place(at: RemotePlace) -> list[str]:
    assert at.endpoint
    return [at.url, "--endpoint-url", at.endpoint.url, "--region", REGION]


def settings(repository: Repository) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (repository.path / ".dvc").iterdir() if path.is_file()}


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


def test_without_a_bucket_the_folder_stays_the_default_and_works(small: Repository, hemolog: Hemolog) -> None:
    assert read_remotes(ROOT).default == "embedded"
    (small.path / "data.bin").write_bytes(b"data")
    small.dvc("add", "data.bin")
    small.dvc("push")
    code, printed = hemolog("remote")
    assert code == 0, printed
    assert printed.startswith(f"embedded: {small.path}/.dvc/storage")
    assert [line.split() for line in printed.splitlines()[1:]] == [
        ["write", "ok"],
        ["read", "ok"],
        ["list", "ok"],
        ["delete", "ok"],
    ]
    kept = [path for path in (small.path / ".dvc/storage").rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in kept] == [b"data"]


@pytest.mark.parametrize("kind", ["moto", "ceph"])
def test_a_bucket_becomes_the_default_and_dvc_uses_it(
    small: Repository, hemolog: Hemolog, kind: str, request: pytest.FixtureRequest
) -> None:
    at: RemotePlace = request.getfixturevalue(f"{kind}_place")
    assert at.endpoint
    code, printed = hemolog("remote", *place(at), **keys(at.endpoint))
    assert code == 0, printed
    assert (small.path / ".dvc/config").read_text() == (
        EMBEDDED.replace("= embedded", "= team") + "['remote \"team\"']\n"
        f"    url = {at.url}\n    endpointurl = {at.endpoint.url}\n    region = {REGION}\n"
    )
    assert not (small.path / ".dvc/config.local").exists()
    assert printed.splitlines()[-6:] == [
        "'team' is the default remote now, in .dvc/config",
        "before, it was 'embedded' at .dvc/storage: what is there stays there",
        "Try next:",
        f'  git commit -m "Keep data in {at.url}" .dvc/config',
        "  dvc push",
        "  hemolog push --all",
    ]
    assert at.sizes() == {}
    (small.path / "data.bin").write_bytes(b"data")
    small.dvc("add", "data.bin")
    subprocess.run(["dvc", "push", "--quiet"], cwd=small.path, env={**os.environ, **keys(at.endpoint)}, check=True)
    assert list(at.sizes().values()) == [4]


def test_the_same_again_changes_nothing_and_need_not_say_all(
    small: Repository, hemolog: Hemolog, moto_place: RemotePlace
) -> None:
    assert moto_place.endpoint
    variables = keys(moto_place.endpoint)
    hemolog("remote", *place(moto_place), **variables)
    before = settings(small)
    for words in (place(moto_place), [moto_place.url], [f"{moto_place.url}/"], []):
        code, printed = hemolog("remote", *words, **variables)
        assert code == 0, printed
        assert "write               ok" in printed
        assert settings(small) == before
    assert "nothing has changed" in hemolog("remote", moto_place.url, **variables)[1]


def test_another_bucket_takes_the_place_of_the_one_before_which_is_named(
    small: Repository, hemolog: Hemolog, moto_place: RemotePlace
) -> None:
    assert moto_place.endpoint
    variables = keys(moto_place.endpoint)
    hemolog("remote", *place(moto_place), **variables)
    small.dvc("remote", "modify", "team", "sse", "AES256")
    other = f"s3://{moto_place.endpoint.new_bucket()}/other"
    code, printed = hemolog("remote", other, "--endpoint-url", moto_place.endpoint.url, **variables)
    assert code == 0, printed
    assert f"its URL was {moto_place.url}: what is there stays there" in printed
    expected = {"url": other, "endpointurl": moto_place.endpoint.url, "sse": "AES256"}
    assert read_remotes(small.path).shared["team"] == expected


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


def test_when_the_check_fails_nothing_is_changed_and_one_line_tells_why(small: Repository, hemolog: Hemolog) -> None:
    before = settings(small)
    denied = Answer(403, "AccessDenied", "Access Denied")
    with answering(lambda method, path: denied if "list-type" in path else None) as server:
        words = ["remote", "s3://cells/models", "--endpoint-url", server.url, "--region", "eu-west-1", "--profile", "x"]
        code, printed = hemolog(*words[:-2], AWS_ACCESS_KEY_ID="a", AWS_SECRET_ACCESS_KEY="b")
    assert code == 2
    assert printed.splitlines()[-1] == (
        "error: s3://cells/models: refused: list; allow s3:ListBucket on arn:aws:s3:::cells (docs/s3.md has the "
        "policy); nothing was changed"
    )
    assert "  write               ok\n" in printed
    assert "  list                access denied (AccessDenied)\n" in printed
    assert settings(small) == before


def test_the_whole_bucket_is_warned_of(hemolog: Hemolog, moto: Endpoint) -> None:
    code, printed = hemolog("remote", f"s3://{moto.new_bucket()}", "--endpoint-url", moto.url, **keys(moto))
    assert code == 0, printed
    assert "warning: without a prefix the whole bucket is this repository's" in printed


def test_an_endpoint_that_others_do_not_get_is_warned_of(hemolog: Hemolog, moto_place: RemotePlace) -> None:
    assert moto_place.endpoint
    code, printed = hemolog(
        "remote", moto_place.url, AWS_ENDPOINT_URL=moto_place.endpoint.url, **keys(moto_place.endpoint)
    )
    assert code == 0, printed
    assert "warning: the endpoint comes from AWS_ENDPOINT_URL alone" in printed


def test_a_default_of_ones_own_is_warned_of(small: Repository, hemolog: Hemolog, moto_place: RemotePlace) -> None:
    assert moto_place.endpoint
    small.dvc("remote", "default", "--local", "embedded")
    code, printed = hemolog("remote", *place(moto_place), **keys(moto_place.endpoint))
    assert code == 0, printed
    assert "warning: .dvc/config.local names 'embedded' as the default" in printed


def test_what_wins_on_this_machine_alone_is_refused(small: Repository, hemolog: Hemolog) -> None:
    (small.path / ".dvc/config.local").write_text("['remote \"team\"']\n    url = s3://mine\n")
    code, printed = hemolog("remote", "s3://cells/models")
    assert code == 2
    assert "`dvc remote modify --local --unset team url` removes it" in printed


@pytest.mark.parametrize("url", ["gs://cells/models", "/srv/storage", "ssh://host/srv"])
def test_any_other_place_is_left_to_dvc(hemolog: Hemolog, url: str) -> None:
    code, printed = hemolog("remote", url, "--name", "Lab")
    assert (code, len(printed.splitlines())) == (2, 1)
    assert f"`dvc remote add --default lab {url}` does it" in printed


def test_in_a_folder_of_the_repository_it_is_the_same(
    small: Repository, hemolog: Hemolog, moto_place: RemotePlace
) -> None:
    assert moto_place.endpoint
    code, printed = hemolog("remote", *place(moto_place), within="src/small", **keys(moto_place.endpoint))
    assert code == 0, printed
    assert read_remotes(small.path).default == "team"


@pytest.mark.parametrize("how", ["AWS_CA_BUNDLE", "ssl_verify"])
def test_a_certificate_of_ones_own_can_be_trusted_before_there_is_a_remote(
    small: Repository, hemolog: Hemolog, tmp_path: Path, how: str
) -> None:
    pem, pair = self_signed(tmp_path), {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    with answering(lambda method, path: None, pem) as server:
        words = ["remote", "s3://cells/models", "--endpoint-url", server.url, "--region", "eu-west-1"]
        code, printed = hemolog(*words, **pair)
        assert (code, "its certificate is not trusted" in printed, how in printed) == (2, True, True)
        if how == "ssl_verify":
            (small.path / ".dvc/config.local").write_text(f"['remote \"team\"']\n    ssl_verify = {pem}\n")
        code, printed = hemolog(*words, **pair, **({how: str(pem)} if how.isupper() else {}))
    assert code == 0, printed
    assert "read by DVC itself  ok" in printed
    assert "ssl_verify" not in (small.path / ".dvc/config").read_text()


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


def test_options_without_a_bucket_are_refused(hemolog: Hemolog) -> None:
    code, printed = hemolog("remote", "--region", "eu-west-1")
    assert (code, len(printed.splitlines())) == (2, 1)
