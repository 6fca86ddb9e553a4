from collections.abc import Iterator

import pytest

from bloodcells.errors import SourceError
from bloodcells.images.web import MAX_REDIRECTS, WebFile
from support.file_server import FileServer, serving


@pytest.fixture
def server() -> Iterator[FileServer]:
    with serving(b"content") as server:
        yield server


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/set.zip",
        "https://example.com:8443/set.zip?token=1",
        "http://localhost:8000/set.zip",
        "http://127.0.0.1/set.zip",
        "http://[::1]:8000/set.zip",
    ],
)
def test_urls_that_are_accepted(url: str) -> None:
    assert WebFile(url).key == url


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("http://example.com/set.zip", "expected an https:// URL"),
        ("http://localhost.example.com/set.zip", "expected an https:// URL"),
        ("http://127.0.0.1.example.com/set.zip", "expected an https:// URL"),
        ("http://10.0.0.1/set.zip", "expected an https:// URL"),
        ("https:///set.zip", "expected https://<host>/<path>"),
        ("https://someone:secret@example.com/set.zip", "holds a password"),
        ("https://token@example.com/set.zip", "holds a password"),
    ],
)
def test_urls_that_are_refused(url: str, complaint: str) -> None:
    with pytest.raises(SourceError, match=complaint) as caught:
        WebFile(url)
    assert "secret" not in str(caught.value)


def test_a_signature_in_the_url_is_never_shown(server: FileServer) -> None:
    server.statuses = [403]
    file = WebFile(f"{server.url}?X-Amz-Signature=secret")
    with pytest.raises(SourceError, match="answers 403") as caught, file.open(0, None):
        pass
    assert "secret" not in str(caught.value) + file.name


def test_no_secure_connection_is_told_without_the_signature(server: FileServer) -> None:
    file = WebFile(f"{server.url}?X-Amz-Signature=secret".replace("http://", "https://"))
    with pytest.raises(SourceError, match=r"set\.zip: no secure connection \(\w+") as caught, file.open(0, None):
        pass
    assert "secret" not in str(caught.value)


def test_a_redirection_is_followed(server: FileServer) -> None:
    with serving(b"elsewhere") as other:
        server.leads_to = other.url
        with WebFile(server.url).open(0, None) as body:
            assert b"".join(body.chunks) == b"elsewhere"


@pytest.mark.parametrize(
    "target", ["http://example.com/set.zip", "http://127.0.0.1.example.com/", "file:///etc/passwd"]
)
def test_a_redirection_to_where_anyone_could_listen_is_refused(server: FileServer, target: str) -> None:
    server.leads_to = target
    with (
        pytest.raises(SourceError, match="leads on to an address that is not https"),
        WebFile(server.url).open(0, None),
    ):
        pass


@pytest.mark.parametrize("target", ["https://[::1", "https://host:port/?secret", "https://" + "a" * 64 + "/?secret"])
def test_a_redirection_to_no_address_is_refused(server: FileServer, target: str) -> None:
    server.leads_to = target
    with (
        pytest.raises(SourceError, match="is no address, or leads on to what is none") as caught,
        WebFile(server.url).open(0, None),
    ):
        pass
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["https://host:port/", "https://host:99999/", f"https://{'a' * 64}/", "https://a b/"])
def test_a_url_that_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(SourceError), WebFile(url).open(0, None):
        pass


def test_redirections_in_a_circle_end(server: FileServer) -> None:
    server.leads_to = server.url
    with pytest.raises(SourceError, match="redirects"), WebFile(server.url).open(0, None):
        pass
    assert len(server.asked) == MAX_REDIRECTS + 1


def test_packed_content_is_unpacked_and_its_size_unknown(server: FileServer) -> None:
    server.tells_length = False
    with WebFile(server.url).open(0, None) as body:
        assert body.size is None
        assert b"".join(body.chunks) == b"content"
