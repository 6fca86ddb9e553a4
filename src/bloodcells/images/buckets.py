"""An object in an S3 bucket, or all objects below a prefix.

Keys and endpoint are found where every S3 program looks for them: `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`,
`AWS_PROFILE`, `AWS_ENDPOINT_URL`, `~/.aws`. Without any keys the bucket is taken for a public one.

What is read is known by the answers that brought the bytes, never by a question before or after. Versions are named in
a request only where the user names one: that takes a permission of its own (`s3:GetObjectVersion`).
"""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from bloodcells.errors import SourceError, UnreachableError
from bloodcells.images import containers
from bloodcells.images.containers import Container
from bloodcells.images.download import Body, Downloads
from bloodcells.images.references import ObjectReference, PrefixReference, Version

CHUNK = 8 * 2**20  # bytes a request
PARALLEL = 16  # requests, for objects as small as images
BATCH = 32 * 2**20  # bytes of objects in memory at once, or one object
TIMEOUTS = {"connect_timeout": 10, "read_timeout": 60}  # seconds
ATTEMPTS = 5  # at an answer that breaks off
PAUSE = 0.2  # seconds; doubled after each

_VERSION_ID = re.compile(r"[\w.~+=-]{1,1024}", re.ASCII)


@dataclass(frozen=True)
class Address:
    """`s3://<bucket>/<key>`, and `?versionId=<id>` behind it for one version of an object and no other."""

    path: str
    """`<bucket>/<key>`, or `<bucket>/<prefix>`, without a slash at its end."""
    is_prefix: bool
    """Whether it can be nothing else; without, it may be either."""
    version_id: str | None

    @classmethod
    def parse(cls, url: str) -> Self:
        """Understand an `s3://` URL.

        Raises:
            SourceError: it names a version, but not one of an object.
        """
        path, named, version_id = url[len("s3://") :].partition("?versionId=")
        is_prefix = path.endswith("/")
        path = path.rstrip("/")
        if named and (is_prefix or "/" not in path or not _VERSION_ID.fullmatch(version_id)):
            raise SourceError(f"expected s3://<bucket>/<key>?versionId=<id>, of one object. Received {url!r}")
        return cls(path, is_prefix, version_id if named else None)

    @property
    def url(self) -> str:
        """Without a version."""
        return f"s3://{self.path}"

    @property
    def request(self) -> dict[str, str]:
        """What a request for the object says."""
        bucket, _, key = self.path.partition("/")
        named = {} if self.version_id is None else {"VersionId": self.version_id}
        return {"Bucket": bucket, "Key": key, **named}

    def __str__(self) -> str:
        return self.url if self.version_id is None else f"{self.url}?versionId={self.version_id}"


@contextmanager
def opened(address: Address, downloads: Downloads) -> Iterator[Container]:
    """Open the zip, or the prefix that holds images, at an address.

    Raises:
        UnreachableError: the endpoint cannot be reached.
        SourceError: there is nothing, or it is not for these keys.
        ArchiveError: it is no zip, or damaged.
    """
    store, is_folder = _found(address)
    if is_folder or address.is_prefix:
        yield Prefix(store, address.path)
        return
    with containers.downloaded(Object(store, address), downloads) as container:
        yield container


class Object:
    """A Remote (see `download`) that is one object."""

    def __init__(self, store: Any, address: Address) -> None:
        """Take an `s3fs.S3FileSystem` and the address of an object."""
        self.name = self.key = str(address)
        self.reference: ObjectReference | None = None
        self._store = store
        self._address = address

    @contextmanager
    def open(self, start: int, version: str | None) -> Iterator[Body]:
        """As of Remote."""
        with _told(self.name):
            answer = self._store.call_s3("head_object", **self._address.request)
        found = Version.told(answer, answer["ContentLength"])
        self.reference = ObjectReference(self._address.url, found.etag, found.size, found.version_id)
        # The same bytes put there again have the same tag, and are another version.
        told = answer["ETag"] if found.version_id is None else f"{answer['ETag']} {found.version_id}"
        if told != version or start > found.size:
            start = 0
        yield Body(start, found.size, told, self._chunks(start, found, answer["ETag"]))

    def _chunks(self, start: int, expected: Version, tag: str) -> Iterator[bytes]:
        for first in range(start, expected.size, CHUNK):
            after = min(first + CHUNK, expected.size)
            # Each request carries the tag, so that it fails if the object has changed meanwhile.
            request = {**self._address.request, "IfMatch": tag, "Range": f"bytes={first}-{after - 1}"}
            with _told(self.name):
                answer, chunk = _get(self._store, request)
            if Version.told(answer, expected.size) != expected:
                raise UnreachableError(f"{self.name}: it has changed while it was read")
            if len(chunk) != after - first:
                raise UnreachableError(f"{self.name}: asked for {after - first:,} bytes, received {len(chunk):,}")
            yield chunk


class Prefix:
    """A Container that is all objects below a prefix."""

    def __init__(self, store: Any, path: str) -> None:
        """Take an `s3fs.S3FileSystem` and `<bucket>/<prefix>`."""
        self._store = store
        self._path = path
        self._sizes: dict[str, int] = {}
        self._read: dict[str, Version] = {}

    @property
    def reference(self) -> PrefixReference:
        """As of Container."""
        return PrefixReference.of(f"s3://{self._path}/", self._read)

    def files(self) -> list[str]:
        """As of Container."""
        with _told(f"s3://{self._path}"):
            found = self._store.find(self._path, detail=True)
        self._sizes = {
            key.removeprefix(f"{self._path}/"): facts["size"] for key, facts in found.items() if not key.endswith("/")
        }
        return list(self._sizes)

    def read(self, files: Sequence[str]) -> Iterator[bytes]:
        """As of Container."""
        with ThreadPoolExecutor(PARALLEL) as pool:
            for batch in self._batches(files):
                yield from pool.map(self._object, batch)

    def _object(self, file: str) -> bytes:
        bucket, _, key = f"{self._path}/{file}".partition("/")
        with _told(f"s3://{bucket}/{key}"):
            answer, content = _get(self._store, {"Bucket": bucket, "Key": key})
        self._read[key] = Version.told(answer, len(content))
        return content

    def _batches(self, files: Sequence[str]) -> Iterator[list[str]]:
        batch: list[str] = []
        total = 0
        for file in files:
            containers.check_size(file, self._sizes[file])
            if batch and total + self._sizes[file] > BATCH:
                yield batch
                batch, total = [], 0
            batch.append(file)
            total += self._sizes[file]
        yield batch


def _found(address: Address) -> tuple[Any, bool]:
    """A connection, and whether there is no object at the address but a prefix of some."""
    from botocore.exceptions import NoCredentialsError
    from s3fs import S3FileSystem

    with _told(str(address)):
        # Instances are cached by their arguments alone: another endpoint in the environment would go unnoticed.
        store = S3FileSystem(config_kwargs=TIMEOUTS, skip_instance_cache=True)
        try:
            return store, _is_folder(store, address)
        except NoCredentialsError:
            store = S3FileSystem(anon=True, config_kwargs=TIMEOUTS, skip_instance_cache=True)
            return store, _is_folder(store, address)


def _is_folder(store: Any, address: Address) -> bool:
    if address.version_id is not None:
        # Not `info`: it looks for the newest version, which may say that the object is deleted.
        store.call_s3("head_object", **address.request)
        return False
    return bool(store.info(address.path)["type"] == "directory")


def _get(store: Any, request: Mapping[str, str]) -> tuple[Mapping[str, Any], bytes]:
    """An answer and its bytes, all of them."""
    from s3fs.core import S3_RETRYABLE_ERRORS

    async def get() -> tuple[Mapping[str, Any], bytes]:
        attempt = 1
        while True:
            answer = await store._call_s3("get_object", **request)
            try:
                async with answer["Body"] as body:
                    return answer, await body.read()
            except S3_RETRYABLE_ERRORS:
                if attempt == ATTEMPTS:
                    raise
                await asyncio.sleep(PAUSE * 2 ** (attempt - 1))
                attempt += 1

    # Bodies are read where the connections live: in the thread of the store's own loop.
    return asyncio.run_coroutine_threadsafe(get(), store.loop).result()


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Tell in terms of the object `name` what goes wrong in a request."""
    from aiohttp import ClientError
    from botocore.exceptions import BotoCoreError

    try:
        yield
    except FileNotFoundError as error:
        raise SourceError(f"{name}: there is no such object or bucket") from error
    except PermissionError as error:
        keys = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
        raise SourceError(f"{name}: access refused ({error}); check {keys}") from error
    except (OSError, BotoCoreError, ClientError) as error:
        raise UnreachableError(f"{name}: {error}") from error
