"""A bucket as the settings of a DVC remote tell of it, and what each request to it takes along."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hemolog.errors import RemoteError
from hemolog.experiments.stores.settings import RemoteSettings

_ARN = re.compile(r"arn:aws[^/]*:s3[^/]*:(?:accesspoint[:/][^/]+|outpost[:/][^/]+[:/](?:bucket|accesspoint)[:/][^/]+)")
_GRANTS = {
    "grant_full_control": "GrantFullControl",
    "grant_read": "GrantRead",
    "grant_read_acp": "GrantReadACP",
    "grant_write_acp": "GrantWriteACP",
}


@dataclass(frozen=True)
class Bucket:
    """Where objects go, and how."""

    url: str
    """`s3://bucket/prefix`."""
    name: str
    prefix: str
    """Of all keys in the bucket, with a slash at its end; empty for none."""
    written: Mapping[str, Any] = field(repr=False)
    """What requests that make an object take along: encryption, grants."""
    read: Mapping[str, Any] = field(repr=False)
    """What requests that read an object, or a part of it, take along: the customer's key."""
    digests_as_etags: bool
    """Whether an ETag is the MD5 of what was sent: not where the server encrypts by a key of KMS or of the customer."""

    @classmethod
    def of(cls, settings: RemoteSettings) -> "Bucket":
        """Read a remote's settings.

        Raises:
            RemoteError: they can't be used.
        """
        options = settings.options
        for each in ("version_aware", "worktree"):
            if options.get(each):
                raise RemoteError(
                    f"the remote {settings.name!r} is `{each}`: its objects have no keys of their own. Use `dvc push`, "
                    "or another remote (`hemolog remote s3://...`)"
                )
        name, prefix = parse_url(settings.url)
        customer = _customer_key(options)
        encryption = {"ServerSideEncryption": options.get("sse"), "SSEKMSKeyId": options.get("sse_kms_key_id")}
        if customer and options.get("sse_kms_key_id"):
            raise RemoteError("settings: `sse_kms_key_id` and `sse_customer_key` exclude each other: keep one")
        grants = {theirs: options.get(ours) for ours, theirs in _GRANTS.items()}
        if options.get("acl") and any(grants.values()):
            raise RemoteError("settings: `acl` and `grant_*` exclude each other: keep one")
        written = {**encryption, **grants, "ACL": options.get("acl")}
        keyed = bool(customer or options.get("sse_kms_key_id") or str(options.get("sse", "")).startswith("aws:kms"))
        return cls(
            url=settings.url.rstrip("/"),
            name=name,
            prefix=prefix,
            written={key: value for key, value in written.items() if value} | customer,
            read=customer,
            digests_as_etags=not keyed,
        )

    def place(self, key: str) -> dict[str, str]:
        """The object of a key of the store, as parameters of a request."""
        return {"Bucket": self.name, "Key": f"{self.prefix}{key}"}

    def uri(self, key: str) -> str:
        """Its address."""
        return f"{self.url}/{key}"


def parse_url(url: str) -> tuple[str, str]:
    """Bucket and prefix, the latter with a slash at its end or empty.

    Raises:
        RemoteError: it is no address of a bucket.
    """
    path = url.removeprefix("s3://").strip("/")
    arn = _ARN.match(path)
    name = arn[0] if arn else path.partition("/")[0]
    if not url.startswith("s3://") or not name:
        raise RemoteError(f"{url!r} is no address of a bucket: expected s3://bucket/prefix")
    prefix = path[len(name) :].strip("/")
    return name, f"{prefix}/" if prefix else ""


def _customer_key(options: Mapping[str, Any]) -> dict[str, Any]:
    told = options.get("sse_customer_key")
    if not told:
        return {}
    try:
        key = base64.b64decode(told, validate=True)
    except (binascii.Error, ValueError):
        raise RemoteError("settings: `sse_customer_key` is not in base64") from None
    return {"SSECustomerAlgorithm": options.get("sse_customer_algorithm") or "AES256", "SSECustomerKey": key}
