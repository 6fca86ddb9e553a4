"""What the tests of remotes stand on: DVC takes each place, servers end with the tests, and none is skipped unseen."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from support.moto_server import running_moto
from support.processes import ended, environment, python, started
from support.remotes import RemotePlace
from support.repositories import Repository
from support.required import REQUIRE
from support.s3_endpoint import Endpoint, answers_http

TESTS = Path(__file__).resolve().parents[2]
HELLO = "files/md5/b1/946ac92492d2347c6235b4d2611184"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path / "repository")
    repository.path.mkdir()
    repository.git("init", "--quiet", "--initial-branch=main")
    repository.dvc("init", "--quiet")
    (repository.path / "hello").write_text("hello\n")
    repository.dvc("add", "--quiet", "hello")
    return repository


def test_dvc_sends_to_each_place_and_fetches_from_it(repository: Repository, remote_place: RemotePlace) -> None:
    remote_place.configure(repository.path)
    repository.dvc("push", "--quiet")
    assert remote_place.sizes() == {HELLO: 6}
    assert remote_place.read(HELLO) == b"hello\n"
    remote_place.write("files/md5/other", b"more")
    remote_place.write(HELLO, b"hello\n")
    assert remote_place.sizes() == {HELLO: 6, "files/md5/other": 4}
    for path in (repository.path / ".dvc/cache/files/md5").glob("*/*"):
        path.unlink()
    (repository.path / "hello").unlink()
    repository.dvc("pull", "--quiet")
    assert (repository.path / "hello").read_text() == "hello\n"
    remote_place.remove(HELLO)
    assert remote_place.sizes() == {"files/md5/other": 4}


def test_configuring_is_what_dvc_does(repository: Repository, moto_place: RemotePlace, tmp_path: Path) -> None:
    moto_place.configure(repository.path)
    told = [(repository.path / ".dvc" / name).read_text() for name in ("config", "config.local")]
    for name in ("config", "config.local"):
        (repository.path / ".dvc" / name).unlink()
    endpoint = moto_place.endpoint
    assert endpoint
    repository.dvc("remote", "add", "--default", "storage", moto_place.url)
    repository.dvc("remote", "modify", "storage", "endpointurl", endpoint.url)
    repository.dvc("remote", "modify", "storage", "region", "us-east-1")
    repository.dvc("remote", "modify", "--local", "storage", "access_key_id", endpoint.key)
    repository.dvc("remote", "modify", "--local", "storage", "secret_access_key", endpoint.secret)
    for name, text in zip(("config", "config.local"), told, strict=True):
        assert sorted((repository.path / ".dvc" / name).read_text().split("\n")) == sorted(text.split("\n"))


def test_no_place_is_given_twice(moto: Endpoint, moto_place: RemotePlace, request: pytest.FixtureRequest) -> None:
    moto_place.write("a", b"1")
    assert moto.new_bucket() != moto_place.bucket
    assert RemotePlace(f"s3://{moto.new_bucket()}/team/data", moto).sizes() == {}


def test_a_server_ends_with_its_test(tmp_path: Path) -> None:
    with running_moto(tmp_path) as endpoint:
        assert answers_http(*endpoint.address)
    assert not answers_http(*endpoint.address)


HOLDS = """
import sys, time
from pathlib import Path
from support.moto_server import running_moto
with running_moto(Path(sys.argv[1])) as endpoint:
    print(endpoint.url, flush=True)
    time.sleep(600)
"""


def test_a_server_ends_with_tests_that_are_killed(tmp_path: Path) -> None:
    variables = environment(PYTHONPATH=str(TESTS))
    with started(python(HOLDS, str(tmp_path)), env=variables, stdout=subprocess.PIPE) as process:
        assert process.stdout
        endpoint = Endpoint(process.stdout.readline().strip(), "", "")
        assert answers_http(*endpoint.address)
        os.kill(process.pid, signal.SIGKILL)
        until = time.monotonic() + 30
        while answers_http(*endpoint.address) and time.monotonic() < until:
            time.sleep(0.05)
        assert not answers_http(*endpoint.address)


WANTS_CEPH = """
def test_wants_ceph(ceph):
    raise AssertionError("there is no Ceph on this path")
"""


@pytest.mark.parametrize(
    ("required", "code", "outcome"), [("", 0, "1 skipped"), ("moto", 0, "1 skipped"), ("moto,ceph", 1, "1 error")]
)
def test_without_ceph_its_tests_are_skipped_by_name_or_fail_where_it_is_required(
    tmp_path: Path, required: str, code: int, outcome: str
) -> None:
    (tmp_path / "test_ceph.py").write_text(WANTS_CEPH)
    words = python("import pytest; raise SystemExit(pytest.main())", "-ra", "-p", "support.remotes", "test_ceph.py")
    variables = environment(PYTHONPATH=str(TESTS), PATH=str(tmp_path), **{REQUIRE: required})
    result = ended(words, cwd=tmp_path, env=variables)
    assert result.returncode == code, result.stdout
    assert "Ceph is not installed: no radosgw" in result.stdout
    assert outcome in result.stdout
