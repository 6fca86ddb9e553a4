"""Objects leave a bucket, a thousand in a request."""

from collections.abc import Collection
from typing import Any

from botocore.exceptions import ClientError

from hemolog.experiments.stores import parallel
from hemolog.experiments.stores.s3 import faults
from hemolog.experiments.stores.s3.requests import Requests

AT_ONCE = 1000
"""Keys; S3 takes no more."""
_UNKNOWN = ("NotImplemented", "MethodNotAllowed", "501", "405")


def delete(requests: Requests, keys: Collection[str]) -> None:
    """As `Store.delete`."""
    parallel.each(lambda group: _group(requests, group), parallel.cut(sorted(set(keys)), AT_ONCE), 4)


def _group(requests: Requests, keys: list[str]) -> None:
    bucket = requests.bucket
    left = list(keys)

    def once(client: Any) -> bool:
        names = [{"Key": bucket.place(key)["Key"]} for key in left]
        try:
            answer = client.delete_objects(Bucket=bucket.name, Delete={"Objects": names, "Quiet": True})
        except ClientError as error:
            if faults.code(error) in _UNKNOWN:
                return False
            raise
        failed = [each for each in answer.get("Errors", []) if each.get("Code") != "NoSuchKey"]
        if failed:
            left[:] = [each["Key"].removeprefix(bucket.prefix) for each in failed if each.get("Key")]
            raise ClientError({"Error": _worst(failed)}, "DeleteObjects")
        return True

    what = bucket.uri(left[0]) if len(left) == 1 else f"{bucket.url} ({len(left)} objects to delete)"
    if not requests.call(once, what):
        parallel.each(lambda key: _one(requests, key), keys, requests.workers)


def _one(requests: Requests, key: str) -> None:
    requests.call(lambda client: client.delete_object(**requests.bucket.place(key)), requests.bucket.uri(key))


def _worst(failed: list[dict[str, Any]]) -> dict[str, Any]:
    """An error that trying again won't mend, if there is one."""
    final = [each for each in failed if not faults.diagnose(ClientError({"Error": each}, "DeleteObjects")).passing]
    return (final or failed)[0]
