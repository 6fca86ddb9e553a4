"""What boto3 raises, understood: one line each, never with a secret in it.

Codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from botocore import exceptions as boto
from botocore.parsers import ResponseParserError
from urllib3.exceptions import HTTPError

from hemolog.experiments.faults import one_line
from hemolog.experiments.stores.trouble import Diagnosis, Trouble

ERRORS: tuple[type[Exception], ...] = (boto.BotoCoreError, boto.ClientError, ResponseParserError, HTTPError)
"""What boto3's calls raise when the server, the network or the settings are at fault. Not OSError, which would be of
the local disk as well: boto3 wraps those of the network."""


class BytesLostError(boto.BotoCoreError):  # type: ignore[misc]
    """A download that is too short, or has other bytes than its digest tells."""

    fmt = "{what}"


_KEYS_WAY_OUT = (
    "set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, run `aws configure`, or name a profile "
    "(`hemolog remote s3://... --profile NAME`)"
)
_NEW_KEYS = "get new ones (`aws sso login`, or what gave you these) and give the same command again"
_CHECK_KEYS = "check the access key and its secret, and that they are for this endpoint"
_LATER = "try again later"

_BY_CODE: Mapping[str, tuple[Trouble, str, str]] = {
    "ExpiredToken": (Trouble.CREDENTIALS, "the credentials have expired", _NEW_KEYS),
    "ExpiredTokenException": (Trouble.CREDENTIALS, "the credentials have expired", _NEW_KEYS),
    "TokenRefreshRequired": (Trouble.CREDENTIALS, "the credentials have expired", _NEW_KEYS),
    "InvalidToken": (Trouble.CREDENTIALS, "the session token is not valid", _NEW_KEYS),
    "InvalidClientTokenId": (Trouble.CREDENTIALS, "the server does not know the access key", _CHECK_KEYS),
    "InvalidAccessKeyId": (Trouble.CREDENTIALS, "the server does not know the access key", _CHECK_KEYS),
    "SignatureDoesNotMatch": (Trouble.CREDENTIALS, "the secret does not fit the access key", _CHECK_KEYS),
    "AccessDenied": (
        Trouble.PERMISSION,
        "access denied",
        "these credentials lack a permission on the bucket; docs/s3.md has the policy that is needed",
    ),
    "AllAccessDisabled": (Trouble.PERMISSION, "all access to the bucket is disabled", "ask who owns it"),
    "AccountProblem": (Trouble.PERMISSION, "there is a problem with the account", "ask who owns it"),
    "InvalidObjectState": (
        Trouble.PERMISSION,
        "the object is in an archive",
        "restore it (`aws s3api restore-object`)",
    ),
    "NoSuchBucket": (
        Trouble.BUCKET,
        "there is no such bucket",
        "check its name and the endpoint, or make it (`aws s3 mb`)",
    ),
    "InvalidBucketName": (Trouble.BUCKET, "this can't be a bucket's name", "check the URL: s3://bucket/prefix"),
    "MethodNotAllowed": (Trouble.OTHER, "the server does not allow this", "check that the endpoint speaks S3"),
    "NotImplemented": (Trouble.OTHER, "the server can't do this", "check that the endpoint speaks S3"),
    "QuotaExceeded": (Trouble.PERMISSION, "the quota of the bucket or its owner is used up", "free some space there"),
    "KMS.DisabledException": (Trouble.PERMISSION, "the KMS key is disabled", "enable it, or set another"),
}
_REGION_CODES = {
    "PermanentRedirect",
    "AuthorizationHeaderMalformed",
    "IllegalLocationConstraintException",
    "301",
    "307",
}
_BUSY_CODES = {"SlowDown", "Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequestsException"}
_PASSING_CODES = {
    *_BUSY_CODES,
    "BadDigest",
    "IncompleteBody",
    "InternalError",
    "OperationAborted",
    "RequestTimeout",
    "RequestTimeoutException",
    "ServiceUnavailable",
    "XAmzContentSHA256Mismatch",
}
_PASSING_STATUSES = {408, 429, 500, 502, 503, 504, 509}
_BY_STATUS = {"403": "AccessDenied", "405": "MethodNotAllowed", "501": "NotImplemented"}
"""An answer to HEAD has no body, so no code."""


def diagnose(error: Exception) -> Diagnosis:
    """Understand one of `ERRORS`."""
    if isinstance(error, boto.ClientError):
        return _answered(error.response)
    if isinstance(error, BytesLostError):
        return Diagnosis(Trouble.DAMAGED, one_line(error), _LATER, passing=True)
    return _credentials(error) or _settings(error) or _network(error)


def code(error: boto.ClientError) -> str:
    """The code of a refusal; the status where the server told none: `404`."""
    return str(error.response.get("Error", {}).get("Code", ""))


def status(error: boto.ClientError) -> int:
    """The HTTP status of a refusal; 0 if it had none."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _answered(response: Mapping[str, Any]) -> Diagnosis:
    facts = response.get("Error", {})
    meta = response.get("ResponseMetadata", {})
    status, headers = int(meta.get("HTTPStatusCode", 0)), meta.get("HTTPHeaders", {})
    code = str(facts.get("Code", ""))
    code = _BY_STATUS.get(code or str(status), code)  # Of a page of HTML there is none.
    if code == "RequestTimeTooSkewed":
        return _skewed(facts, headers)
    if code in _REGION_CODES:
        return _elsewhere(facts, headers)
    if code in _BY_CODE:
        trouble, cause, way_out = _BY_CODE[code]
        return Diagnosis(trouble, f"{cause} ({code})", way_out, expired="expired" in cause)
    told = " ".join(dict.fromkeys(each for each in (str(status or ""), _word(code)) if each)) or "an unknown error"
    if code in _PASSING_CODES or status in _PASSING_STATUSES:
        trouble = Trouble.DAMAGED if code in ("BadDigest", "XAmzContentSHA256Mismatch") else Trouble.BUSY
        return Diagnosis(trouble, told, _LATER, passing=True, retry_after=_seconds(headers.get("retry-after")))
    message = _text(facts.get("Message"))
    return Diagnosis(Trouble.OTHER, f"{told}: {message}" if message else told)


def _skewed(facts: Mapping[str, Any], headers: Mapping[str, str]) -> Diagnosis:
    there = _time(facts.get("ServerTime")) or _time(headers.get("date"))
    skew = (datetime.now(UTC) - there).total_seconds() if there else None
    by = f" by {abs(skew):.0f} s ({'ahead' if skew > 0 else 'behind'})" if skew is not None else ""
    return Diagnosis(
        Trouble.CLOCK,
        f"this machine's clock differs from the server's{by} (RequestTimeTooSkewed)",
        "set the clock (`timedatectl set-ntp true`)",
        skew=skew,
    )


def _elsewhere(facts: Mapping[str, Any], headers: Mapping[str, str]) -> Diagnosis:
    region = headers.get("x-amz-bucket-region") or facts.get("Region")
    if not region:
        told = re.search(r"expecting '([a-z0-9-]+)'", str(facts.get("Message", "")))
        region = told[1] if told else None
    region = _word(str(region)) if region else None
    where = f"in the region {region}" if region else "in another region, or behind another endpoint"
    way_out = (
        f"set it: `hemolog remote s3://... --region {region}`" if region else "check `--region` and `--endpoint-url`"
    )
    return Diagnosis(Trouble.REGION, f"the bucket is {where}", way_out, region=region)


def _credentials(error: Exception) -> Diagnosis | None:
    match error:
        case boto.NoCredentialsError() | boto.NoAuthTokenError():
            return Diagnosis(Trouble.CREDENTIALS, "no credentials were found", _KEYS_WAY_OUT)
        case boto.PartialCredentialsError():
            return Diagnosis(
                Trouble.CREDENTIALS, f"half of the credentials is missing: {one_line(error)}", _KEYS_WAY_OUT
            )
        case boto.ProfileNotFound():
            return Diagnosis(
                Trouble.CREDENTIALS, one_line(error), "`aws configure list-profiles` tells which there are"
            )
        case boto.SSOError() | boto.TokenRetrievalError() | boto.LoginError():
            cause = f"the session of the login is missing or has expired ({type(error).__name__})"
            return Diagnosis(Trouble.CREDENTIALS, cause, "`aws sso login`, then the same command again")
        case boto.CredentialRetrievalError() | boto.MetadataRetrievalError() | boto.RefreshWithMFAUnsupportedError():
            # What a `credential_process` wrote may hold what it should not.
            cause = f"credentials could not be had ({type(error).__name__})"
            return Diagnosis(Trouble.CREDENTIALS, cause, "see the profile's settings in ~/.aws/config")
    return None


def _settings(error: Exception) -> Diagnosis | None:
    told = one_line(error)
    if isinstance(error, boto.ParamValidationError | boto.InvalidDNSNameError) and "bucket" in told.lower():
        return Diagnosis(Trouble.BUCKET, "this can't be a bucket's name", "check the URL: s3://bucket/prefix")
    if isinstance(error, boto.NoRegionError | boto.InvalidRegionError | boto.UnknownRegionError):
        return Diagnosis(Trouble.REGION, told, "set it: `hemolog remote s3://... --region REGION`")
    if isinstance(error, boto.ConfigParseError | boto.ConfigNotFound | boto.InvalidConfigError):
        return Diagnosis(Trouble.SETTINGS, told, "mend that file")
    if isinstance(error, boto.ParamValidationError):  # It quotes the values, which may be keys.
        return Diagnosis(Trouble.SETTINGS, "a setting of the remote is not valid", "check it (`dvc config --list`)")
    if isinstance(error, HTTPError | boto.HTTPClientError | boto.IncompleteReadError | ResponseParserError):
        return None
    if isinstance(error, boto.BotoCoreError) and not isinstance(error, boto.ConnectionError):
        return Diagnosis(Trouble.SETTINGS, told, "check the remote's settings (`dvc config --list`)")
    return None


def _network(error: Exception) -> Diagnosis:
    told = one_line(error)
    if isinstance(error, boto.SSLError):
        return _tls(told)
    if isinstance(error, boto.ProxyConnectionError):  # Its URL may hold a password.
        way_out = "check HTTP_PROXY and HTTPS_PROXY"
        return Diagnosis(Trouble.NETWORK, "the proxy can't be reached", way_out, passing=True)
    if isinstance(error, ResponseParserError):
        cause = "the answer is not one of S3's, or was cut"
        return Diagnosis(Trouble.NETWORK, cause, "check that the endpoint is an S3 server", passing=True)
    if isinstance(error, boto.EndpointConnectionError):
        behind = f"{told} {type(error.kwargs.get('error')).__name__}"
        unknown = re.search(r"resolve|Name or service|nodename|getaddrinfo|NameResolution", behind)
        cause = "the server's name is not known" if unknown else "the server can't be reached"
        return Diagnosis(Trouble.NETWORK, cause, "check the network and the endpoint's URL", passing=True)
    if isinstance(error, boto.ConnectTimeoutError):
        return Diagnosis(Trouble.NETWORK, "the server does not answer", "check the network", passing=True)
    if isinstance(error, boto.ReadTimeoutError):
        return Diagnosis(Trouble.NETWORK, "the server stopped answering", _LATER, passing=True)
    return Diagnosis(Trouble.NETWORK, "the connection was cut", _LATER, passing=True)


def _tls(told: str) -> Diagnosis:
    if "CERTIFICATE" in told.upper() or "hostname" in told.lower():
        reason = re.search(r"certificate verify failed: ([^(\[]+)", told)
        cause = f"its certificate is not trusted{f' ({reason[1].strip()})' if reason else ''}"
        way_out = "trust its authority: AWS_CA_BUNDLE=/path/to/ca.pem, or `ssl_verify` of the remote (docs/s3.md)"
        return Diagnosis(Trouble.TLS, cause, way_out)
    if "WRONG_VERSION_NUMBER" in told or "RECORD_LAYER" in told or "UNKNOWN_PROTOCOL" in told:
        return Diagnosis(Trouble.TLS, "the server speaks no TLS", "check the endpoint's URL: http:// or https://?")
    return Diagnosis(Trouble.TLS, "the TLS connection was cut", _LATER, passing=True)


def _time(told: Any) -> datetime | None:
    try:
        if isinstance(told, datetime):
            return told
        text = str(told or "")
        return datetime.fromisoformat(text) if "T" in text[:11] else parsedate_to_datetime(text).astimezone(UTC)
    except ValueError:
        return None


def _seconds(told: str | None) -> float | None:
    """Of Retry-After, which may also be a date: then it is as if it were not there."""
    return float(told) if told and re.fullmatch(r"\d{1,6}(\.\d+)?", told) else None


def _word(told: str) -> str:
    return re.sub(r"[^\w.:-]", "", told, flags=re.ASCII)[:80]


def _text(told: Any) -> str:
    """A server's own words, which are anybody's: short, on one line, and free of what moves a terminal's cursor."""
    return "".join(each if each.isprintable() else " " for each in " ".join(str(told or "").split())[:200])
