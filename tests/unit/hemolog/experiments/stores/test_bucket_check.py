"""A check of a bucket says which step fails and which permission is missing, and leaves nothing behind."""

import re

import pytest

from hemolog.errors import RemoteError
from hemolog.experiments.stores.check import Permission, Step
from hemolog.experiments.stores.trouble import Diagnosis, Trouble
from support.bucket_checks import DENIED, always, check, steps
from support.s3_answers import Answer, Server, answering

OBJECTS = "arn:aws:s3:::cells/models/*"
BUCKET = "arn:aws:s3:::cells"


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


def test_no_secret_is_among_the_facts(server: Server) -> None:
    assert "sesame" not in repr(check(server.url))
    with answering(always(Answer(403, "SignatureDoesNotMatch", "x", {"StringToSign": "sesame"}))) as other:
        assert "sesame" not in repr(check(other.url))
