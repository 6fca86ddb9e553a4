"""The server: on this machine's loopback alone, with a thread for each of a bounded number of connections."""

import sys
import threading
from http.server import ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any

from hemolog.errors import HemologError
from hemolog.experiments.faults import one_line
from hemolog.reports.board.served.handler import Handler
from hemolog.reports.board.served.live_board import LiveBoard
from hemolog.reports.search.words import visible

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8765
_TRIED = 20
"""Ports from the default one on, where that is taken."""
MOST = 64
"""Connections at a time; more are closed at once."""


class PortError(HemologError):
    """The port can't be had."""


class BoardServer(ThreadingHTTPServer):
    """Serves one board until `shutdown`."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, live: LiveBoard, port: int) -> None:
        """Take a port; nothing is answered yet.

        Args:
            live: the board.
            port: 0 for any that is free.

        Raises:
            OSError: it can't be had.
        """
        super().__init__((LOOPBACK, port), Handler)
        self.live = live
        self.hosts = [[f"{name}{ending}"] for name in (LOOPBACK, "localhost") for ending in self._endings()]
        """Values of the header `Host`, each all that a request has."""
        self._places = threading.BoundedSemaphore(MOST)

    def _endings(self) -> tuple[str, ...]:
        return (f":{self.port}", "") if self.port == 80 else (f":{self.port}",)

    @property
    def port(self) -> int:
        """That it has."""
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        """Of the page."""
        return f"http://{LOOPBACK}:{self.port}/"

    def server_bind(self) -> None:
        """Take the port, and ask no name server what this machine is called."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.port

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread, if there is a place for one more."""
        if self._places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer, and give the place back."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over clients that go away; anything else costs one answer, and is told."""
        error = sys.exception()
        if error is not None and not isinstance(error, OSError):
            print(f"unexpected {type(error).__name__}: {visible(one_line(error))}", file=sys.stderr)


def open_server(live: LiveBoard, port: int | None) -> BoardServer:
    """A server on a port; None for the default one, or the next that is free.

    Raises:
        PortError: it is taken, or may not be had.
    """
    wanted = range(DEFAULT_PORT, DEFAULT_PORT + _TRIED) if port is None else [port]
    for each in wanted:
        try:
            return BoardServer(live, each)
        except OSError as error:
            problem = error
    said = problem.strerror or str(problem)
    raise PortError(f"port {wanted[-1]}: {said}. `--serve 0` takes any that is free") from problem
