"""Large files: gone on with after an interruption, safe beside others, whole or not there."""

import hashlib
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from hemolog.errors import DamagedObjectError
from hemolog.experiments.stores.s3.multipart import MOST_PARTS, PART, Sent, fits, part_size, whole_tag
from support.remotes import RemotePlace
from support.stores import open_place

KEY = "files/md5/ab/cdef"
MEBIBYTE = 1024 * 1024


@pytest.fixture(params=["moto", "ceph"])
def place(request: pytest.FixtureRequest) -> RemotePlace:
    found: RemotePlace = request.getfixturevalue(f"{request.param}_place")
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "large"
    path.write_bytes(random.Random(7).randbytes(3 * PART + 12_345))
    return path


def digest(file: Path) -> str:
    return hashlib.md5(file.read_bytes()).hexdigest()


class Interrupted:
    """An upload that somebody began and left."""

    def __init__(self, place: RemotePlace) -> None:
        assert place.endpoint
        self.client: Any = place.endpoint.client()
        self.where = {"Bucket": place.bucket, "Key": f"{place.prefix}/{KEY}"}
        self.upload: str = self.client.create_multipart_upload(**self.where)["UploadId"]

    def send(self, number: int, data: bytes) -> None:
        self.client.upload_part(**self.where, UploadId=self.upload, PartNumber=number, Body=data)

    def left(self) -> list[str]:
        answer = self.client.list_multipart_uploads(Bucket=self.where["Bucket"])
        return [each["UploadId"] for each in answer.get("Uploads", [])]


def test_parts_that_are_there_are_not_sent_again(place: RemotePlace, file: Path) -> None:
    before = Interrupted(place)
    data = file.read_bytes()
    before.send(2, data[PART : 2 * PART])
    before.send(3, b"w" * PART)

    open_place(place).put(KEY, file, digest(file))

    assert place.read(KEY) == data
    assert before.left() == []  # It was this one that was completed.


def test_an_upload_in_other_parts_is_left_to_whom_it_belongs(ceph_place: RemotePlace, file: Path) -> None:
    before = Interrupted(ceph_place)
    before.send(1, file.read_bytes()[: 5 * MEBIBYTE])

    open_place(ceph_place).put(KEY, file, digest(file))

    assert ceph_place.read(KEY) == file.read_bytes()
    assert before.left() == [before.upload]


def test_an_old_upload_in_other_parts_is_removed(moto_place: RemotePlace, file: Path) -> None:
    before = Interrupted(moto_place)  # moto says of every upload that it was begun in 2010.
    before.send(1, file.read_bytes()[: 5 * MEBIBYTE])

    open_place(moto_place).put(KEY, file, digest(file))

    assert moto_place.read(KEY) == file.read_bytes()
    assert before.left() == []


@pytest.mark.parametrize("again", range(4))  # On Ceph two in one moment of its completion: half of the times.
def test_several_send_the_same_file_at_once(place: RemotePlace, file: Path, again: int) -> None:
    gone: list[int] = []
    with ThreadPoolExecutor(4) as pool:
        stores = [open_place(place) for _ in range(4)]
        list(pool.map(lambda store: store.put(KEY, file, digest(file), gone.append), stores))

    assert place.read(KEY) == file.read_bytes()
    assert sum(gone) == 4 * file.stat().st_size


def test_nothing_is_left_of_a_damaged_file(place: RemotePlace, file: Path) -> None:
    began = Interrupted(place)
    began.client.abort_multipart_upload(**began.where, UploadId=began.upload)
    with pytest.raises(DamagedObjectError):
        open_place(place).put(KEY, file, "0" * 32)
    assert place.sizes() == {}
    assert began.left() == []


def test_the_tag_of_the_whole_is_the_servers(place: RemotePlace, file: Path) -> None:
    open_place(place).put(KEY, file, digest(file))
    assert place.endpoint
    answer = place.endpoint.client().head_object(Bucket=place.bucket, Key=f"{place.prefix}/{KEY}")
    data = file.read_bytes()
    parts = [data[start : start + PART] for start in range(0, len(data), PART)]
    assert answer["ETag"] == f'"{whole_tag([hashlib.md5(part).hexdigest() for part in parts])}"'


@pytest.mark.parametrize(
    ("size", "part"),
    [
        (PART, PART),
        (PART * MOST_PARTS, PART),
        (PART * MOST_PARTS + 1, PART + MEBIBYTE),
        (5 * 1024**4, 525 * MEBIBYTE),
    ],
)
def test_parts_grow_where_there_would_be_too_many(size: int, part: int) -> None:
    assert part_size(size) == part
    assert -(-size // part) <= MOST_PARTS


@pytest.mark.parametrize(
    ("sent", "fit"),
    [
        ({}, True),
        ({1: PART, 3: 5}, True),
        ({1: PART - 1}, False),
        ({3: PART}, False),
        ({4: 1}, False),
    ],
)
def test_parts_fit_that_are_cut_as_ours(sent: dict[int, int], fit: bool) -> None:
    assert fits({number: Sent("tag", size) for number, size in sent.items()}, 2 * PART + 5) is fit
