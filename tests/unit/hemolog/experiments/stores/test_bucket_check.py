"""A check of a bucket says what is missing, whatever it is, and leaves nothing behind."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from hemolog.errors import RemoteError
from hemolog.experiments.stores.check import Check, Permission, Step
from hemolog.experiments.stores.retry import Retries
from hemolog.experiments.stores.s3.check import Read, check_bucket
from hemolog.experiments.stores.settings import RemoteSettings
from hemolog.experiments.stores.trouble import Diagnosis, Trouble
from support.s3_answers import Answer, Rule, Server, answering, self_signed

KEYS = {"access_key_id": "someone", "secret_access_key": "sesame", "region": "eu-central-1"}
OBJECTS = "arn:aws:s3:::cells/models/*"
BUCKET = "arn:aws:s3:::cells"
DENIED = Answer(403, "AccessDenied", "Access Denied")


def check(url: str, read: Read | None = None, **options: object) -> Check:
    settings = RemoteSettings("team", "s3://cells/models", {**KEYS, "endpointurl": url, **options})
    return check_bucket(settings, read, Retries(attempts=2, sleep=lambda seconds: None))


def steps(found: Check) -> dict[Step, bool | None]:
    """Each step: done, failed, or None where it was not tried."""
    return {finding.step: finding.good if finding.tried else None for finding in found.findings}


def always(answer: Answer) -> Rule:
    return lambda method, path: answer


def diagnosed(answer: Answer) -> Diagnosis:
    with answering(always(answer)) as server:
        found = check(server.url)
    assert not found.passed
    assert found.trouble
    return found.trouble


@pytest.fixture
def server() -> Iterator[Server]:
    with answering(lambda method, path: None) as opened:
        yield opened


def test_all_is_tried_and_nothing_stays(server: Server) -> None:
    seen: list[bytes] = []

    def read(key: str) -> bytes:
        (content,) = server.objects.values()
        seen.append(content)
        assert server.objects == {f"/cells/models/{key}": content}
        return content

    found = check(server.url, read)
    assert found.passed
    assert steps(found) == dict.fromkeys(Step, True)
    assert found.source == "explicit"
    assert len(seen) == 1
    assert server.objects == {}
    assert not [line for line in server.asked if line.startswith("POST")]


def test_each_check_has_a_name_of_its_own(server: Server) -> None:
    check(server.url)
    check(server.url)
    written = [line for line in server.asked if line.startswith("PUT")]
    assert len(set(written)) == 2
    assert all(re.fullmatch(r"PUT /cells/models/\.hemolog/check-[0-9a-f]{32}", line) for line in written)


@pytest.mark.parametrize(
    ("refused", "step", "missing"),
    [
        (r"PUT ", Step.WRITE, Permission("s3:PutObject", OBJECTS)),
        (r"GET .*/check-[0-9a-f]+$", Step.READ, Permission("s3:GetObject", OBJECTS)),
        (r"GET .*list-type=2", Step.LIST, Permission("s3:ListBucket", BUCKET)),
        (r"DELETE .*/check-[0-9a-f]+$", Step.DELETE, Permission("s3:DeleteObject", f"{OBJECTS[:-1]}.hemolog/*")),
        (r"GET .*uploads", Step.PARTS, Permission("s3:ListBucketMultipartUploads", BUCKET)),
        (r"GET .*uploadId=", Step.PARTS, Permission("s3:ListMultipartUploadParts", OBJECTS)),
        (r"DELETE .*uploadId=", Step.PARTS, Permission("s3:AbortMultipartUpload", OBJECTS)),
    ],
)
def test_a_permission_that_is_missing_is_named(refused: str, step: Step, missing: Permission) -> None:
    with answering(lambda method, path: DENIED if re.match(refused, f"{method} {path}") else None) as server:
        found = check(server.url)
    assert found.missing == (missing,)
    assert [each for each, good in steps(found).items() if good is False] == [step]
    assert found.trouble
    assert found.trouble.trouble is Trouble.PERMISSION
    assert server.objects == {}


def test_without_the_right_to_delete_nothing_is_written() -> None:
    with answering(lambda method, path: DENIED if method == "DELETE" and "uploadId" not in path else None) as server:
        found = check(server.url)
    assert steps(found)[Step.WRITE] is None
    assert not [line for line in server.asked if line.startswith("PUT")]


def test_without_any_right_each_is_named_that_can_be_told() -> None:
    with answering(always(DENIED)) as server:
        found = check(server.url)
    assert {each.action for each in found.missing} == {
        "s3:AbortMultipartUpload",
        "s3:DeleteObject",
        "s3:ListBucket",
        "s3:ListBucketMultipartUploads",
        "s3:ListMultipartUploadParts",
    }
    assert steps(found)[Step.READ] is None  # S3 says the same of what is not there.


@pytest.mark.parametrize("action", ["kms:GenerateDataKey", "kms:Decrypt"])
def test_a_permission_of_kms_is_told_as_the_server_tells_it(action: str) -> None:
    key = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    message = (
        f"User: arn:aws:iam::111122223333:user/a is not authorized to perform: {action} on resource: {key} because no "
        "identity-based policy allows the action"
    )
    method = "PUT" if action == "kms:GenerateDataKey" else "GET"
    denied = Answer(403, "AccessDenied", message)
    with answering(lambda verb, path: denied if verb == method and "?" not in path else None) as server:
        found = check(server.url)
    assert found.missing == (Permission(action, key),)
    assert server.objects == {}


@pytest.mark.parametrize("region", [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("eu-west-1", "aws")])
def test_resources_are_of_the_partition_of_the_region(region: tuple[str, str]) -> None:
    with answering(lambda method, path: DENIED if method == "PUT" else None) as server:
        found = check(server.url, region=region[0])
    assert [each.resource for each in found.missing] == [f"arn:{region[1]}:s3:::cells/models/*"]


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_what_was_written_is_removed_also_when_a_later_step_fails(method: str) -> None:
    busy = Answer(503, "SlowDown", "Reduce your request rate.")

    def rule(verb: str, path: str) -> Answer | None:
        return busy if verb == method and "?" not in path else None

    with answering(rule) as server:
        found = check(server.url)
    assert found.trouble
    assert found.trouble.trouble is Trouble.BUSY
    assert server.objects == {}
    assert [line.split()[0] for line in server.asked if "?" not in line][-1] == "DELETE"


def test_an_interruption_leaves_nothing(server: Server) -> None:
    def interrupted(key: str) -> bytes:
        assert server.objects
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(server.url, interrupted)
    assert server.objects == {}


def test_dvc_may_fail_where_others_do_not(server: Server) -> None:
    def blind(key: str) -> bytes:
        raise RemoteError("no", Diagnosis(Trouble.TLS, "its certificate is not trusted"))

    found = check(server.url, blind)
    assert {step: good for step, good in steps(found).items() if not good} == {Step.DVC: False}
    assert found.trouble == Diagnosis(Trouble.TLS, "its certificate is not trusted")
    assert server.objects == {}


def test_other_bytes_than_were_written_are_noticed(server: Server) -> None:
    found = check(server.url, lambda key: b"other")
    assert steps(found)[Step.DVC] is False
    assert found.trouble
    assert found.trouble.trouble is Trouble.DAMAGED


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


def test_no_secret_is_among_the_facts(server: Server) -> None:
    assert "sesame" not in repr(check(server.url))
    with answering(always(Answer(403, "SignatureDoesNotMatch", "x", {"StringToSign": "sesame"}))) as other:
        assert "sesame" not in repr(check(other.url))
