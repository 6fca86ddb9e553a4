"""Whether what a team shares is whole, found out without the code under test: commits are read by a reader of this
module's own, the bucket by boto3's bare listing, and bytes are hashed again."""

import hashlib
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from support.remotes import RemotePlace
from support.repositories import Repository

_OBJECT = re.compile(r"files/md5/([0-9a-f]{2})/([0-9a-f]{30})(?:\.dir)?")
_RUN = re.compile(r"runs/([0-9a-f]{2})/\1[0-9a-f]{62}/[0-9a-f]{64}")


@dataclass(frozen=True)
class Bucket:
    """What a bucket holds below a place's prefix."""

    digests: dict[str, str]
    """Key -> MD5, by the server's own account."""
    contents: dict[str, bytes]
    """Key -> bytes, of the lists of directories."""


def lacking(hub: Path, place: RemotePlace) -> list[str]:
    """What experiments on a git remote point at and a bucket lacks, or has with other bytes."""
    bucket, rows = _listed(place), Repository(hub).git("for-each-ref", "--format=%(objectname) %(refname)", "refs/exps")
    found = []
    for oid, ref in (row.split() for row in rows.splitlines()):
        for name in _objects(hub, oid, bucket):
            if bucket.digests.get(_key(name)) != name.removesuffix(".dir"):
                found.append(f"{ref} lacks {name}")
    return found


def damaged(place: RemotePlace) -> list[str]:
    """Keys of a bucket whose bytes are not those that they are named by, or that are no names of objects."""
    client = place.endpoint.client() if place.endpoint else None

    def content(key: str) -> bytes:
        if client is None:
            return place.read(key)
        answer: bytes = client.get_object(Bucket=place.bucket, Key=f"{place.prefix}/{key}")["Body"].read()
        return answer

    keys = list(place.sizes())
    with ThreadPoolExecutor(8) as pool:
        return [key for key, data in zip(keys, pool.map(content, keys), strict=True) if not _fits(key, data)]


def damaged_files(cache: Path) -> list[str]:
    """The same of a cache. What a killed process has left under a temporary name is no object: its name is hidden."""
    files = [path for path in cache.rglob("*") if path.is_file() and not path.name.startswith(".")]
    keys = {path.relative_to(cache).as_posix(): path for path in files}
    return [key for key, path in keys.items() if not _fits(key, path.read_bytes())]


def leftovers(cache: Path) -> list[Path]:
    """Temporary files in a cache."""
    return [path for path in cache.rglob(".*") if path.is_file()]


def _fits(key: str, data: bytes) -> bool:
    told = _OBJECT.fullmatch(key)
    if told is None:
        entry = yaml.safe_load(data) if _RUN.fullmatch(key) else None
        return isinstance(entry, dict) and "cmd" in entry
    return hashlib.md5(data).hexdigest() == told[1] + told[2]


def _key(name: str) -> str:
    return f"files/md5/{name[:2]}/{name[2:]}"


def _listed(place: RemotePlace) -> Bucket:
    assert place.endpoint
    client = place.endpoint.client()

    def content(key: str) -> bytes:
        data: bytes = client.get_object(Bucket=place.bucket, Key=f"{place.prefix}/{key}")["Body"].read()
        return data

    pages = client.get_paginator("list_objects_v2").paginate(Bucket=place.bucket, Prefix=f"{place.prefix}/")
    rows = [each for page in pages for each in page.get("Contents", [])]
    tags = {each["Key"].removeprefix(f"{place.prefix}/"): each["ETag"].strip('"') for each in rows}
    contents = {key: content(key) for key, tag in tags.items() if key.endswith(".dir") or "-" in tag}
    hashed = {key: hashlib.md5(data).hexdigest() for key, data in contents.items()}
    return Bucket(tags | hashed, contents)


def _objects(hub: Path, commit: str, bucket: Bucket) -> Iterator[str]:
    """Names of all objects that a commit points at, as far as the lists of directories are there."""
    for name in _outputs(hub, commit):
        yield name
        if name.endswith(".dir"):
            for member in json.loads(bucket.contents.get(_key(name), b"[]")):
                yield member["md5"]


@cache
def _outputs(hub: Path, commit: str) -> tuple[str, ...]:
    git = Repository(hub).git
    tracked = git("ls-tree", "-r", "--name-only", commit).splitlines()
    found = []
    for path in tracked:
        if path.rpartition("/")[2] == "dvc.lock" or path.endswith(".dvc"):
            told: dict[str, Any] = yaml.load(git("show", f"{commit}:{path}"), yaml.CSafeLoader)
            stages = told["stages"].values() if "stages" in told else [told]
            folder = path.rpartition("/")[0]
            for each in (output for stage in stages for output in stage.get("outs", ())):
                here = f"{folder}/{each['path']}".lstrip("/")
                if not any(name == here or name.startswith(f"{here}/") for name in tracked):
                    found.append(each["md5"])
    assert found, f"{commit} points at nothing"
    return tuple(found)
