"""How the settings of a DVC remote become a bucket and a client."""

import base64
from pathlib import Path
from typing import Any

import pytest

from hemolog.errors import RemoteError
from hemolog.experiments.stores.s3.bucket import Bucket, parse_url
from hemolog.experiments.stores.s3.clients import Clients
from hemolog.experiments.stores.settings import RemoteSettings

KEY = b"k" * 32


def bucket(**options: Any) -> Bucket:
    return Bucket.of(RemoteSettings("team", "s3://cells/models/", options))


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("s3://cells", ("cells", "")),
        ("s3://cells/", ("cells", "")),
        ("s3://cells/a/b/", ("cells", "a/b/")),
        (
            "s3://arn:aws:s3:eu-west-1:123456789012:accesspoint/team/a",
            ("arn:aws:s3:eu-west-1:123456789012:accesspoint/team", "a/"),
        ),
    ],
)
def test_an_address_has_a_bucket_and_a_prefix(url: str, found: tuple[str, str]) -> None:
    assert parse_url(url) == found


@pytest.mark.parametrize("url", ["s3://", "https://cells/a", "cells"])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(RemoteError, match="s3://bucket/prefix"):
        parse_url(url)


def test_a_key_has_a_place_and_an_address() -> None:
    assert bucket().place("files/x") == {"Bucket": "cells", "Key": "models/files/x"}
    assert bucket().uri("files/x") == "s3://cells/models/files/x"


def test_encryption_and_grants_go_along() -> None:
    told = base64.b64encode(KEY).decode()
    customer = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": KEY}
    assert bucket(sse="AES256", acl="private").written == {"ServerSideEncryption": "AES256", "ACL": "private"}
    assert bucket(grant_read="id=1").written == {"GrantRead": "id=1"}
    assert bucket(sse_customer_key=told).read == customer
    assert bucket(sse_customer_key=told).written == customer
    assert "kkkk" not in repr(bucket(sse_customer_key=told))


@pytest.mark.parametrize(
    ("options", "digests"),
    [
        ({}, True),
        ({"sse": "AES256"}, True),
        ({"sse": "aws:kms"}, False),
        ({"sse_kms_key_id": "1"}, False),
        ({"sse_customer_key": base64.b64encode(KEY).decode()}, False),
    ],
)
def test_etags_are_digests_unless_a_key_is_used(options: dict[str, Any], digests: bool) -> None:
    assert bucket(**options).digests_as_etags is digests


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"version_aware": True}, "dvc push"),
        ({"worktree": True}, "dvc push"),
        ({"acl": "private", "grant_read": "id=1"}, "exclude each other"),
        ({"sse_customer_key": base64.b64encode(KEY).decode(), "sse_kms_key_id": "1"}, "exclude each other"),
        ({"sse_customer_key": "?"}, "base64"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(options: dict[str, Any], told: str) -> None:
    with pytest.raises(RemoteError, match=told):
        bucket(**options)


KEYS = {"access_key_id": "a", "secret_access_key": "b", "region": "eu-west-1"}


@pytest.mark.parametrize(
    ("options", "config", "address"),
    [
        ({}, "", "https://cells.s3.amazonaws.com/x"),
        ({"endpointurl": "http://127.0.0.1:9"}, "", "http://127.0.0.1:9/cells/x"),
        ({"endpointurl": "http://lab.org"}, "s3 =\n  addressing_style = virtual\n", "http://cells.lab.org/x"),
        ({"use_ssl": False}, "", "http://cells.s3.amazonaws.com/x"),
    ],
)
def test_a_bucket_is_addressed_as_dvc_addresses_it(
    options: dict[str, Any], config: str, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from s3fs import S3FileSystem

    (tmp_path / "config").write_text(f"[default]\n{config}")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    ours = Clients(KEYS | options, 4).get()
    assert ours.generate_presigned_url("get_object", {"Bucket": "cells", "Key": "x"}).partition("?")[0] == address

    theirs = S3FileSystem(
        key="a",
        secret="b",
        use_ssl=options.get("use_ssl", True),
        client_kwargs={"region_name": "eu-west-1", "endpoint_url": options.get("endpointurl")},
        config_kwargs={"s3": {"addressing_style": "virtual"}} if config else {},  # DVC reads that section itself.
        skip_instance_cache=True,
    )
    assert theirs.url("cells/x").partition("?")[0] == address


def test_new_credentials_are_taken_once_they_are_there(tmp_path: Path) -> None:
    file = tmp_path / "credentials"

    def write(key: str) -> None:
        file.write_text(f"[default]\naws_access_key_id = {key}\naws_secret_access_key = b\n")

    write("old")
    clients = Clients({"credentialpath": str(file), "region": "eu-west-1"}, 4)
    old = clients.get()
    assert not clients.renew(old)
    write("new")
    assert clients.renew(old)
    assert clients.renew(old)  # Another thread's: the client is another one by now.
    assert clients.get()._request_signer._credentials.access_key == "new"


def test_an_endpoint_that_is_no_url_is_a_mistake_of_the_settings() -> None:
    with pytest.raises(RemoteError, match="endpoint"):
        Clients(KEYS | {"endpointurl": "nonsense"}, 4).get()
