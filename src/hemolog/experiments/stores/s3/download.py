"""An object comes from a bucket: large ones in parts, several at once."""

import re
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from botocore.exceptions import ClientError

from hemolog import atomic
from hemolog.errors import RemoteError
from hemolog.experiments.stores import digests, parallel
from hemolog.experiments.stores.parallel import PartPool
from hemolog.experiments.stores.progress import attempt
from hemolog.experiments.stores.s3 import faults
from hemolog.experiments.stores.s3.faults import BytesLostError
from hemolog.experiments.stores.s3.requests import Requests
from hemolog.experiments.stores.store import Advance

PART = 16 * 1024 * 1024
"""Bytes of a part; what is smaller comes by one request."""


class _AbsentError(Exception):
    """There is no such object."""


class _ReplacedError(Exception):
    """Another object took its place between two parts."""


class Download:
    """One object on its way into one file."""

    def __init__(self, requests: Requests, pool: PartPool, key: str) -> None:
        self._requests = requests
        self._pool = pool
        self._place = requests.bucket.place(key) | dict(requests.bucket.read)
        self._what = requests.bucket.uri(key)
        self._ended = False

    def into(self, file: Path, md5: str | None, advance: Advance | None) -> bool:
        """As `Store.get`."""
        try:
            with atomic.new_file(file) as part:
                self._requests.call(lambda client: self._whole(client, part, md5, advance), self._what)
        except _AbsentError:
            return False
        return True

    def _whole(self, client: Any, part: Path, md5: str | None, advance: Advance | None) -> None:
        with attempt(advance) as progress, part.open("wb") as file:
            digest = digests.new()
            answer = self._open(client)
            total = _total(answer)
            begun = self._copy(answer, file, min(total, PART) if "ContentRange" in answer else total, progress, digest)
            if begun < total:
                self._rest(part, begun, total, answer["ETag"], progress, digest)
            if md5 is not None and digest.hexdigest() != md5:
                raise BytesLostError(what=f"damaged: expected MD5 {md5}, received {digest.hexdigest()}")

    def _open(self, client: Any) -> Any:
        try:
            return client.get_object(**self._place, Range=f"bytes=0-{PART - 1}")
        except ClientError as error:
            if faults.code(error) in ("NoSuchKey", "404"):
                raise _AbsentError from None
            if faults.code(error) in ("InvalidRange", "416"):  # It has no bytes at all.
                return client.get_object(**self._place)
            raise

    def _rest(self, part: Path, begun: int, total: int, tag: str, progress: Advance, digest: digests.Digest) -> None:
        """The parts after the first one; taken into the digest in their order, as they come."""
        starts = range(begun, total, PART)
        futures = [
            self._pool.queue(partial(self._part, part, start, min(total - start, PART), tag, progress))
            for start in starts
        ]
        try:
            with part.open("rb", buffering=0) as file:  # A buffer would hold bytes from before they were written.
                file.seek(begun)
                for future in futures:
                    for piece in digests.pieces(file, total=future.result()):
                        digest.update(piece)
        except _ReplacedError:
            raise BytesLostError(what="the object was replaced while it was read") from None
        finally:
            self._ended = True
            parallel.end(futures)
            self._ended = False

    def _part(self, part: Path, start: int, size: int, tag: str, advance: Advance) -> int:
        def once(client: Any) -> int:
            with attempt(advance) as progress, part.open("r+b") as file:
                file.seek(start)
                asked = f"bytes={start}-{start + size - 1}"
                try:
                    answer = client.get_object(**self._place, Range=asked, IfMatch=tag)
                except ClientError as error:
                    if faults.status(error) == 412:
                        raise _ReplacedError from None
                    raise
                return self._copy(answer, file, size, progress)

        return self._requests.call(once, self._what)

    def _copy(
        self, answer: Any, file: BinaryIO, size: int, progress: Advance, digest: digests.Digest | None = None
    ) -> int:
        gone = 0
        with answer["Body"] as body:
            while piece := body.read(digests.PIECE):
                self._requests.retries.stop.check()
                if self._ended:
                    raise RemoteError(f"{self._what}: nobody waits for it any more")
                file.write(piece)
                gone += len(piece)
                progress(len(piece))
                if digest is not None:
                    digest.update(piece)
        file.flush()
        if gone != size:
            raise BytesLostError(what=f"cut short: expected {size} bytes, received {gone}")
        return gone


def _total(answer: Any) -> int:
    """Bytes of the whole object, if an answer has but a part of it."""
    told = re.fullmatch(r"bytes \d+-\d+/(\d+)", answer.get("ContentRange", ""))
    return int(told[1]) if told else int(answer["ContentLength"])
