"""One large file to a bucket: by an experiment that points at it, and by the tools that only copy it."""

import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pygit2
import repositories
from commands import AWS, DVC, HEMOLOG, environment, seconds

from support.remotes import RemotePlace, place_of
from support.s3_endpoint import Endpoint

SIZE = 105_000_000  # bytes of the file that is made where there is no archive
OURS, AWSCLI, DVCS = "hemolog push", "aws s3 cp", "dvc exp push"
PUT, UPLOAD_FILE = "our upload alone", "boto3's upload_file alone"


def the_archive(folder: Path) -> Path:
    """That of Blood Images from `$BLOODCELLS_DATASETS`; else a file of its size."""
    for name in ("blood-cells/archive.zip", "archive.zip"):
        if (found := Path(os.environ.get("BLOODCELLS_DATASETS", os.devnull)) / name).is_file():
            return found
    made = folder / "archive.zip"
    made.write_bytes(random.Random(0).randbytes(SIZE))
    return made


def measure(archive: Path, endpoint: Endpoint, folder: Path, rounds: int) -> dict[str, list[float]]:
    """Let all take turns, after one that warms up the page cache and the server."""
    repository, name = _repository(folder / "archive", archive, place_of(endpoint))
    contestants: dict[str, Callable[[RemotePlace], float]] = {
        OURS: lambda place: _push(repository, [*HEMOLOG, "push", name], place),
        AWSCLI: lambda place: _copy(archive, place),
        DVCS: lambda place: _push(repository, [*DVC, "exp", "push", "origin", name], place),
        PUT: lambda place: _put(repository, place),
        UPLOAD_FILE: lambda place: _upload_file(archive, place),
    }
    taken: dict[str, list[float]] = {contestant: [] for contestant in contestants}
    for _ in range(1 + rounds):
        for contestant, run in contestants.items():
            place = place_of(endpoint)
            taken[contestant].append(run(place))
            (size,) = place.sizes().values()
            if size != archive.stat().st_size:
                raise SystemExit(f"{contestant} sent {size:,} bytes")
            _empty(place)
    return {contestant: values[1:] for contestant, values in taken.items()}


def _repository(folder: Path, archive: Path, place: RemotePlace) -> tuple[Path, str]:
    """A repository with one experiment that points at the archive, and the experiment's name."""
    work = folder / "work"
    (work / "data").mkdir(parents=True)
    shutil.copy(archive, work / "data/archive.zip")
    repositories.run(work, "git", "init", "--quiet", "--initial-branch=main")
    repositories.run(work, "dvc", "init", "--quiet")
    place.configure(work)
    repositories.run(work, "dvc", "add", "--quiet", "data/archive.zip")
    repositories.commit(work)
    repositories.add_experiments(work, 1)
    repositories.run(work, "git", "remote", "add", "origin", str(folder / "hub.git"))
    return work, "old-00000"


def _push(repository: Path, words: list[str], place: RemotePlace) -> float:
    """To a new git remote too. DVC reads an experiment's DVC remote from its commit, so that is made anew."""
    hub = repository.parent / "hub.git"
    shutil.rmtree(hub, ignore_errors=True)
    repositories.run(repository, "git", "init", "--quiet", "--bare", str(hub))
    _make_experiment_for(repository, place)
    return seconds(repository, words, environment(_endpoint(place)))


def _make_experiment_for(repository: Path, place: RemotePlace) -> None:
    git = pygit2.Repository(repository)
    for name in [each for each in git.references if each.startswith("refs/exps/")]:
        git.references.delete(name)
    place.configure(repository)
    repositories.commit(repository)
    repositories.add_experiments(repository, 1)


def _copy(archive: Path, place: RemotePlace) -> float:
    endpoint = _endpoint(place)
    words = [*AWS, "s3", "cp", "--endpoint-url", endpoint.url, str(archive), f"{place.url}/archive.zip"]
    return seconds(archive.parent, words, environment(endpoint))


def _put(repository: Path, place: RemotePlace) -> float:
    """As a push does it: the MD5 is computed and compared on the way."""
    from hemolog.experiments.dvc_store import open_store

    place.configure(repository)
    (file,) = (each for each in (repository / ".dvc/cache/files/md5").rglob("*") if each.is_file())
    store = open_store(repository)
    store.find(["files/md5/00/nothing"])  # The client is there.
    start = time.perf_counter()
    store.put(f"files/md5/{file.parent.name}/{file.name}", file, file.parent.name + file.name)
    return time.perf_counter() - start


def _upload_file(archive: Path, place: RemotePlace) -> float:
    """What `aws s3 cp` does with a file, without its start-up."""
    client = _endpoint(place).client()
    client.head_bucket(Bucket=place.bucket)
    start = time.perf_counter()
    client.upload_file(str(archive), place.bucket, f"{place.prefix}/archive.zip")
    return time.perf_counter() - start


def _empty(place: RemotePlace) -> None:
    """The servers keep all in memory."""
    for key in place.sizes():
        place.remove(key)


def _endpoint(place: RemotePlace) -> Endpoint:
    assert place.endpoint
    return place.endpoint
