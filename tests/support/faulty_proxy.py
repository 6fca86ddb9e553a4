"""A proxy on loopback before an S3 server: it passes everything on as it is, unless a rule says that something fails.

The client signs the proxy's address, and the server checks the signature with the Host header, which stays as it is.
"""

import socket
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from http.server import ThreadingHTTPServer
from typing import Any

from support.faulty_handler import FaultyHandler, Handled
from support.s3_endpoint import Endpoint
from support.s3_faults import Faults, Rule


class FaultyProxy(ThreadingHTTPServer):
    """Passes requests on to an S3 server; each connection of a client has a thread, each request one to the server."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, endpoint: Endpoint, rules: Iterable[Rule] = (), seed: int = 0) -> None:
        super().__init__(("127.0.0.1", 0), FaultyHandler)
        self.endpoint = endpoint
        self.faults = Faults(rules, seed)
        self.ended = threading.Event()
        self.broken: list[BaseException] = []
        """What went wrong in the proxy itself."""
        self._log: list[Handled] = []
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def log(self) -> list[Handled]:
        """What has been answered or cut off so far, in that order."""
        with self._lock:
            return list(self._log)

    def forget(self) -> None:
        """Begin the log anew."""
        with self._lock:
            self._log.clear()

    def methods(self) -> Counter[str]:
        """Method -> requests in the log."""
        return Counter(each.request.method for each in self.log)

    def note(self, handled: Handled) -> None:
        with self._lock:
            self._log.append(handled)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that go away are part of the tests."""
        error = sys.exception()
        if error is not None and not isinstance(error, OSError):
            self.broken.append(error)

    def stop(self) -> None:
        """End every stall and every connection."""
        self.ended.set()
        self.shutdown()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def faulty(endpoint: Endpoint, *rules: Rule, seed: int = 0) -> Iterator[FaultyProxy]:
    """A proxy at work in a thread."""
    with FaultyProxy(endpoint, rules, seed) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield proxy
        finally:
            proxy.stop()
            thread.join()
        assert proxy.broken == []
