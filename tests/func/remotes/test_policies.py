"""The policies of docs/s3.md are enough, and each action that one lacks is named: by moto, which enforces IAM."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from hemolog.errors import RemoteError
from hemolog.experiments.stores.check import Check, Step
from hemolog.experiments.stores.s3 import S3Store
from hemolog.experiments.stores.s3.check import check_bucket
from hemolog.experiments.stores.s3.clients import Clients
from hemolog.experiments.stores.s3.permissions import ON_BUCKETS, pruner, reader, writer
from hemolog.experiments.stores.settings import RemoteSettings
from support.moto_server import running_moto
from support.s3_endpoint import REGION

BUCKET, PREFIX = "cells", "models"
Policy = dict[str, Any]
Allowed = Callable[..., RemoteSettings]


@pytest.fixture(scope="module")
def allowed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Allowed]:
    """Settings of a user who may do what some policies allow, and nothing else."""
    import boto3

    with running_moto(tmp_path_factory.mktemp("moto")) as endpoint:
        endpoint.client().create_bucket(Bucket=BUCKET)

        def iam(key: str, secret: str) -> Any:
            keys = {"aws_access_key_id": key, "aws_secret_access_key": secret}
            return boto3.Session().client("iam", endpoint_url=endpoint.url, region_name=REGION, **keys)

        def new_user(name: str, *policies: Policy, by: Any) -> tuple[str, str]:
            by.create_user(UserName=name)
            for number, policy in enumerate(policies):
                by.put_user_policy(UserName=name, PolicyName=f"p{number}", PolicyDocument=json.dumps(policy))
            keys = by.create_access_key(UserName=name)["AccessKey"]
            return keys["AccessKeyId"], keys["SecretAccessKey"]

        everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        owner = iam(
            *new_user("owner", {"Version": "2012-10-17", "Statement": [everything]}, by=iam("anybody", "anything"))
        )
        switch = f"{endpoint.url}/moto-api/reset-auth"
        urllib.request.urlopen(urllib.request.Request(switch, b"0", {"Content-Type": "text/plain"})).close()
        count = iter(range(1000))

        def user(*policies: Policy) -> RemoteSettings:
            key, secret = new_user(f"user-{next(count)}", *policies, by=owner)
            options = {"endpointurl": endpoint.url, "region": REGION, "access_key_id": key, "secret_access_key": secret}
            return RemoteSettings("team", f"s3://{BUCKET}/{PREFIX}", options)

        yield user


def failed(check: Check) -> set[Step]:
    return {finding.step for finding in check.findings if not finding.good}


def without(policy: Policy, action: str) -> Policy:
    lesser = deepcopy(policy)
    for statement in lesser["Statement"]:
        statement["Action"] = [each for each in statement["Action"] if each != action]
    lesser["Statement"] = [each for each in lesser["Statement"] if each["Action"]]
    return lesser


def actions(policy: Policy) -> list[str]:
    return sorted({action for statement in policy["Statement"] for action in statement["Action"]})


def test_who_may_write_passes_the_check(allowed: Allowed) -> None:
    assert check_bucket(allowed(writer(BUCKET, PREFIX))).passed


@pytest.mark.parametrize("action", actions(writer(BUCKET, PREFIX)))
def test_each_action_that_is_missing_is_named(allowed: Allowed, action: str) -> None:
    check = check_bucket(allowed(without(writer(BUCKET, PREFIX), action)))
    assert [each.action for each in check.missing] == [action]
    resource = check.missing[0].resource
    assert (resource == f"arn:aws:s3:::{BUCKET}") == (action in ON_BUCKETS)
    if action not in ON_BUCKETS:
        assert resource.startswith(f"arn:aws:s3:::{BUCKET}/{PREFIX}/")


def test_who_may_only_read_is_told_so(allowed: Allowed) -> None:
    check = check_bucket(allowed(reader(BUCKET, PREFIX)))
    assert not failed(check) & {Step.READ, Step.LIST}
    assert {"s3:DeleteObject", "s3:AbortMultipartUpload"} <= {each.action for each in check.missing}


def test_another_prefix_is_another_matter(allowed: Allowed) -> None:
    check = check_bucket(allowed(writer(BUCKET, "other")))
    assert Step.DELETE in failed(check)


def test_each_may_do_its_work_and_no_more(allowed: Allowed, tmp_path: Path) -> None:
    small, large, back = (tmp_path / name for name in ("small", "large", "back"))
    small.write_bytes(b"small")
    large.write_bytes(bytes(17 * 2**20))
    write, read = S3Store(allowed(writer(BUCKET, PREFIX))), S3Store(allowed(reader(BUCKET, PREFIX)))
    # By single requests: of many objects at once moto wants the right on the bucket, where S3 wants it on each object.
    prune = Clients(allowed(writer(BUCKET, PREFIX), pruner(BUCKET, PREFIX)).options, 1).get()
    keys = ["files/md5/ab/small", "files/md5/cd/large"]
    for key, file in zip(keys, (small, large), strict=True):
        write.put(key, file)
    assert {stored.key for stored in read.list("files/")} == set(keys) == set(read.find(keys))
    assert read.get(keys[1], back)
    assert back.read_bytes() == large.read_bytes()
    with pytest.raises(RemoteError):
        read.put(keys[0], small)
    with pytest.raises(RemoteError):
        write.delete(keys)
    for key in keys:
        prune.delete_object(Bucket=BUCKET, Key=f"{PREFIX}/{key}")
    assert list(read.list("files/")) == []


def test_a_wrong_secret_and_an_unknown_key_are_told_apart(allowed: Allowed) -> None:
    right = allowed(writer(BUCKET, PREFIX))
    for option, told in (("secret_access_key", "the secret does not fit"), ("access_key_id", "does not know the")):
        wrong = RemoteSettings(right.name, right.url, {**right.options, option: "AKIAWRONGWRONGWRONG0"})
        trouble = check_bucket(wrong).trouble
        assert trouble
        assert told in trouble.cause
