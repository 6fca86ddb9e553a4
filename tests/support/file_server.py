"""A web server on this machine that serves one file, and fails in the ways that servers and networks do."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FileServer(ThreadingHTTPServer):
    """Serves `content` at every path. What is set here changes the answers to the next requests."""

    daemon_threads = True

    def __init__(self, content: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content = content
        self.tag: str | None = '"1"'
        self.date: str | None = None
        self.ranges = True
        self.heeds_if_range = True
        self.repeats_tag = True  # in answers that are a part of the file
        self.tells_length = True
        self.statuses: list[int] = []  # answered first, one a request
        self.cuts: list[int] = []  # bytes after which the connection breaks, one a request
        self.leads_to: str | None = None
        self.asked: list[str | None] = []  # the Range of each request
        self.stalled = threading.Event()
        self.stalls_after: int | None = None
        self.ended = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/set.zip"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that go away are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    server: FileServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server = self.server
        server.asked.append(self.headers["Range"])
        if server.leads_to:
            self.send_response(302)
            self.send_header("Location", server.leads_to)
            self._end(b"")
        elif server.statuses:
            self.send_response(server.statuses.pop(0))
            self._end(b"no")
        else:
            self._send_file()

    def _send_file(self) -> None:
        server = self.server
        total, start = len(server.content), self._start()
        if start is not None and start >= total:
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{total}")
            self._end(b"")
            return
        if start is None:
            self.send_response(200)
        else:
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{total - 1}/{total}")
        self._end(server.content[start or 0 :], tagged=start is None or server.repeats_tag)

    def _start(self) -> int | None:
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers["Range"] or "")
        wanted = self.headers["If-Range"]
        current = not wanted or not self.server.heeds_if_range or wanted in (self.server.tag, self.server.date)
        return int(asked[1]) if asked and self.server.ranges and current else None

    def _end(self, body: bytes, *, tagged: bool = True) -> None:
        server = self.server
        self.send_header("Connection", "close")
        if server.tag and tagged:
            self.send_header("ETag", server.tag)
        if server.date:
            self.send_header("Last-Modified", server.date)
        if server.tells_length:
            self.send_header("Content-Length", str(len(body)))
        else:
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if server.stalls_after is not None:
            self.wfile.write(body[: server.stalls_after])
            server.stalled.set()
            server.ended.wait()
        cut = server.cuts.pop(0) if server.cuts and body else None
        part = body[:cut]
        self.wfile.write(part if server.tells_length else b"%x\r\n%s\r\n" % (len(part), part))
        if cut is None and not server.tells_length:
            self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *args: Any) -> None:
        """Be quiet."""


@contextmanager
def serving(content: bytes) -> Iterator[FileServer]:
    """A server at work in a thread."""
    with FileServer(content) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.ended.set()
            server.shutdown()
            thread.join()
