"""A check of a bucket says once what would fail every step: network, TLS, clock, region, credentials."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from hemolog.experiments.stores.trouble import Diagnosis, Trouble
from support.bucket_checks import DENIED, always, check, steps
from support.s3_answers import Answer, Server, answering, self_signed


def diagnosed(answer: Answer) -> Diagnosis:
    with answering(always(answer)) as server:
        found = check(server.url)
    assert not found.passed
    assert found.trouble
    return found.trouble


@pytest.mark.parametrize(
    ("answer", "trouble", "told"),
    [
        (Answer(403, "InvalidAccessKeyId"), Trouble.CREDENTIALS, "does not know the access key"),
        (Answer(403, "SignatureDoesNotMatch"), Trouble.CREDENTIALS, "secret does not fit"),
        (Answer(400, "ExpiredToken"), Trouble.CREDENTIALS, "have expired"),
        (Answer(400, "InvalidToken"), Trouble.CREDENTIALS, "session token is not valid"),
        (Answer(404, "NoSuchBucket"), Trouble.BUCKET, "no such bucket"),
        (Answer(400, "InvalidBucketName"), Trouble.BUCKET, "can't be a bucket's name"),
        (Answer(503, "SlowDown"), Trouble.BUSY, "503 SlowDown"),
        (Answer(501, "NotImplemented"), Trouble.OTHER, "can't do this"),
    ],
)
def test_what_would_fail_every_step_is_told_once(answer: Answer, trouble: Trouble, told: str) -> None:
    with answering(always(answer)) as server:
        found = check(server.url)
    assert found.trouble
    assert (found.trouble.trouble, told in found.trouble.cause) == (trouble, True)
    assert list(steps(found).values()).count(False) == 1
    assert found.missing == ()


@pytest.mark.parametrize(
    "answer",
    [
        Answer(
            400,
            "AuthorizationHeaderMalformed",
            "The authorization header is malformed; the region 'eu-central-1' is wrong; expecting 'eu-west-3'",
            {"Region": "eu-west-3"},
        ),
        Answer(
            301,
            "PermanentRedirect",
            "The bucket you are attempting to access must be addressed using the specified endpoint.",
            {"Endpoint": "cells.s3.eu-west-3.amazonaws.com", "Bucket": "cells"},
            {"x-amz-bucket-region": "eu-west-3"},
        ),
    ],
)
def test_the_region_that_a_bucket_is_in_is_told(answer: Answer) -> None:
    found = diagnosed(answer)
    assert (found.trouble, found.region) == (Trouble.REGION, "eu-west-3")
    assert "--region eu-west-3" in found.way_out


@pytest.mark.parametrize("ahead", [3600, -5400])
def test_how_far_the_clock_is_off_is_told(ahead: int) -> None:
    there = datetime.now(UTC) - timedelta(seconds=ahead)
    answer = Answer(
        403,
        "RequestTimeTooSkewed",
        "The difference between the request time and the current time is too large.",
        {"ServerTime": there.strftime("%Y-%m-%dT%H:%M:%SZ"), "MaxAllowedSkewMilliseconds": "900000"},
        {"Date": format_datetime(there, usegmt=True)},
    )
    found = diagnosed(answer)
    assert found.trouble is Trouble.CLOCK
    assert found.skew == pytest.approx(ahead, abs=60)
    assert ("ahead" if ahead > 0 else "behind") in found.cause


def test_a_certificate_that_nobody_signed_is_told_and_can_be_trusted(tmp_path: Path) -> None:
    pem = self_signed(tmp_path)
    with answering(lambda method, path: None, pem) as server:
        found = check(server.url)
        assert check(server.url, ssl_verify=str(pem)).passed
    assert found.trouble
    assert found.trouble.trouble is Trouble.TLS
    assert "certificate is not trusted" in found.trouble.cause
    assert "ssl_verify" in found.trouble.way_out


def test_http_to_a_server_of_https_is_told(tmp_path: Path) -> None:
    with answering(lambda method, path: None, self_signed(tmp_path)) as server:
        found = check(server.url.replace("https://", "http://"))
    assert found.trouble == Diagnosis(
        Trouble.TLS, "the server speaks TLS, and was spoken to without", "give its URL with https://"
    )


def test_https_to_a_server_of_http_is_told(server: Server) -> None:
    found = check(server.url.replace("http://", "https://"))
    assert found.trouble
    assert found.trouble.trouble is Trouble.TLS
    assert "speaks no TLS" in found.trouble.cause


def test_nobody_there_is_told() -> None:
    with answering(lambda method, path: None) as gone:
        pass
    found = check(gone.url)
    assert found.trouble
    assert (found.trouble.trouble, found.trouble.cause) == (Trouble.NETWORK, "the server can't be reached")


def test_a_name_that_is_not_known_is_told() -> None:
    found = check("http://nowhere.invalid")
    assert found.trouble
    assert (found.trouble.trouble, found.trouble.cause) == (Trouble.NETWORK, "the server's name is not known")


def test_a_server_that_never_answers_is_told() -> None:
    def slow(method: str, path: str) -> Answer:
        time.sleep(3)
        return DENIED

    with answering(slow) as server:
        found = check(server.url, read_timeout=1)
    assert found.trouble
    assert (found.trouble.trouble, found.trouble.cause) == (Trouble.NETWORK, "the server stopped answering")


def test_a_proxy_that_is_not_there_is_told_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(lambda method, path: None) as gone:
        pass
    monkeypatch.setenv("HTTP_PROXY", gone.url.replace("://", "://user:sesame@"))
    found = check("http://nowhere.invalid")
    assert found.trouble
    assert (found.trouble.trouble, found.trouble.cause) == (Trouble.NETWORK, "the proxy can't be reached")
    assert "sesame" not in repr(found)


def test_a_server_that_is_none_of_s3_is_told() -> None:
    class Page(Answer):
        def body(self) -> bytes:
            return b"<html><head><title>405 Not Allowed</title></head></html>"

    assert "check that the endpoint speaks S3" in diagnosed(Page(405, "")).told()


def test_no_credentials_are_told(server: Server) -> None:
    found = check(server.url, access_key_id=None, secret_access_key=None)
    assert found.trouble
    assert (found.trouble.trouble, found.source) == (Trouble.CREDENTIALS, None)
    assert server.asked == []


def test_a_profile_that_is_not_there_is_told(server: Server) -> None:
    found = check(server.url, profile="nobody")
    assert found.trouble
    assert found.trouble.trouble is Trouble.CREDENTIALS
    assert "nobody" in found.trouble.cause
