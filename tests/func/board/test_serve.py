"""The server of a board: who is answered, with what, and what nobody can do to it."""

import gzip
import os
import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from hemolog.reports.board.chosen import Wanted
from hemolog.reports.board.served import head
from hemolog.reports.board.served.server import DEFAULT_PORT, MOST, BoardServer, PortError
from support.plain_repository import Plain, plain
from support.served_board import ask, received, send, served, serving

SAFE = {
    "cache-control": "no-store",
    "connection": "close",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "server": "hemolog",
}
FILES = {"params.yaml": "train:\n  rate: 0.1\n", "dvc.yaml": "stages: {}\n"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Plain:
    made = plain(tmp_path_factory.mktemp("team") / "cells")
    made.experiment("first", FILES)
    return made


@pytest.fixture(scope="module")
def server(made: Plain) -> Iterator[BoardServer]:
    with serving(made.root) as server:
        yield server


def test_it_listens_on_loopback_alone(server: BoardServer) -> None:
    assert server.server_address[0] == "127.0.0.1"


def test_the_page_is_served_with_a_policy_that_lets_it_ask_this_server_and_nobody_else(server: BoardServer) -> None:
    answer = ask(server, "/")
    assert answer.status == 200
    assert answer.headers.items() >= SAFE.items()
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "connect-src 'self'" in policy
    assert policy.endswith("; frame-ancestors 'none'")
    assert policy.removesuffix("; frame-ancestors 'none'").replace("'", "&#x27;") in answer.body.decode()
    assert answer.body.startswith(b"<!doctype html>")
    assert int(answer.headers["content-length"]) == len(answer.body)


def test_facts_come_whole_first_and_without_the_history_that_the_page_knows(server: BoardServer) -> None:
    first = ask(server)
    assert first.headers.items() >= SAFE.items()
    assert first.headers["content-type"] == "application/json"
    told = first.json()
    (names,) = (column for column in told["board"]["runs"]["columns"] if column["name"] == "run.name")
    assert names["texts"] == ["main", "first"]
    assert re.fullmatch("[0-9a-f]{16}", told["version"])
    assert ask(server, f"/facts?version={told['version']}").json() == {
        "version": told["version"],
        "problem": "",
        "running": {"trials": [], "failed": [], "failures": 0},
        "board": None,
    }


def test_unchanged_facts_are_not_sent_again(server: BoardServer) -> None:
    first = ask(server)
    again = ask(server, If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers.items() >= SAFE.items()
    assert ask(server, If_None_Match='"other"').body == first.body


def test_facts_are_compressed_for_who_understands_it(server: BoardServer) -> None:
    plainly, packed = ask(server), ask(server, Accept_Encoding="br, gzip")
    assert "content-encoding" not in plainly.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plainly.body
    assert len(packed.body) < len(plainly.body) / 2


def test_head_is_not_answered_either_and_its_refusal_has_no_body(server: BoardServer) -> None:
    for path in ("/", "/facts"):
        found = ask(server, path, "HEAD")
        assert (found.status, found.body, found.headers["allow"]) == (405, b"", "GET")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "__init__", "x"])
def test_no_other_method_is_answered(server: BoardServer, method: str) -> None:
    answer = ask(server, "/facts", method)
    assert (answer.status, answer.body) == (405, b"405 Method Not Allowed\n")
    assert answer.headers["allow"] == "GET"
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/params.yaml",
        "/../params.yaml",
        "/..%2fparams.yaml",
        "//etc/passwd",
        "/./",
        "/facts/",
        "/facts/../params.yaml",
        "/.git/config",
        "/?page",
        "http://127.0.0.1/",
        "http://evil.example/facts",
        "//evil.example/facts",
        "facts",
        "*",
        "/\\..\\params.yaml",
        "/facts#x",
        "http://[",
        "//[/facts",
    ],
)
def test_nothing_is_served_by_its_path(server: BoardServer, path: str) -> None:
    answer = ask(server, path)
    assert (answer.status, answer.body) == (404, b"404 Not Found\n")
    assert answer.headers.items() >= SAFE.items()


def test_a_name_that_somebody_elses_dns_leads_here_is_refused(server: BoardServer) -> None:
    port = server.port
    for host in (f"127.0.0.1:{port}", f"localhost:{port}"):
        assert ask(server, Host=host).status == 200
    wrong = ("evil.example", f"evil.example:{port}", "127.0.0.1", "localhost", f"127.0.0.1:{port + 1}", "[::1]", "")
    for host in (*wrong, f"127.0.0.1:{port}@evil.example", f"evil.example, 127.0.0.1:{port}"):
        assert (ask(server, Host=host).status, ask(server, "/", Host=host).status) == (421, 421), host
    twice = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\n\r\n"
    answer = send(server, twice.encode())
    assert answer is not None
    assert answer.status == 421


def test_what_is_no_request_is_refused_and_repeated_nowhere(server: BoardServer) -> None:
    for line in (b"<script>alert(1)</script> / HTTP/1.1", b"GET / HTTP/9.9", b"GET / HTTP/1.1 x", b"\x16\x03\x01\x02"):
        answer = send(server, line + b"\r\n\r\n")
        assert answer is None or (answer.status in (400, 405, 421, 505) and b"script" not in answer.body), line
    odd = f"GET /<script> HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nX: \r\n folded\r\n\r\n"
    found = send(server, odd.encode())
    assert found is not None
    assert (found.status, found.body) == (404, b"404 Not Found\n")


def test_a_request_without_an_end_is_cut_off(server: BoardServer) -> None:
    for data in (b"GET /" + b"a" * 100_000, b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 100_000):
        answer = send(server, data)
        assert answer is None or answer.status == 431


def test_a_slow_request_is_given_up(made: Plain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(head, "PATIENCE", 0.2)
    with serving(made.root) as server:
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\n")
            assert received(connection) is None
        assert ask(server).status == 200


def test_many_connections_that_say_nothing_keep_nobody_out_for_long(
    made: Plain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(head, "PATIENCE", 1.0)
    with serving(made.root) as server:
        silent = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(2 * MOST)]
        assert [received(connection) for connection in silent] == [None] * len(silent)
        for connection in silent:
            connection.close()
        assert ask(server).status == 200


def test_clients_that_go_away_while_they_are_answered_do_no_harm(
    server: BoardServer, capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
            connection.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    assert ask(server).status == 200
    assert capfd.readouterr().err == ""


def test_a_new_experiment_is_in_the_next_facts(tmp_path: Path) -> None:
    made = plain(tmp_path)
    with serving(made.root) as server:
        before = ask(server).json()
        assert before["board"]["overview"]["experiments"] == 0
        made.experiment("second", FILES)
        now = ask(server, f"/facts?version={before['version']}").json()
        assert now["board"]["overview"]["experiments"] == 1
        assert now["version"] != before["version"]


def test_what_makes_no_sense_for_a_while_is_told_beside_the_facts_of_before(tmp_path: Path) -> None:
    made = plain(tmp_path)
    with serving(made.root) as server:
        version = ask(server).json()["version"]
        (made.root / "params.yaml").write_text("board: {objectve: metrics.val.f1}\n")
        told = ask(server, f"/facts?version={version}").json()
        assert "objectve" in told["problem"]
        assert (told["version"], told["board"]) == (version, None)
        assert ask(server, "/").status == 200
        (made.root / "params.yaml").unlink()
        assert ask(server, f"/facts?version={version}").json()["problem"] == ""


def test_reports_that_lead_anywhere_are_looked_at_no_further_than_the_page_does(tmp_path: Path) -> None:
    made = plain(tmp_path / "team")
    with serving(made.root) as server:
        (made.root / "reports").symlink_to("/")
        assert ask(server).json()["problem"] == ""
        (made.root / "reports").unlink()
        (made.root / "reports").mkdir()
        (made.root / "reports" / os.fsdecode(b"\xff.md")).write_text("# Bytes")
        assert [page["title"] for page in ask(server).json()["board"]["reports"]["pages"]] == ["Bytes"]


def test_names_that_are_no_text_keep_nobody_from_the_page(tmp_path: Path) -> None:
    made = plain(tmp_path / os.fsdecode(b"\xfe"))
    git = made.root / ".git"
    (git / "refs/heads/main").rename(git / "refs/heads" / os.fsdecode(b"\xff"))
    (git / "HEAD").write_bytes(b"ref: refs/heads/\xff\n")
    with serving(made.root) as server:
        assert "? at " in ask(server, "/").body.decode()
        assert ask(server).json()["problem"] == ""


def test_what_is_wanted_is_chosen_anew_each_time(tmp_path: Path) -> None:
    made = plain(tmp_path)
    made.experiment("first", FILES)
    with serving(made.root, wanted=Wanted(filter="rate > 0.5")) as server:
        assert ask(server).json()["board"]["overview"]["experiments"] == 0
        made.experiment("second", {**FILES, "params.yaml": "train:\n  rate: 0.9\n"})
        assert ask(server).json()["board"]["overview"]["experiments"] == 1


def test_a_busy_port_gives_way_to_the_next_one_unless_it_was_named(made: Plain) -> None:
    with serving(made.root, None) as first, serving(made.root, None) as second:
        assert DEFAULT_PORT <= first.port < second.port < DEFAULT_PORT + 20
        with (
            pytest.raises(PortError, match=f"port {first.port}: Address already in use"),
            serving(made.root, first.port),
        ):
            pass


def test_ctrl_c_ends_it_at_once_and_well(made: Plain) -> None:
    with (
        served(made.root) as (address, process),
        socket.create_connection(("127.0.0.1", int(address.split(":")[2].strip("/"))), timeout=30),
    ):
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
        assert (process.returncode, out) == (0, "stopped\n")
