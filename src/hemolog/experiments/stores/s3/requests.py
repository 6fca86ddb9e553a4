"""Requests to a bucket: each tried again while that helps, its errors told as what they are."""

from collections.abc import Callable
from typing import Any, TypeVar

from hemolog.experiments.stores.retry import Retries
from hemolog.experiments.stores.s3 import faults
from hemolog.experiments.stores.s3.bucket import Bucket
from hemolog.experiments.stores.s3.clients import Clients

_Result = TypeVar("_Result")


class Requests:
    """What all parts of the store share; used by many threads at once."""

    def __init__(self, bucket: Bucket, clients: Clients, retries: Retries, workers: int) -> None:
        self.bucket = bucket
        self.retries = retries
        self.workers = workers
        self._clients = clients

    def call(self, work: Callable[[Any], _Result], what: str) -> _Result:
        """Do something with boto3's client.

        Args:
            work: takes the client; may be called several times.
            what: the address that it is about, for messages.

        Raises:
            RemoteError: it can't be done; what was tried is told.
        """
        used: list[Any] = []

        def once() -> _Result:
            used[:] = [self._clients.get()]
            return work(used[0])

        def renew() -> bool:
            return self._clients.renew(used[0])

        return self.retries.call(once, what, faults.diagnose, faults.ERRORS, renew)
