"""A proxy that lets nothing through and keeps what it was asked for: whatever a browser wants from the network."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_OWN = re.compile(r"[A-Z]+ (http://)?([a-z0-9-]+\.)*(google|googleapis|gstatic)\.com[:/]")
"""What Chromium asks for of itself, whatever it is told not to; of pages it is heard in other ways."""


class Sink(socketserver.ThreadingTCPServer):
    """On loopback, at a free port."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._asked: list[str] = []

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def asked(self) -> tuple[str, ...]:
        """First lines of all requests: `GET http://host/path HTTP/1.1`, `CONNECT host:443 HTTP/1.1`."""
        return tuple(self._asked)

    def note(self, line: str) -> None:
        """Keep what was asked for, if not for Chromium itself."""
        if not _OWN.match(line):
            self._asked.append(line)


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        line = self.rfile.readline(8192).decode(errors="replace").strip()
        assert isinstance(self.server, Sink)
        if line:
            self.server.note(line)
            self.wfile.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


@contextmanager
def running_sink() -> Iterator[Sink]:
    """One that answers until the end of the block."""
    with Sink() as sink:
        thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join()
