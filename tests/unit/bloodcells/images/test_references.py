import hashlib
import json
from typing import Any

import pytest

from bloodcells.images import references
from bloodcells.images.references import ObjectReference, PrefixReference, Version

ONE, TWO = Version("aa", 1, None), Version("bb-2", 2, "v2")


@pytest.mark.parametrize(
    ("told", "version_id"),
    [({}, None), ({"VersionId": "null"}, None), ({"VersionId": ""}, None), ({"VersionId": "1"}, "1")],
)
def test_a_version_is_what_an_answer_tells(told: dict[str, Any], version_id: str | None) -> None:
    assert Version.told({"ETag": '"aa"', **told}, 1) == Version("aa", 1, version_id)


def test_a_prefix_is_the_digest_of_a_line_for_each_object_in_the_order_of_keys() -> None:
    digest = hashlib.sha256('["set/1", "aa", 1, null]\n["set/é", "bb-2", 2, "v2"]\n'.encode()).hexdigest()
    expected = PrefixReference("s3://cells/set/", objects=2, size=3, digest=f"sha256:{digest}")
    assert PrefixReference.of("s3://cells/set/", {"set/é": TWO, "set/1": ONE}) == expected


@pytest.mark.parametrize(
    "other",
    [
        {"set/2": ONE},
        {"set/1": Version("bb", 1, None)},
        {"set/1": Version("aa", 2, None)},
        {"set/1": Version("aa", 1, "v1")},
        {"set/1": ONE, "set/2": ONE},
    ],
    ids=["key", "tag", "size", "version", "one more"],
)
def test_whatever_differs_gives_another_digest(other: dict[str, Version]) -> None:
    digest = PrefixReference.of("s3://cells/set/", {"set/1": ONE}).digest
    assert PrefixReference.of("s3://cells/set/", other).digest != digest


def test_only_what_is_in_a_bucket_is_written_in_the_order_of_the_sources() -> None:
    one = ObjectReference("s3://cells/set.zip", "aa", 1, None)
    text = references.written({"b": one, "web": None, "a": one})
    facts = {"location": "s3://cells/set.zip", "etag": "aa", "size": 1, "version_id": None}
    assert json.loads(text) == [{"source": "b", **facts}, {"source": "a", **facts}]
    assert references.written({"web": None}) == "[]\n"
