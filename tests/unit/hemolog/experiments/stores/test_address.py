"""What names a bucket names nothing else; what may be a key is neither taken nor repeated."""

import traceback

import pytest

from hemolog.errors import RemoteError
from hemolog.experiments.stores.address import Address, expect_endpoint, expect_region, shown

SECRET = "wJalrXUtnFEMI"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("s3://cells/models", Address("cells", "models")),
        ("s3://cells/models/", Address("cells", "models")),
        ("s3://cells//models//", Address("cells", "models")),
        ("s3://my.cells-2/a/b_c/v1.2", Address("my.cells-2", "a/b_c/v1.2")),
        ("s3://cells", Address("cells", "")),
        ("s3://cells/", Address("cells", "")),
    ],
)
def test_a_place_in_a_bucket_is_read(url: str, address: Address) -> None:
    assert Address.of(url) == address
    assert Address.of(address.url) == address


@pytest.mark.parametrize("name", ["UPPER", "under_score", "a" * 64])
def test_other_servers_than_those_of_amazon_take_other_names(name: str) -> None:
    assert Address.of(f"s3://{name}/x", amazon=False).bucket == name
    with pytest.raises(RemoteError, match="no name of a bucket"):
        Address.of(f"s3://{name}/x")


@pytest.mark.parametrize(
    "url",
    [
        "gs://cells/models",
        "s3:/cells",
        "s3://",
        "s3:///models",
        "s3://ab",
        "s3://1.2.3.4/x",
        "s3://a..b/x",
        "s3://-cells/x",
        "s3://cells/a//b",
        "s3://cells/../other",
        "s3://cells/a/./b",
        "s3://cells/a b",
        "s3://cells/a\x1b[2J",
        's3://cells/a"]',
    ],
)
def test_what_is_no_place_is_refused(url: str) -> None:
    with pytest.raises(RemoteError):
        Address.of(url)


@pytest.mark.parametrize(
    "url",
    [
        f"s3://key:{SECRET}@cells/models",
        f"s3://key:{SECRET}/more@cells/models",
        f"s3://{SECRET}@cells",
        f"s3://key%3A{SECRET}%40cells/models",
        f"s3://key:{SECRET}/models",
        f"s3://cells/models?X-Amz-Signature={SECRET}",
        f"s3://cells/models#{SECRET}",
        f"s3://cells/AKIAIOSFODNN7EXAMPLE/{SECRET}",
    ],
)
def test_what_may_be_a_key_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(RemoteError) as caught:
        Address.of(url, amazon=False)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [
        ("https://minio.lab:9000", "https://minio.lab:9000"),
        ("http://127.0.0.1:7480/", "http://127.0.0.1:7480"),
        ("https://[::1]:9000", "https://[::1]:9000"),
        ("https://gateway.lab/s3", "https://gateway.lab/s3"),
    ],
)
def test_an_endpoint_is_read(url: str, endpoint: str) -> None:
    assert expect_endpoint(url) == endpoint


@pytest.mark.parametrize(
    "url",
    [
        f"https://user:{SECRET}@minio.lab",
        f"https://minio.lab?token={SECRET}",
        f"https://minio.lab:{SECRET}",
        f"https://[{SECRET}",
        f"minio.lab:{SECRET}",
        f"ftp://{SECRET}",
        f"https://{SECRET} {SECRET}",
        f"https:///{SECRET}",
    ],
)
def test_what_is_no_endpoint_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(RemoteError) as caught:
        expect_endpoint(url)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("region", ["eu-central-1", "auto", "us-gov-west-1", "default"])
def test_a_region_is_read(region: str) -> None:
    assert expect_region(region) == region


@pytest.mark.parametrize("region", ["", SECRET, "eu central", "eu-central-1\n", "a" * 41])
def test_what_is_no_region_is_refused_and_not_repeated(region: str) -> None:
    with pytest.raises(RemoteError) as caught:
        expect_region(region)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("/srv/storage", "/srv/storage"),
        ("s3://cells/models", "s3://cells/models"),
        (f"https://user:{SECRET}@host:1/x?token={SECRET}#{SECRET}", "https://host:1/x"),
        (f"ssh://user:{SECRET}@host/x", "ssh://host/x"),
        (f"https://[{SECRET}", "(a damaged URL)"),
        ("https://user:pass/word@host/path", "(a damaged URL)"),
        ("//user:password@host/path", "//host/path"),
    ],
)
def test_a_url_is_shown_without_what_opens_it(url: str, told: str) -> None:
    assert shown(url) == told
