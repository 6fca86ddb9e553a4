"""One request to the server: answered with the page, with newer facts, or not at all.

What a page from elsewhere could make a browser ask is refused: a name that leads to this machine by somebody else's DNS
is not ours (`Host`), no answer is for other sites to read (no CORS) or to embed, and only GET has one.
"""

import gzip
import hashlib
import io
import re
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qs

from hemolog.reports.board.page.page import content_policy
from hemolog.reports.board.served.head import TooLargeError, read_head

if TYPE_CHECKING:
    from hemolog.reports.board.served.server import BoardServer

SENDING = 30.0
"""Seconds that a client may keep an answer waiting."""
_VERSION = re.compile(r"[0-9a-f]{0,64}")


class Handler(BaseHTTPRequestHandler):
    """Reads one request, answers it, and closes the connection."""

    server: "BoardServer"
    protocol_version = default_request_version = "HTTP/1.1"
    _headers: ClassVar = {
        "Cache-Control": "no-store",
        "Connection": "close",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }

    def handle(self) -> None:
        """Read it and answer it."""
        try:
            head = read_head(self.connection)
        except TooLargeError:
            self._say_too_large()
            return
        if head is not None:
            self.connection.settimeout(SENDING)
            self.rfile = io.BufferedReader(io.BytesIO(head))
            self.handle_one_request()

    def __getattr__(self, name: str) -> Any:
        """Whatever the method of a request."""
        if name == "do_GET":
            return self._answer
        if name.startswith("do_"):
            return self._refuse
        raise AttributeError(name)

    def _answer(self) -> None:
        path, _, query = self.path.partition("?")
        if self.headers.get_all("Host", []) not in self.server.hosts:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        elif self.path == "/":
            self._page()
        elif path == "/facts":
            self._facts(parse_qs(query).get("version", [""])[0])
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _refuse(self) -> None:
        self.send_error(HTTPStatus.METHOD_NOT_ALLOWED)

    def _page(self) -> None:
        # That nobody may put it into a frame can be said by a header alone.
        policy = f"{content_policy(live=True)}; frame-ancestors 'none'"
        self._send(
            self.server.live.page(), {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
        )

    def _facts(self, version: str) -> None:
        body = self.server.live.facts(version if _VERSION.fullmatch(version) else "")
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if self.headers.get("If-None-Match") == tag:
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self._end({"ETag": tag})
        else:
            headers = {"Content-Type": "application/json", "ETag": tag, "Vary": "Accept-Encoding"}
            if "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body, 1, mtime=0)
                headers["Content-Encoding"] = "gzip"
            self._send(body, headers)

    def _send(self, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(HTTPStatus.OK)
        self._end({**headers, "Content-Length": str(len(body))})
        self.wfile.write(body)

    def _end(self, headers: dict[str, str]) -> None:
        for name, value in {**self._headers, **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Say no in one plain line that repeats nothing of the request."""
        body = f"{code} {HTTPStatus(code).phrase}\n".encode()
        self.send_response(code)
        allow = {"Allow": "GET"} if code == HTTPStatus.METHOD_NOT_ALLOWED else {}
        self._end({"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(body)), **allow})
        if getattr(self, "command", None) != "HEAD":  # An answer to that has no body, whatever it says.
            self.wfile.write(body)

    def _say_too_large(self) -> None:
        self.requestline, self.request_version, self.command = "", self.protocol_version, ""
        self.send_error(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def version_string(self) -> str:
        """Who answers."""
        return "hemolog"

    def log_message(self, *args: Any) -> None:
        """Say nothing of requests: whoever started the server looks at the page."""
