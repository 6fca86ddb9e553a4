"""What IAM has to allow for each request that is sent to a bucket, and the policies that docs/s3.md shows.

Actions of requests: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
"""

from collections.abc import Mapping
from typing import Any

from hemolog.experiments.stores.check import FOLDER, Permission

ACTIONS: Mapping[str, str] = {
    "abort_multipart_upload": "s3:AbortMultipartUpload",
    "complete_multipart_upload": "s3:PutObject",
    "create_multipart_upload": "s3:PutObject",
    "delete_object": "s3:DeleteObject",
    "delete_objects": "s3:DeleteObject",
    "get_object": "s3:GetObject",
    "head_object": "s3:GetObject",
    "list_multipart_uploads": "s3:ListBucketMultipartUploads",
    "list_objects_v2": "s3:ListBucket",
    "list_parts": "s3:ListMultipartUploadParts",
    "put_object": "s3:PutObject",
    "upload_part": "s3:PutObject",
}
"""Methods of boto3's client -> what they need."""

ON_BUCKETS = frozenset({"s3:ListBucket", "s3:ListBucketMultipartUploads"})
"""Those of a bucket itself; the others are of the objects in it."""

_PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}


def needed(operation: str, bucket: str, prefix: str, *, region: str = "") -> Permission:
    """What a request needs.

    Args:
        operation: a method of boto3's client.
        bucket: its name.
        prefix: of all keys, with a slash at its end; empty for none.
        region: tells the partition: China and the US government have their own.
    """
    action = ACTIONS[operation]
    own = bucket if action in ON_BUCKETS else f"{bucket}/{prefix}*"
    return Permission(action, f"arn:{_partition(region)}:s3:::{own}")


def reader(bucket: str, prefix: str) -> dict[str, Any]:
    """The policy of who pulls and audits: continuous integration.

    Args:
        bucket: its name.
        prefix: without slashes at its ends.
    """
    return _policy(_listing(bucket, prefix, "s3:ListBucket"), _objects(bucket, _below(prefix), "s3:GetObject"))


def writer(bucket: str, prefix: str) -> dict[str, Any]:
    """The policy of who pushes; it deletes no data, but the object that `hemolog remote` checks with."""
    return _policy(
        _listing(bucket, prefix, "s3:ListBucket"),
        # IAM knows no condition on the prefix of this one.
        {
            "Effect": "Allow",
            "Action": ["s3:ListBucketMultipartUploads"],
            "Resource": [f"arn:aws:s3:::{bucket}"],
        },
        _objects(
            bucket,
            _below(prefix),
            "s3:GetObject",
            "s3:PutObject",
            "s3:AbortMultipartUpload",
            "s3:ListMultipartUploadParts",
        ),
        _objects(bucket, _below(prefix, FOLDER), "s3:DeleteObject"),
    )


def pruner(bucket: str, prefix: str) -> dict[str, Any]:
    """What who prunes needs beside `writer`."""
    return _policy(_objects(bucket, _below(prefix), "s3:DeleteObject"))


def _policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _objects(bucket: str, keys: str, *actions: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": [f"arn:aws:s3:::{bucket}/{keys}"]}


def _listing(bucket: str, prefix: str, *actions: str) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Action": list(actions),
        "Resource": [f"arn:aws:s3:::{bucket}"],
        "Condition": {"StringLike": {"s3:prefix": [_below(prefix)]}},
    }


def _below(*folders: str) -> str:
    return "/".join([*filter(None, folders), "*"])


def _partition(region: str) -> str:
    return next((name for start, name in _PARTITIONS.items() if region.startswith(start)), "aws")
