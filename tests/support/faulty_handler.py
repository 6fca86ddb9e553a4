"""How the proxy with faults handles one request: passed on and back, piece by piece, as its faults have it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

from support.s3_faults import Answer, CutDownload, CutUpload, Fault, Flip, LoseAnswer, Request, Stall, Truncate

if TYPE_CHECKING:
    from support.faulty_proxy import FaultyProxy

T = TypeVar("T")

PIECE = 65536  # bytes that are held of a body
_HOP = {"connection", "keep-alive", "expect", "proxy-connection"}
"""Of one connection, so never passed on; all other fields of a header are, as they are."""


@dataclass(frozen=True)
class Handled:
    """A request that has been answered or cut off."""

    request: Request
    faults: tuple[Fault, ...]
    status: int | None
    """That the client was told, whatever befell the body after it; None if the connection broke before."""


class _CutError(Exception):
    """The connection to the client breaks now."""


class FaultyHandler(BaseHTTPRequestHandler):
    server: "FaultyProxy"
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # Else a header and its body, written one after the other, wait 40 ms.

    def handle_expect_100(self) -> bool:
        """Said when the body is wanted, not before: what is refused is never sent."""
        return True

    def do_GET(self) -> None:
        self._asked = self._request()
        self._faults = self.server.faults.strike(self._asked)
        self._noted = False
        try:
            self._handle()
        except (_CutError, OSError, HTTPException):
            self.close_connection = True
            self._note(None)

    do_PUT = do_POST = do_DELETE = do_HEAD = do_GET  # noqa: N815

    def _handle(self) -> None:
        for stall in self._all(Stall):
            if stall.after is None:
                self.server.ended.wait(stall.seconds)
        answer = self._first(Answer)
        if answer:
            self._refuse(answer)
            return
        upstream = HTTPConnection(*self.server.endpoint.address, timeout=120)
        try:
            response = self._ask(upstream)
            if self._first(LoseAnswer):
                response.read()
                raise _CutError
            self._pass_back(response)
        finally:
            upstream.close()

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        bucket, _, key = unquote(parts.path).removeprefix("/").partition("/")
        signed = self.headers.get("Authorization", "").partition("Credential=")[2]
        (credential,) = parse_qs(parts.query).get("X-Amz-Credential", [signed])[:1]
        return Request(self.command, bucket, key, parts.query, credential.partition("/")[0])

    def _refuse(self, answer: Answer) -> None:
        if self.headers.get("Expect"):
            self.close_connection = True  # The client may send the body or not.
        else:
            for _ in self._body():
                pass
        self._begin(
            answer.status, "Faulty", [("Content-Type", "application/xml"), ("Content-Length", len(answer.body))]
        )
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _ask(self, upstream: HTTPConnection) -> HTTPResponse:
        upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in _HOP:
                upstream.putheader(name, value)
        upstream.endheaders()
        if self.headers.get("Expect"):
            self.send_response_only(100)
            self.end_headers()
        cut, sent, refused = self._first(CutUpload), 0, False
        for piece in self._body():
            if cut and sent + len(piece) >= cut.after:
                upstream.send(piece[: cut.after - sent])
                raise _CutError
            sent += len(piece)
            try:
                if not refused:
                    upstream.send(piece)
            except OSError:
                refused = True  # The server has answered before it had all; what it says is passed back.
        return upstream.getresponse()

    def _body(self) -> Iterator[bytes]:
        """The request's body as it comes over the line, in pieces."""
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            while True:
                line = self.rfile.readline(PIECE)
                yield line
                size = int(line.partition(b";")[0], 16)
                if not size:
                    break
                yield from self._exactly(size + 2)
            while line.strip():  # fields after the body
                line = self.rfile.readline(PIECE)
                yield line
        else:
            yield from self._exactly(int(self.headers.get("Content-Length", 0)))

    def _exactly(self, size: int) -> Iterator[bytes]:
        while size:
            piece = self.rfile.read1(min(size, PIECE))
            if not piece:
                raise _CutError
            size -= len(piece)
            yield piece

    def _pass_back(self, response: HTTPResponse) -> None:
        fields = [(name, value) for name, value in response.getheaders() if name.lower() not in _HOP]
        truncate = self._first(Truncate)
        if truncate and response.length is not None and response.length > truncate.to:
            fields = [(name, value) for name, value in fields if name.lower() != "content-length"]
            fields.append(("Content-Length", str(truncate.to)))
        else:
            truncate = None
        ends_by_closing = response.length is None and not response.chunked and self.command != "HEAD"
        self.close_connection = self.close_connection or ends_by_closing
        self._begin(response.status, response.reason, fields)
        for piece in self._spoilt(response, truncate.to if truncate else None):
            if piece:  # An empty chunk would be the last one.
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if response.chunked else piece)
        if response.chunked:
            self.wfile.write(b"0\r\n\r\n")

    def _spoilt(self, response: HTTPResponse, most: int | None) -> Iterator[bytes]:
        """The body of an answer in pieces, as it reaches the client."""
        cut, flip = self._first(CutDownload), self._first(Flip)
        stalls = sorted((each.after, each.seconds) for each in self._all(Stall) if each.after is not None)
        offset = 0
        while piece := response.read1(PIECE):
            if flip and 0 <= flip.at - offset < len(piece):
                place = flip.at - offset
                piece = piece[:place] + bytes([piece[place] ^ 0xFF]) + piece[place + 1 :]
            while stalls and stalls[0][0] < offset + len(piece):
                at, seconds = stalls.pop(0)
                yield piece[: at - offset]
                self.server.ended.wait(seconds)
                offset, piece = at, piece[at - offset :]
            if cut and offset + len(piece) > cut.after:
                yield piece[: cut.after - offset]
                raise _CutError
            if most is not None and offset + len(piece) >= most:
                yield piece[: most - offset]
                return
            offset += len(piece)
            yield piece
        if response.length:  # It is the server's connection that broke.
            raise _CutError

    def _begin(self, status: int, reason: str, fields: Iterable[tuple[str, Any]]) -> None:
        self._note(status)
        self.send_response_only(status, reason)
        for name, value in fields:
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()

    def _note(self, status: int | None) -> None:
        """Before the client knows of it, so that a test that has its answer finds it in the log."""
        if not self._noted:
            self.server.note(Handled(self._asked, tuple(self._faults), status))
            self._noted = True

    def _all(self, kind: type[T]) -> list[T]:
        return [fault for fault in self._faults if isinstance(fault, kind)]

    def _first(self, kind: type[T]) -> T | None:
        return next(iter(self._all(kind)), None)

    def log_message(self, *args: Any) -> None:
        """Be quiet."""
