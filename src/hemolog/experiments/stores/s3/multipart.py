"""A large file goes to a bucket in parts, several at once; nobody sees the object before all of it is there.

An upload that was interrupted is gone on with, by whoever sends the same file: parts that are there are not sent again.
Two may even work at one upload, for equal parts replace each other; who comes last finds the object there.

The MD5 of the whole is known when its last part is read, and only if it is the right one is the upload completed. So
the file is read once.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from hemolog.errors import DamagedObjectError, RemoteError
from hemolog.experiments.stores import damage, digests, parallel
from hemolog.experiments.stores.parallel import IN_MEMORY, PartPool
from hemolog.experiments.stores.progress import Progress, attempt
from hemolog.experiments.stores.s3 import faults
from hemolog.experiments.stores.s3.body import Body
from hemolog.experiments.stores.s3.finding import head
from hemolog.experiments.stores.s3.requests import Requests
from hemolog.experiments.stores.store import Advance
from hemolog.experiments.stores.trouble import Trouble

PART = 8 * 1024 * 1024
"""Bytes of a part, and of what is sent without parts at most; as the AWS command line has it."""
MOST_PARTS = 10_000
"""S3's limit."""
_CANDIDATES = 5
"""Uploads of one object that are looked at."""
_STARTS = 3
"""How often an upload is begun that somebody else ends."""
_OLD = timedelta(days=1)
"""Nobody is at work any more at an upload that was begun so long ago."""
_ENDED = ("NoSuchUpload", "NoSuchKey")
"""No upload of this id any more; the second is Ceph's word for one that is being completed."""
_GONE = (*_ENDED, "InvalidPart", "InvalidPartOrder")


class _GoneError(Exception):
    """Somebody else has completed or ended the upload, or put other parts into it."""


@dataclass(frozen=True)
class Sent:
    """A part that the bucket has."""

    tag: str
    """Its MD5 in most buckets, 32 hexadecimal digits."""
    size: int


@dataclass(frozen=True)
class _Part:
    """A part of ours that the bucket has."""

    md5: str
    tag: str
    """As the bucket wants it to be told."""


def part_size(size: int) -> int:
    """Bytes of each part but the last one: 8 MiB, or as much more as the limit of parts asks for, in whole MiB."""
    mebibyte = 1024 * 1024
    return max(PART, -(-size // (MOST_PARTS * mebibyte)) * mebibyte)


def fits(sent: Mapping[int, Sent], size: int) -> bool:
    """Whether parts that a bucket has, by number, are cut as ours of a file of so many bytes."""
    each = part_size(size)
    count = max(1, -(-size // each))
    return all(
        1 <= number <= count and part.size == min(each, size - (number - 1) * each) for number, part in sent.items()
    )


class Multipart:
    """One file on its way."""

    def __init__(self, requests: Requests, parts: PartPool, key: str, file: Path, size: int) -> None:
        self._requests = requests
        self._pool = parts
        self._bucket = requests.bucket
        self._key = key
        self._place = requests.bucket.place(key)
        self._what = requests.bucket.uri(key)
        self._file = file
        self._size = size

    def send(self, md5: str | None, advance: Advance | None) -> None:
        """As `Store.put`."""
        for start in range(_STARTS):
            try:
                with attempt(advance) as progress:
                    self._once(md5, progress, anew=start > 0)
                    return
            except _GoneError:
                if self._is_there():
                    if advance is not None:
                        advance(self._size)
                    return
        raise RemoteError(f"{self._what}: others end its upload again and again: wait for them, then try again")

    def _once(self, md5: str | None, progress: Progress, *, anew: bool) -> None:
        upload, sent = (None if anew else self._resumed()) or (self._begin(), {})
        try:
            digest, parts = self._send_parts(upload, sent, progress)
            damage.expect(self._file, md5, digest)
        except DamagedObjectError:
            self._abort(upload)
            raise
        self._complete(upload, parts)

    def _send_parts(self, upload: str, sent: Mapping[int, Sent], progress: Progress) -> tuple[str, list["_Part"]]:
        """The digest of the whole file, and its parts."""
        digest = digests.new()
        futures: list[Future[_Part]] = []
        gone = 0
        try:
            with self._file.open("rb") as file:
                while True:
                    self._pool.enter()
                    try:
                        data = file.read(part_size(self._size))
                    except BaseException:
                        self._pool.leave()
                        raise
                    if not data:
                        self._pool.leave()
                        break
                    futures.append(self._pool.submit(self._part(upload, len(futures) + 1, data, sent, progress)))
                    digest.update(data)  # While it is on its way.
                    gone += len(data)
                    _raise_failed(futures[-2 * IN_MEMORY :])
            if gone != self._size:
                raise DamagedObjectError(f"{self._file} changed while it was read: give the same command again")
            return digest.hexdigest(), parallel.together(futures)
        finally:
            parallel.end(futures)

    def _part(
        self, upload: str, number: int, data: bytes, sent: Mapping[int, Sent], progress: Progress
    ) -> Callable[[], "_Part"]:
        """What brings a part into the bucket."""
        there = sent.get(number)

        def send() -> _Part:
            md5 = digests.new(data)
            if there is not None and there.tag == md5.hexdigest():
                progress(len(data))
                return _Part(md5.hexdigest(), f'"{there.tag}"')
            return _Part(md5.hexdigest(), self._send_part(upload, number, data, md5, progress))

        return send

    def _send_part(self, upload: str, number: int, data: bytes, md5: digests.Digest, advance: Advance) -> str:
        place = self._place | dict(self._bucket.read)
        stop = self._requests.retries.stop

        def once(client: Any) -> str:
            with attempt(advance) as progress, self._told_gone(client, upload):
                answer = client.upload_part(
                    **place,
                    UploadId=upload,
                    PartNumber=number,
                    Body=Body(data, stop),
                    ContentMD5=digests.header(md5),
                )
                progress(len(data))
                return str(answer["ETag"])

        return self._requests.call(once, f"{self._what} (part {number})")

    def _begin(self) -> str:
        place = self._place | dict(self._bucket.written)
        return str(self._requests.call(lambda client: client.create_multipart_upload(**place), self._what)["UploadId"])

    def _resumed(self) -> tuple[str, Mapping[int, Sent]] | None:
        """An upload of this file that was begun before, and the parts it has."""
        try:
            found = self._requests.call(self._uploads, self._what)
            for begun, upload in sorted(found, reverse=True)[:_CANDIDATES]:
                sent = self._requests.call(partial(self._sent, upload), self._what)
                if sent is not None and fits(sent, self._size):
                    return upload, sent
                if sent is not None and datetime.now(UTC) - begun > _OLD:
                    self._abort(upload)
        except RemoteError as error:
            # To look for uploads takes permissions that sending does not take, and some servers can't tell.
            if error.diagnosis is None or error.diagnosis.trouble not in (Trouble.PERMISSION, Trouble.OTHER):
                raise
        return None

    def _uploads(self, client: Any) -> list[tuple[datetime, str]]:
        key = self._place["Key"]
        answer = client.list_multipart_uploads(Bucket=self._bucket.name, Prefix=key)
        return [(each["Initiated"], each["UploadId"]) for each in answer.get("Uploads", []) if each["Key"] == key]

    def _sent(self, upload: str, client: Any) -> Mapping[int, Sent] | None:
        """The parts of an upload; None if somebody has ended it meanwhile."""
        sent: dict[int, Sent] = {}
        marker: dict[str, Any] = {}
        try:
            while True:
                answer = client.list_parts(**self._place, UploadId=upload, **marker)
                page = answer.get("Parts", [])
                sent |= {each["PartNumber"]: Sent(each["ETag"].strip('"'), each["Size"]) for each in page}
                if not answer.get("IsTruncated") or not page:
                    return sent
                marker = {"PartNumberMarker": page[-1]["PartNumber"]}
        except ClientError as error:
            if faults.code(error) in _ENDED:
                return None
            raise

    def _complete(self, upload: str, parts: Sequence["_Part"]) -> None:
        place = self._place | dict(self._bucket.read)
        listed = [{"PartNumber": number, "ETag": part.tag} for number, part in enumerate(parts, 1)]

        def once(client: Any) -> Any:
            with self._told_gone(client, upload):
                return client.complete_multipart_upload(**place, UploadId=upload, MultipartUpload={"Parts": listed})

        answer = self._requests.call(once, self._what)
        plain = self._bucket.digests_as_etags and not str(answer.get("ServerSideEncryption", "")).startswith("aws:kms")
        if plain and all(part.tag.strip('"') == part.md5 for part in parts):
            found, expected = str(answer.get("ETag", "")).strip('"'), whole_tag([part.md5 for part in parts])
            if re.fullmatch(r"[0-9a-f]{32}-\d+", found) and found != expected:
                self._requests.call(lambda client: client.delete_object(**self._place), self._what)
                raise DamagedObjectError(
                    f"{self._what}: the server put its parts together wrongly (ETag {found}, expected {expected}), so "
                    "it was removed there: try again"
                )

    def _abort(self, upload: str) -> None:
        def once(client: Any) -> None:
            with suppress(_GoneError), self._told_gone(client, upload):
                client.abort_multipart_upload(**self._place, UploadId=upload)

        # What is left of it is the bucket's lifecycle rule to remove.
        with suppress(RemoteError):
            self._requests.call(once, self._what)

    @contextmanager
    def _told_gone(self, client: Any, upload: str) -> Iterator[None]:
        try:
            yield
        except ClientError as error:
            # Some servers stumble over an upload that is no more (moto), or is being completed.
            if faults.code(error) in _GONE or (faults.status(error) == 500 and self._sent(upload, client) is None):
                raise _GoneError from error
            raise

    def _is_there(self) -> bool:
        found = self._requests.call(lambda client: head(self._requests, client, self._key), self._what)
        return found is not None and found.size == self._size


def whole_tag(md5s: Sequence[str]) -> str:
    """The ETag of an object that was sent in parts: the MD5 of their MD5s' bytes, and how many there are.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
    """
    return f"{digests.new(b''.join(bytes.fromhex(each) for each in md5s)).hexdigest()}-{len(md5s)}"


def _raise_failed(futures: Sequence[Future["_Part"]]) -> None:
    for future in futures:
        if future.done():
            future.result()
