"""A bucket as a store."""

from collections.abc import Collection, Iterator
from pathlib import Path

from hemolog.experiments.stores.parallel import PartPool
from hemolog.experiments.stores.retry import Retries
from hemolog.experiments.stores.s3 import deletion, finding
from hemolog.experiments.stores.s3.bucket import Bucket
from hemolog.experiments.stores.s3.clients import Clients
from hemolog.experiments.stores.s3.download import Download
from hemolog.experiments.stores.s3.requests import Requests
from hemolog.experiments.stores.s3.upload import upload
from hemolog.experiments.stores.settings import RemoteSettings
from hemolog.experiments.stores.store import Advance, Stored

JOBS = 16
"""Requests at once, unless the remote's settings tell another number (`jobs`)."""


class S3Store:
    """A `Store` in a bucket. Nothing is asked of the network before it is used."""

    def __init__(self, settings: RemoteSettings, retries: Retries | None = None) -> None:
        """Read the settings.

        Args:
            settings: where it is, and how it is reached.
            retries: how often and with which pauses; the usual way if None.

        Raises:
            RemoteError: the settings can't be used.
        """
        bucket = Bucket.of(settings)
        jobs = int(settings.options.get("jobs") or JOBS)
        self.name = settings.name
        self.url = bucket.url
        self.jobs = jobs
        self._retries = retries or Retries()
        clients = Clients(settings.options, connections=2 * jobs)
        self._requests = Requests(bucket, clients, self._retries, jobs)
        self._parts = PartPool()

    def find(self, keys: Collection[str]) -> dict[str, Stored]:
        """As `Store` has it."""
        return finding.find(self._requests, keys)

    def list(self, prefix: str) -> Iterator[Stored]:
        """As `Store` has it."""
        return finding.list_objects(self._requests, prefix)

    def put(self, key: str, file: Path, md5: str | None = None, advance: Advance | None = None) -> None:
        """As `Store` has it."""
        upload(self._requests, self._parts, key, file, md5, advance)

    def get(self, key: str, file: Path, md5: str | None = None, advance: Advance | None = None) -> bool:
        """As `Store` has it."""
        return Download(self._requests, self._parts, key).into(file, md5, advance)

    def delete(self, keys: Collection[str]) -> None:
        """As `Store` has it."""
        deletion.delete(self._requests, keys)

    def uri(self, key: str) -> str:
        """As `Store` has it."""
        return self._requests.bucket.uri(key)

    def stop(self) -> None:
        """As `Store` has it."""
        self._retries.stop.set()
