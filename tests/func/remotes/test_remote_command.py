"""`hemolog remote` makes a bucket the team's once it was tried, and changes nothing else."""

import os
import subprocess
from pathlib import Path

import pytest

from hemolog.experiments.dvc_store.remotes import read_remotes
from support.remote_command import EMBEDDED, Hemolog, keys, place, settings
from support.remotes import RemotePlace
from support.repositories import ROOT, Repository
from support.s3_answers import Answer, answering, self_signed
from support.s3_endpoint import REGION, Endpoint


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


def test_options_without_a_bucket_are_refused(hemolog: Hemolog) -> None:
    code, printed = hemolog("remote", "--region", "eu-west-1")
    assert (code, len(printed.splitlines())) == (2, 1)
