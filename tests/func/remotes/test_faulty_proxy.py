"""The proxy passes everything on as it is, and each fault is seen by a plain client."""

import hashlib
import http.client
import random
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from support.faulty_proxy import FaultyProxy, faulty
from support.remotes import RemotePlace
from support.s3_endpoint import Endpoint
from support.s3_faults import (
    EXPIRED_TOKEN,
    INTERNAL_ERROR,
    INVALID_KEY,
    OBJECTS,
    SLOW_DOWN,
    Answer,
    CutDownload,
    CutUpload,
    Fault,
    Faults,
    Flip,
    LoseAnswer,
    Request,
    Rule,
    Stall,
    Truncate,
)

SIGNED = {"Authorization": "AWS4-HMAC-SHA256 Credential=moto/20260101/us-east-1/s3/aws4_request, Signature=0"}
"""moto asks who a request is of, and does not check it."""
BODY = random.Random(1).randbytes(1_000_000)


@pytest.fixture
def proxy(moto: Endpoint) -> Iterator[FaultyProxy]:
    with faulty(moto) as proxy:
        yield proxy


@pytest.fixture
def place(proxy: FaultyProxy, moto_place: RemotePlace) -> RemotePlace:
    """With one object, behind the proxy."""
    moto_place.write("a", BODY)
    return moto_place.through(proxy.url)


def path_of(place: RemotePlace, key: str = "a") -> str:
    return f"/{place.bucket}/{place.prefix}/{key}"


def connected(proxy: FaultyProxy) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection("127.0.0.1", proxy.server_address[1], timeout=30)
    connection.connect()
    return connection


@pytest.mark.parametrize("server", ["moto", "ceph"])
def test_everything_passes(server: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    from boto3.s3.transfer import TransferConfig

    direct: RemotePlace = request.getfixturevalue(f"{server}_place")
    assert direct.endpoint
    with faulty(direct.endpoint) as proxy:
        place = direct.through(proxy.url)
        assert place.endpoint
        place.write("ein Schlüssel/a+b c", BODY)
        assert direct.read("ein Schlüssel/a+b c") == BODY
        assert place.read("ein Schlüssel/a+b c") == BODY
        place.write("empty", b"")
        assert place.read("empty") == b""

        file, client = tmp_path / "large", place.endpoint.client()
        file.write_bytes(BODY * 12)
        parts = TransferConfig(multipart_threshold=5_000_000, multipart_chunksize=5_242_880, max_concurrency=3)
        client.upload_file(str(file), place.bucket, f"{place.prefix}/large", Config=parts)
        client.download_file(place.bucket, f"{place.prefix}/large", str(tmp_path / "again"), Config=parts)
        digests = [hashlib.md5((tmp_path / name).read_bytes()).hexdigest() for name in ("large", "again")]
        assert digests[0] == digests[1]
        assert place.sizes() == direct.sizes() == {"ein Schlüssel/a+b c": len(BODY), "empty": 0, "large": 12_000_000}

        with pytest.raises(ClientError, match="NoSuchKey"):
            place.read("nothing")
        for key in ("ein Schlüssel/a+b c", "empty", "large"):
            place.remove(key)
        assert place.sizes() == {}
        assert direct.endpoint.key in {each.request.access_key for each in proxy.log}


def test_a_connection_is_kept(proxy: FaultyProxy, place: RemotePlace) -> None:
    connection = connected(proxy)
    mine = connection.sock
    for method in ("GET", "HEAD", "GET"):
        connection.request(method, path_of(place), headers=SIGNED)
        answer = connection.getresponse()
        assert answer.read() == (b"" if method == "HEAD" else BODY)
        assert answer.headers["Content-Length"] == str(len(BODY))
        assert connection.sock is mine
    assert proxy.methods() == {"GET": 2, "HEAD": 1}
    proxy.forget()
    assert proxy.log == []
    connection.close()


def test_a_body_in_chunks_passes(proxy: FaultyProxy, place: RemotePlace) -> None:
    chunked = SIGNED | {"Transfer-Encoding": "chunked"}
    connection = connected(proxy)
    connection.request("PUT", path_of(place, "b"), iter([b"one", b"two"]), encode_chunked=True, headers=chunked)
    assert connection.getresponse().read() == b""
    assert place.read("b") == b"onetwo"
    connection.close()


@pytest.mark.parametrize(("faults", "said"), [([], b"HTTP/1.1 100 "), ([SLOW_DOWN], b"HTTP/1.1 503 ")])
def test_a_client_that_asks_before_it_sends_is_told(
    proxy: FaultyProxy, place: RemotePlace, faults: list[Fault], said: bytes
) -> None:
    proxy.faults.set(*map(Rule, faults))
    fields = SIGNED | {"Host": "127.0.0.1", "Content-Length": "3", "Expect": "100-continue"}
    head = [f"PUT {path_of(place, 'b')} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    with socket.create_connection(("127.0.0.1", proxy.server_address[1]), timeout=30) as client:
        client.sendall("\r\n".join([*head, "", ""]).encode())
        lines = client.makefile("rb")
        assert lines.readline().startswith(said)
        if not faults:
            client.sendall(b"one")
            assert [lines.readline(), lines.readline()[:13]] == [b"\r\n", b"HTTP/1.1 200 "]
        lines.close()
    proxy.faults.set()
    assert ("b" in place.sizes()) is (not faults)


@pytest.mark.parametrize("answer", [INTERNAL_ERROR, SLOW_DOWN, EXPIRED_TOKEN, INVALID_KEY])
def test_an_answer_instead_of_the_servers(proxy: FaultyProxy, place: RemotePlace, answer: Answer) -> None:
    proxy.faults.set(Rule(answer, times=2))
    for attempt in (lambda: place.read("a"), lambda: place.write("b", BODY)):
        with pytest.raises(ClientError) as caught:
            attempt()
        told = caught.value.response
        assert told["Error"]["Code"] == answer.code
        assert told["ResponseMetadata"]["HTTPStatusCode"] == answer.status
    assert place.read("a") == BODY
    assert place.sizes() == {"a": len(BODY)}
    assert [each.status for each in proxy.log] == [answer.status, answer.status, 200, 200]


def test_an_upload_is_cut(proxy: FaultyProxy, place: RemotePlace) -> None:
    proxy.faults.set(Rule(CutUpload(100_000), methods=frozenset({"PUT"}), times=1))
    connection = connected(proxy)
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        connection.request("PUT", path_of(place, "b"), BODY, headers=SIGNED)
        connection.getresponse()
    connection.close()
    assert place.sizes() == {"a": len(BODY)}
    place.write("b", BODY)
    assert place.read("b") == BODY


def test_a_download_is_cut(proxy: FaultyProxy, place: RemotePlace) -> None:
    proxy.faults.set(Rule(CutDownload(100_000)))
    connection = connected(proxy)
    connection.request("GET", path_of(place), headers=SIGNED)
    with pytest.raises(http.client.IncompleteRead) as caught:
        connection.getresponse().read()
    assert caught.value.partial == BODY[:100_000]
    connection.close()


def test_a_download_is_truncated_and_its_length_fits(proxy: FaultyProxy, place: RemotePlace) -> None:
    proxy.faults.set(Rule(Truncate(100_000)))
    connection = connected(proxy)
    for _ in range(2):
        connection.request("GET", path_of(place), headers=SIGNED)
        answer = connection.getresponse()
        assert answer.read() == BODY[:100_000]
        assert answer.headers.get_all("Content-Length") == ["100000"]
        assert answer.headers["ETag"] == f'"{hashlib.md5(BODY).hexdigest()}"'
    connection.close()


@pytest.mark.parametrize("at", [0, 65_536, len(BODY) - 1])
def test_a_byte_of_a_download_is_another(proxy: FaultyProxy, place: RemotePlace, at: int) -> None:
    proxy.faults.set(Rule(Flip(at), key=OBJECTS))
    connection = connected(proxy)
    connection.request("GET", path_of(place), headers=SIGNED)
    answer = connection.getresponse().read()
    assert [number for number in range(len(BODY)) if answer[number] != BODY[number]] == [at]
    assert len(answer) == len(BODY)
    assert place.sizes() == {"a": len(BODY)}
    connection.close()


def test_an_answer_is_lost_though_the_server_did_it(proxy: FaultyProxy, place: RemotePlace) -> None:
    proxy.faults.set(Rule(LoseAnswer(), times=1))
    connection = connected(proxy)
    with pytest.raises(http.client.RemoteDisconnected):
        connection.request("PUT", path_of(place, "b"), b"one", headers=SIGNED)
        connection.getresponse()
    assert place.read("b") == b"one"
    assert [each.status for each in proxy.log] == [None, 200]


@pytest.mark.parametrize("after", [None, 0, 100_000])
def test_a_stall_holds_up_the_request_or_its_answer(proxy: FaultyProxy, place: RemotePlace, after: int | None) -> None:
    proxy.faults.set(Rule(Stall(3600, after)))
    connection = connected(proxy)
    connection.request("GET", path_of(place), headers=SIGNED)
    got = b""
    if after is not None:
        answer = connection.getresponse()
        got = answer.read(after)
    held = threading.Timer(0.5, proxy.ended.set)
    held.start()
    began = time.monotonic()
    answer = answer if after is not None else connection.getresponse()
    assert got + answer.read() == BODY
    assert time.monotonic() - began > 0.4
    held.join()
    connection.close()


def test_stopping_waits_for_no_stall_and_no_client(moto: Endpoint, moto_place: RemotePlace) -> None:
    began = time.monotonic()
    with faulty(moto, Rule(Stall(3600))) as proxy:
        connections = [connected(proxy) for _ in range(3)]
        connections[0].request("GET", path_of(moto_place))
    assert time.monotonic() - began < 600
    for connection in connections:
        connection.close()


def request(method: str = "GET", key: str = "files/md5/a", query: str = "", access_key: str = "me") -> Request:
    return Request(method, "bucket", key, query, access_key)


@pytest.mark.parametrize(
    ("rule", "meant", "spared"),
    [
        (Rule(SLOW_DOWN), request(key=""), None),
        (Rule(SLOW_DOWN, methods=frozenset({"PUT"})), request("PUT"), request("GET")),
        (Rule(SLOW_DOWN, key=OBJECTS), request(), request(key="")),
        (Rule(SLOW_DOWN, key="^files/"), request(), request(key="runs/a")),
        (Rule(SLOW_DOWN, query="^uploadId="), request(query="uploadId=1"), request()),
        (Rule(EXPIRED_TOKEN, spares="new"), request(access_key="old"), request(access_key="new")),
        (Rule(SLOW_DOWN, share=1.0), request(), None),
        (Rule(SLOW_DOWN, share=0.0), None, request()),
    ],
)
def test_a_rule_strikes_what_it_means(rule: Rule, meant: Request | None, spared: Request | None) -> None:
    faults = Faults([rule])
    assert meant is None or faults.strike(meant) == [rule.fault]
    assert spared is None or faults.strike(spared) == []


def test_a_rule_waits_and_stops() -> None:
    faults = Faults([Rule(SLOW_DOWN, methods=frozenset({"PUT"}), after=2, times=3)])
    struck = [bool(faults.strike(request(method))) for method in ["PUT", "GET", *["PUT"] * 6]]
    assert struck == [False, False, False, True, True, True, False, False]
    faults.set(Rule(SLOW_DOWN, times=1))
    assert [bool(faults.strike(request())) for _ in range(2)] == [True, False]


def test_a_rule_strikes_a_request_and_its_repetitions_so_often_and_no_more() -> None:
    faults = Faults([Rule(SLOW_DOWN, each=2)])
    struck = [bool(faults.strike(request(method))) for method in ("PUT", "GET", "PUT", "PUT", "GET", "GET")]
    assert struck == [True, True, True, False, True, False]


def test_a_share_is_drawn_alike_from_equal_seeds() -> None:
    draws = [
        [bool(faults.strike(request())) for _ in range(500)]
        for faults in (Faults([Rule(SLOW_DOWN, share=0.2)], seed) for seed in (1, 1, 2))
    ]
    assert draws[0] == draws[1] != draws[2]
    assert 60 < sum(draws[0]) < 140


def test_a_key_of_an_expired_session_is_refused_until_a_new_one_comes(proxy: FaultyProxy, place: RemotePlace) -> None:
    proxy.faults.set(Rule(EXPIRED_TOKEN, spares="fresh", after=1))
    assert place.read("a") == BODY
    with pytest.raises(ClientError, match="ExpiredToken"):
        place.read("a")
    renewed = RemotePlace(place.url, Endpoint(proxy.url, "fresh", "secret"))
    assert renewed.read("a") == BODY
