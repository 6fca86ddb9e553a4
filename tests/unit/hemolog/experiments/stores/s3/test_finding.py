"""Many objects in a bucket are found in few requests."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from hemolog.experiments.stores.s3 import S3Store, finding
from support.remotes import RemotePlace
from support.stores import open_place

COUNT = 400


@pytest.fixture(params=["moto", "ceph"])
def place(request: pytest.FixtureRequest) -> RemotePlace:
    found: RemotePlace = request.getfixturevalue(f"{request.param}_place")
    return found


def keys(count: int, seed: str = "") -> list[str]:
    digests = [hashlib.md5(f"{seed}{n}".encode()).hexdigest() for n in range(count)]
    return [f"files/md5/{each[:2]}/{each[2:]}" for each in digests]


def counting(store: S3Store) -> list[str]:
    """Names of the requests that go out from now on."""
    asked: list[str] = []
    client: Any = store._requests._clients.get()
    client.meta.events.register("before-call.s3", lambda model, **_: asked.append(model.name))
    return asked


def test_a_bucket_is_listed_in_parts_and_each_key_comes_once(
    place: RemotePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "PAGE", 30)
    there = [*keys(COUNT), "files/md5/other", "runs/aa/aab/c", "zzz"]
    assert place.endpoint
    client = place.endpoint.client()
    with ThreadPoolExecutor(8) as pool:
        list(
            pool.map(lambda key: client.put_object(Bucket=place.bucket, Key=f"{place.prefix}/{key}", Body=b"1"), there)
        )
    store = open_place(place)
    assert isinstance(store, S3Store)
    asked = counting(store)

    found = [each.key for each in store.list("files/md5/")]

    assert sorted(found) == sorted(there[:-2])
    assert COUNT / 30 <= len(asked) < COUNT / 30 + 16
    assert sorted(each.key for each in store.list("")) == sorted(there)
    asked.clear()
    wanted = [*there[:300], *keys(20, "missing"), *there[-2:]]
    assert set(store.find(wanted)) == {*there[:300], *there[-2:]}
    assert asked.count("ListObjectsV2") < COUNT / 30 + 16
    assert asked.count("HeadObject") == 2


def test_few_keys_take_no_listing(place: RemotePlace) -> None:
    place.write("files/md5/ab/cd", b"1")
    store = open_place(place)
    assert isinstance(store, S3Store)
    asked = counting(store)
    assert set(store.find(["files/md5/ab/cd", "files/md5/ab/ce"])) == {"files/md5/ab/cd"}
    assert asked == ["HeadObject", "HeadObject"]
