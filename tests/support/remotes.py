"""Places where a DVC remote may be, of every kind: one suite of tests runs over a folder, moto and Ceph.

This is a plugin of pytest: `remote_place` gives a test each place in turn; `folder_place`, `moto_place` and
`ceph_place` give one of them, `moto` and `ceph` the servers themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from support import ceph as cluster
from support.moto_server import running_moto
from support.required import without
from support.s3_endpoint import REGION, Endpoint


@dataclass(frozen=True)
class RemotePlace:
    """A place for a DVC remote, empty at first, that no other test uses."""

    url: str
    """As DVC takes it: an absolute path, or `s3://bucket/prefix`."""
    endpoint: Endpoint | None = None
    """None for a folder."""

    @property
    def bucket(self) -> str:
        return self.url.removeprefix("s3://").partition("/")[0]

    @property
    def prefix(self) -> str:
        return self.url.removeprefix("s3://").partition("/")[2]

    def through(self, url: str) -> "RemotePlace":
        """The same place behind another address of its server: that of a proxy."""
        assert self.endpoint
        return replace(self, endpoint=replace(self.endpoint, url=url))

    def configure(self, repository: Path, name: str = "storage") -> None:
        """Make this the default remote of a DVC repository, as `dvc remote add -d` and `modify --local` do."""
        from dvc.config import Config

        config = Config(dvc_dir=str(repository / ".dvc"))
        with config.edit("repo") as tracked:
            tracked["remote"][name] = {"url": self.url}
            tracked["core"]["remote"] = name
            if self.endpoint:
                tracked["remote"][name] |= {"endpointurl": self.endpoint.url, "region": REGION}
        if self.endpoint:
            with config.edit("local") as secret:
                keys = {"access_key_id": self.endpoint.key, "secret_access_key": self.endpoint.secret}
                secret["remote"][name] = keys

    def sizes(self) -> dict[str, int]:
        """Key, relative to the place -> bytes, of all that is there."""
        if self.endpoint is None:
            files = (path for path in Path(self.url).rglob("*") if path.is_file())
            return {path.relative_to(self.url).as_posix(): path.stat().st_size for path in files}
        pages = self.endpoint.client().get_paginator("list_objects_v2")
        listing = pages.paginate(Bucket=self.bucket, Prefix=f"{self.prefix}/")
        found = (each for page in listing for each in page.get("Contents", []))
        return {each["Key"].removeprefix(f"{self.prefix}/"): each["Size"] for each in found}

    def read(self, key: str) -> bytes:
        if self.endpoint is None:
            return Path(self.url, key).read_bytes()
        content: bytes = self.endpoint.client().get_object(Bucket=self.bucket, Key=self._key(key))["Body"].read()
        return content

    def write(self, key: str, content: bytes) -> None:
        if self.endpoint is None:
            path = Path(self.url, key)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)  # DVC's objects may not be written to.
            path.write_bytes(content)
        else:
            self.endpoint.client().put_object(Bucket=self.bucket, Key=self._key(key), Body=content)

    def remove(self, key: str) -> None:
        if self.endpoint is None:
            Path(self.url, key).unlink()
        else:
            self.endpoint.client().delete_object(Bucket=self.bucket, Key=self._key(key))

    def _key(self, key: str) -> str:
        return f"{self.prefix}/{key}"


def place_of(endpoint: Endpoint) -> RemotePlace:
    """A prefix of a new bucket."""
    return RemotePlace(f"s3://{endpoint.new_bucket()}/team/data", endpoint)


@pytest.fixture(scope="session")
def moto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """moto's server, for the whole session."""
    with running_moto(tmp_path_factory.mktemp("moto")) as endpoint:
        yield endpoint


@pytest.fixture(scope="session")
def ceph() -> Iterator[Endpoint]:
    """Ceph's gateway, for the whole session, if it is installed."""
    missing = cluster.missing_programs()
    if missing:
        without("ceph", f"Ceph is not installed: no {', '.join(missing)}")
    with cluster.running_ceph() as endpoint:
        yield endpoint


@pytest.fixture
def folder_place(tmp_path_factory: pytest.TempPathFactory) -> RemotePlace:
    """A folder of this machine."""
    return RemotePlace(str(tmp_path_factory.mktemp("remote")))


@pytest.fixture
def moto_place(moto: Endpoint) -> RemotePlace:
    """A prefix in a bucket of moto's."""
    return place_of(moto)


@pytest.fixture
def ceph_place(ceph: Endpoint) -> RemotePlace:
    """A prefix in a bucket of Ceph's."""
    return place_of(ceph)


@pytest.fixture(params=["folder", "moto", "ceph"])
def remote_place(request: pytest.FixtureRequest) -> RemotePlace:
    """Each kind of place in turn."""
    place: RemotePlace = request.getfixturevalue(f"{request.param}_place")
    return place
