"""Where a bucket is, as a person names it: a URL, an endpoint, a region. Nothing in them opens the bucket.

What is written here goes into a file that git tracks, so whatever may be a key is refused, and no message repeats it.
"""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit, urlunsplit

from hemolog.errors import RemoteError

SCHEME = "s3://"
_KEYS = "keys belong into AWS's own settings (`aws configure`) or `.dvc/config.local`, never into a file of git"
_KEY_LIKE = re.compile(r"(AKIA|ASIA)[A-Z0-9]{12}|X-Amz-|AWSAccessKeyId|Signature=", re.IGNORECASE)
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]")
"""Of any server; what AWS takes beyond is its own to tell."""
_AMAZON = re.compile(r"(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_SEGMENT = re.compile(r"[\w.=+~-]+")
_REGION = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_])?|[0-9a-f:.]+")


@dataclass(frozen=True)
class Address:
    """A place in a bucket."""

    bucket: str
    prefix: str
    """Without slashes at its ends; empty for the whole bucket."""

    @classmethod
    def of(cls, url: str, *, amazon: bool = True) -> Self:
        """Read `s3://bucket/prefix`.

        Args:
            url: slashes at its end don't count.
            amazon: the bucket is one of AWS, which is stricter about names than others.

        Raises:
            RemoteError: it is none, or it carries more than a place. The message repeats nothing of it.
        """
        if not url.startswith(SCHEME):
            raise RemoteError("expected s3://<bucket>/<prefix>")
        expect_no_keys(url, "the URL")
        bucket, _, rest = url[len(SCHEME) :].partition("/")
        if not (_AMAZON if amazon else _BUCKET).fullmatch(bucket):
            rule = "3 to 63 of `a-z`, `0-9`, `.`, `-`" if amazon else "letters, digits and `._-`"
            raise RemoteError(
                f"s3://<bucket>/<prefix>: that is no name of a bucket: {rule}, no dot or hyphen at an end"
            )
        prefix = rest.strip("/")
        if not all(_SEGMENT.fullmatch(each) and each.strip(".") for each in prefix.split("/") if prefix):
            raise RemoteError(
                "s3://<bucket>/<prefix>: expected a prefix of letters, digits and `_.=+~-`, with single slashes between"
            )
        return cls(bucket, prefix)

    @property
    def url(self) -> str:
        """`s3://bucket/prefix`, without a slash at the end."""
        return f"{SCHEME}{self.bucket}/{self.prefix}".rstrip("/")

    def key(self, name: str) -> str:
        """The key of an object below the prefix."""
        return f"{self.prefix}/{name}" if self.prefix else name


def expect_endpoint(url: str) -> str:
    """An endpoint's URL without a slash at its end: `https://minio.lab:9000`.

    Raises:
        RemoteError: it is none, or it carries more than a place. The message repeats nothing of it.
    """
    expect_no_keys(url, "the endpoint")
    mistake = RemoteError("expected an endpoint such as https://minio.example.org:9000: http or https, a host, a port")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise mistake from None  # Its own words repeat what it could not read.
    segments = [each for each in parts.path.split("/") if each]
    if parts.scheme not in ("http", "https") or not host or not _HOST.fullmatch(host):
        raise mistake
    if not all(_SEGMENT.fullmatch(each) for each in segments):
        raise mistake
    return url.rstrip("/")


def expect_region(name: str) -> str:
    """A region's name: `eu-central-1`, `auto`.

    Raises:
        RemoteError: it is none. The message repeats nothing of it.
    """
    if not _REGION.fullmatch(name):
        raise RemoteError("expected a region such as eu-central-1: lower-case letters, digits and hyphens")
    return name


def expect_no_keys(text: str, what: str) -> None:
    """Refuse what may carry a key, a password or a signature.

    Args:
        text: a URL or the like.
        what: names it in the message, which repeats nothing of it.
    """
    if _KEY_LIKE.search(text) or any(mark in text for mark in "@?#%") or not text.isprintable():
        raise RemoteError(f"{what} must hold no key, password, query or `@`: {_KEYS}")


def shown(url: str) -> str:
    """A URL that somebody else wrote, without a user's name, a password and a query."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # A password with a slash in it looks like a port that is no number.
    except ValueError:
        return "(a damaged URL)"
    if not parts.scheme and not parts.netloc:
        return url
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
