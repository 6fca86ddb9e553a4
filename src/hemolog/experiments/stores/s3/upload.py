"""A file goes to a bucket, by one request if it is small. What is sent is what was hashed, and the server checks it."""

from pathlib import Path
from typing import Any

from hemolog.experiments.stores import damage, digests
from hemolog.experiments.stores.parallel import PartPool
from hemolog.experiments.stores.progress import attempt
from hemolog.experiments.stores.s3.body import Body
from hemolog.experiments.stores.s3.multipart import PART, Multipart
from hemolog.experiments.stores.s3.requests import Requests
from hemolog.experiments.stores.store import Advance

_AT_ONCE = 64 * 1024
"""Bytes that are sent together with their request: boto3 waits for the server's leave before it sends from a file, and
so a small object would take two round trips."""


def upload(requests: Requests, pool: PartPool, key: str, file: Path, md5: str | None, advance: Advance | None) -> None:
    """As `Store.put`."""
    size = file.stat().st_size
    if size < PART:
        _small(requests, key, file, md5, advance)
    else:
        Multipart(requests, pool, key, file, size).send(md5, advance)


def _small(requests: Requests, key: str, file: Path, md5: str | None, advance: Advance | None) -> None:
    data = file.read_bytes()
    digest = digests.new(data)
    damage.expect(file, md5, digest.hexdigest())
    place = requests.bucket.place(key) | dict(requests.bucket.written)

    def once(client: Any) -> None:
        with attempt(advance) as progress:
            body = data if len(data) <= _AT_ONCE else Body(data, requests.retries.stop)
            client.put_object(**place, Body=body, ContentMD5=digests.header(digest))
            progress(len(data))

    requests.call(once, requests.bucket.uri(key))
