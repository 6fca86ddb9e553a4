"""A served board, and what a client sends to it byte by byte."""

import json
import re
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hemolog.reports.board.chosen import Wanted, chosen
from hemolog.reports.board.served.live_board import LiveBoard
from hemolog.reports.board.served.server import BoardServer, open_server
from support.processes import environment, started


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """By their names in small letters."""
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@contextmanager
def serving(folder: Path, port: int | None = 0, wanted: Wanted | None = None) -> Iterator[BoardServer]:
    """A board's server at work in a thread of this process."""
    live = LiveBoard(folder, lambda workspace: chosen(workspace, wanted or Wanted(), None))
    with open_server(live, port) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def served(folder: Path, *words: str) -> Iterator[tuple[str, Any]]:
    """`hemolog board --serve` as a process: its address, and the process."""
    command = [sys.executable, "-m", "hemolog", "board", "--serve", *(words or ["0"])]
    with started(command, cwd=folder, env=environment(), stdout=-1) as process:
        line = process.stdout.readline() if process.stdout else ""
        found = re.fullmatch(r"(http://127\.0\.0\.1:\d+/)  Ctrl-C ends it\n", line)
        assert found, line
        yield found[1], process


def ask(server: BoardServer, path: str = "/facts", method: str = "GET", **headers: str) -> Answer:
    """Send a request as a browser would, but for what the caller says otherwise."""
    told = {"Host": f"127.0.0.1:{server.port}", **{name.replace("_", "-"): value for name, value in headers.items()}}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items() if value), "", ""]
    answer = send(server, "\r\n".join(lines).encode())
    assert answer is not None
    return answer


def send(server: BoardServer, data: bytes) -> Answer | None:
    """Send bytes and read until the server closes the connection; None if it says nothing."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(data)
        return received(connection)


def received(connection: socket.socket) -> Answer | None:
    """What the server says on a connection."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionResetError:  # It closed without reading all.
        pass
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    if not head:
        return None
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return Answer(int(first.split()[1]), headers, body)
