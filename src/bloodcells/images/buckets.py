"""An object in an S3 bucket, or all objects below a prefix.

Keys and endpoint are found where every S3 program looks for them: `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`,
`AWS_PROFILE`, `AWS_ENDPOINT_URL`, `~/.aws`. Without any keys the bucket is taken for a public one.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from bloodcells.errors import SourceError, UnreachableError
from bloodcells.images import containers
from bloodcells.images.containers import Container
from bloodcells.images.download import Body, Downloads

CHUNK = 8 * 2**20  # bytes a request
PARALLEL = 16  # requests, for objects as small as images
BATCH = 32 * 2**20  # bytes of objects in memory at once, or one object
TIMEOUTS = {"connect_timeout": 10, "read_timeout": 60}  # seconds


@contextmanager
def opened(url: str, downloads: Downloads) -> Iterator[Container]:
    """Open the zip, or the prefix that holds images, at an `s3://` URL.

    Raises:
        UnreachableError: the endpoint cannot be reached.
        SourceError: there is nothing, or it is not for these keys.
        ArchiveError: it is no zip, or damaged.
    """
    path = url[len("s3://") :].rstrip("/")
    store, facts = _found(url, path)
    if facts["type"] == "directory" or url.endswith("/"):
        yield Prefix(store, path)
        return
    with containers.downloaded(Object(store, path), downloads) as container:
        yield container


class Object:
    """A Remote (see `download`) that is one object."""

    def __init__(self, store: Any, path: str) -> None:
        """Take an `s3fs.S3FileSystem` and `<bucket>/<key>`."""
        self.name = self.key = f"s3://{path}"
        self._store = store
        self._path = path

    @contextmanager
    def open(self, start: int, version: str | None) -> Iterator[Body]:
        """As of Remote."""
        with _told(self.name):
            file = self._store.open(self._path, "rb", block_size=CHUNK, cache_type="none")
        with file:
            tag, size = file.details["ETag"], file.details["size"]
            if tag != version or start > size:
                start = 0
            file.seek(start)
            yield Body(start, size, tag, self._chunks(file))

    def _chunks(self, file: Any) -> Iterator[bytes]:
        while True:
            # Each request carries the tag, so that it fails if the object has changed meanwhile.
            with _told(self.name):
                chunk = file.read(CHUNK)
            if not chunk:
                return
            yield chunk


class Prefix:
    """A Container that is all objects below a prefix."""

    def __init__(self, store: Any, path: str) -> None:
        """Take an `s3fs.S3FileSystem` and `<bucket>/<prefix>`."""
        self._store = store
        self._path = path
        self._sizes: dict[str, int] = {}

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
        with _told(f"s3://{self._path}/{file}"):
            content: bytes = self._store.cat_file(f"{self._path}/{file}")
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


def _found(url: str, path: str) -> tuple[Any, dict[str, Any]]:
    """A connection, and what is at `path`."""
    from botocore.exceptions import NoCredentialsError
    from s3fs import S3FileSystem

    with _told(url):
        # Instances are cached by their arguments alone: another endpoint in the environment would go unnoticed.
        store = S3FileSystem(config_kwargs=TIMEOUTS, skip_instance_cache=True)
        try:
            return store, store.info(path)
        except NoCredentialsError:
            store = S3FileSystem(anon=True, config_kwargs=TIMEOUTS, skip_instance_cache=True)
            return store, store.info(path)


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
