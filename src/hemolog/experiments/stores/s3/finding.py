"""Which objects are in a bucket, and of what size."""

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from hemolog.errors import RemoteError
from hemolog.experiments.stores import parallel
from hemolog.experiments.stores.s3 import faults, listing
from hemolog.experiments.stores.s3.requests import Requests
from hemolog.experiments.stores.store import Stored

PAGE = 1000
"""Keys; servers give no more at once, some give fewer."""
_MISSING = ("404", "NoSuchKey", "NotFound")


def find(requests: Requests, keys: Collection[str]) -> dict[str, Stored]:
    """As `Store.find`."""
    if len(keys) <= listing.FEW:
        return _ask(requests, keys)
    spaces, others = listing.spaces(keys)
    listed = parallel.each(lambda each: _list_space(requests, *each), spaces.items(), requests.workers)
    asked = frozenset(keys)
    found = {each.key: each for there, _ in listed for each in there if each.key in asked}
    return found | _ask(requests, [*others, *(key for _, undecided in listed for key in undecided)])


def _list_space(
    requests: Requests, space: listing.Space, wanted: Sequence[str]
) -> tuple[Sequence[Stored], Sequence[str]]:
    """What is found in one space by listing it, and the keys that are to be asked for one by one."""
    if len(wanted) <= listing.FEW:
        return (), wanted
    first, more = _page(requests, space.prefix, "")
    if not more:
        return first, ()
    plan = listing.rest(space, first[-1].key, len(first), wanted, requests.workers)
    return [*first, *_list_ranges(requests, space.prefix, plan.ranges)], plan.keys


def list_objects(requests: Requests, prefix: str) -> Iterator[Stored]:
    """As `Store.list`."""
    first, more = _page(requests, prefix, "")
    yield from first
    if not more:
        return
    space = listing.space_of(prefix)
    if space is None:
        yield from _list_range(requests, prefix, listing.Range(first[-1].key, ""))
        return
    last = first[-1].key
    pages = listing.pages_left(space.place(last), len(first)) if last < space.end else 0
    ranges = listing.ranges(space, last, space.end, pages, requests.workers) if pages else ()
    yield from _list_ranges(requests, prefix, ranges)
    yield from _list_range(requests, prefix, listing.Range(max(last, space.end), ""))


def head(requests: Requests, client: Any, key: str) -> Stored | None:
    """One object; None if it is not there.

    Raises:
        ClientError: boto3's, with the code that the server had for it.
    """
    place = requests.bucket.place(key) | dict(requests.bucket.read)
    try:
        answer = client.head_object(**place)
    except ClientError as error:
        if faults.code(error) in _MISSING:
            return None
        if faults.status(error) not in (400, 403):
            raise
        # An answer to HEAD has no body, so it does not tell whether it is the permission, the secret or the clock.
        return _opened(client, key, place)
    return Stored(key, answer["ContentLength"], answer["LastModified"].timestamp())


def _opened(client: Any, key: str, place: dict[str, Any]) -> Stored | None:
    try:
        answer = client.get_object(**place)
    except ClientError as error:
        if faults.code(error) in _MISSING:
            return None
        raise
    answer["Body"].close()
    return Stored(key, answer["ContentLength"], answer["LastModified"].timestamp())


def _ask(requests: Requests, keys: Collection[str]) -> dict[str, Stored]:
    def one(key: str) -> Stored | None:
        return requests.call(lambda client: head(requests, client, key), requests.bucket.uri(key))

    return {each.key: each for each in parallel.each(one, keys, requests.workers) if each is not None}


def _list_ranges(requests: Requests, prefix: str, ranges: Collection[listing.Range]) -> list[Stored]:
    def whole(part: listing.Range) -> list[Stored]:
        return list(_list_range(requests, prefix, part))

    return [each for part in parallel.each(whole, ranges, requests.workers) for each in part]


def _list_range(requests: Requests, prefix: str, part: listing.Range) -> Iterator[Stored]:
    """Keys of a range; its end may be empty for that of the prefix."""
    after, more = part.after, True
    while more:
        page, more = _page(requests, prefix, after)
        for each in page:
            if part.before and each.key >= part.before:
                return
            yield each
        if page:
            after = page[-1].key


def _page(requests: Requests, prefix: str, after: str) -> tuple[list[Stored], bool]:
    """Keys in the order of their bytes, and whether there are more."""
    what = requests.bucket.uri(prefix)
    found, more = requests.call(partial(_request_page, requests, prefix, after), what)
    keys = [each.key for each in found]
    if more and (not keys or keys[-1] <= after):
        raise RemoteError(f"{what}: the server does not list keys in their order, so it can't be used")
    return found, more


def _request_page(requests: Requests, prefix: str, after: str, client: Any) -> tuple[list[Stored], bool]:
    bucket = requests.bucket
    begun = {"StartAfter": f"{bucket.prefix}{after}"} if after else {}
    answer = client.list_objects_v2(Bucket=bucket.name, Prefix=f"{bucket.prefix}{prefix}", MaxKeys=PAGE, **begun)
    found = [
        Stored(each["Key"].removeprefix(bucket.prefix), each["Size"], each["LastModified"].timestamp())
        for each in answer.get("Contents", [])
    ]
    return found, bool(answer.get("IsTruncated"))
