"""What a bucket refuses, as kind, cause and way out."""

from typing import Any

import pytest
from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from hemolog.experiments.stores.s3.faults import BytesLostError, diagnose
from hemolog.experiments.stores.trouble import Trouble


def refusal(code: str, status: int = 400, headers: dict[str, str] | None = None, **facts: str) -> boto.ClientError:
    meta: dict[str, Any] = {"HTTPStatusCode": status, "HTTPHeaders": headers or {}}
    return boto.ClientError({"Error": {"Code": code, **facts}, "ResponseMetadata": meta}, "PutObject")


@pytest.mark.parametrize(
    ("error", "trouble", "told"),
    [
        (boto.NoCredentialsError(), Trouble.CREDENTIALS, "no credentials"),
        (boto.ProfileNotFound(profile="cells"), Trouble.CREDENTIALS, "cells"),
        (boto.SSOTokenLoadError(error_msg="x"), Trouble.CREDENTIALS, "aws sso login"),
        (refusal("InvalidAccessKeyId", 403), Trouble.CREDENTIALS, "access key"),
        (refusal("SignatureDoesNotMatch", 403), Trouble.CREDENTIALS, "secret"),
        (refusal("AccessDenied", 403), Trouble.PERMISSION, "docs/s3.md"),
        (refusal("403", 403), Trouble.PERMISSION, "AccessDenied"),
        (refusal("NoSuchBucket", 404), Trouble.BUCKET, "aws s3 mb"),
        (boto.ParamValidationError(report="Invalid bucket name 'x'"), Trouble.BUCKET, "s3://bucket/prefix"),
        (refusal("PermanentRedirect", 301, {"x-amz-bucket-region": "eu-west-1"}), Trouble.REGION, "eu-west-1"),
        (refusal("AuthorizationHeaderMalformed", 400, Region="eu-west-2"), Trouble.REGION, "--region eu-west-2"),
        (
            boto.SSLError(
                endpoint_url="x", error="CERTIFICATE_VERIFY_FAILED: certificate verify failed: self-signed (_"
            ),
            Trouble.TLS,
            "self-signed",
        ),
        (boto.SSLError(endpoint_url="x", error="WRONG_VERSION_NUMBER"), Trouble.TLS, "speaks no TLS"),
    ],
)
def test_what_cannot_pass(error: Exception, trouble: Trouble, told: str) -> None:
    diagnosis = diagnose(error)
    assert (diagnosis.trouble, diagnosis.passing) == (trouble, False)
    assert told in diagnosis.told()


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (refusal("SlowDown", 503), Trouble.BUSY),
        (refusal("InternalError", 500), Trouble.BUSY),
        (refusal("502", 502), Trouble.BUSY),
        (refusal("429", 429), Trouble.BUSY),
        (refusal("RequestTimeout", 400), Trouble.BUSY),
        (refusal("BadDigest", 400), Trouble.DAMAGED),
        (BytesLostError(what="cut"), Trouble.DAMAGED),
        (boto.EndpointConnectionError(endpoint_url="x", error="refused"), Trouble.NETWORK),
        (boto.ReadTimeoutError(endpoint_url="x", error="x"), Trouble.NETWORK),
        (boto.ConnectTimeoutError(endpoint_url="x", error="x"), Trouble.NETWORK),
        (boto.ConnectionClosedError(endpoint_url="x"), Trouble.NETWORK),
        (boto.IncompleteReadError(actual_bytes=1, expected_bytes=2), Trouble.NETWORK),
        (boto.ResponseStreamingError(error="x"), Trouble.NETWORK),
        (ResponseParserError("not XML"), Trouble.NETWORK),
    ],
)
def test_what_may_pass(error: Exception, trouble: Trouble) -> None:
    diagnosis = diagnose(error)
    assert (diagnosis.trouble, diagnosis.passing) == (trouble, True)


def test_a_clock_is_told_by_how_much() -> None:
    diagnosis = diagnose(refusal("RequestTimeTooSkewed", 403, ServerTime="2000-01-01T00:00:00Z"))
    assert diagnosis.trouble is Trouble.CLOCK
    assert diagnosis.skew is not None
    assert diagnosis.skew > 20 * 365 * 86_400
    assert "(ahead)" in diagnosis.cause


@pytest.mark.parametrize(("told", "seconds"), [("7", 7.0), ("soon", None), ("", None), ("-3", None)])
def test_a_pause_that_the_server_asks_for_is_read(told: str, seconds: float | None) -> None:
    assert diagnose(refusal("SlowDown", 503, {"retry-after": told})).retry_after == seconds


def test_expired_credentials_may_be_renewed() -> None:
    assert diagnose(refusal("ExpiredToken", 400)).expired
    assert not diagnose(refusal("InvalidAccessKeyId", 403)).expired


def test_a_servers_own_words_move_no_cursor_and_are_short() -> None:
    told = diagnose(refusal("Odd\x1b[2J", 418, Message="a\x1b[31mb\n" + "c" * 999)).told()
    assert told.isprintable()
    assert len(told) < 300


def test_no_value_of_a_setting_is_told() -> None:
    told = diagnose(boto.ParamValidationError(report="SSECustomerKey, value: hidden")).told()
    assert "hidden" not in told
