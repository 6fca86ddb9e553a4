"""A server on loopback that answers as S3 does when something is wrong: its real XML, status and headers."""

import re
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass(frozen=True)
class Answer:
    """What S3 says instead of doing what it was asked for."""

    status: int
    code: str
    message: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    """Further elements of the XML."""
    headers: dict[str, str] = field(default_factory=dict)

    def body(self) -> bytes:
        facts = "".join(f"<{name}>{value}</{name}>" for name, value in self.facts.items())
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<Error><Code>{self.code}</Code><Message>{self.message}</Message>{facts}"
            "<RequestId>4442587FB7D0A2F9</RequestId><HostId>host</HostId></Error>"
        ).encode()


Rule = Callable[[str, str], Answer | None]
"""Of a method and a path with its query; None lets it through to a bucket in memory."""


@dataclass
class Server:
    """What it is asked, and what it keeps."""

    url: str
    objects: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@contextmanager
def answering(rule: Rule, certificate: Path | None = None) -> Iterator[Server]:
    """A bucket in memory that refuses what a rule says.

    Args:
        rule: as `Rule`.
        certificate: a PEM file with its key; makes it speak TLS.
    """
    server = Server("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            server.asked.append(f"{self.command} {self.path}")
            refused = rule(self.command, self.path)
            if refused is not None:
                self._send(refused.status, refused.body(), refused.headers)
                return
            self._send(*self._done(self.command, self.path.partition("?")[0], body))

        def _done(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
            if "uploadId=" in self.path:
                return 404, Answer(404, "NoSuchUpload").body()
            if "list-type=2" in self.path or "uploads" in self.path:
                kind = "ListBucketResult" if "list-type=2" in self.path else "ListMultipartUploadsResult"
                keys = "".join(f"<Contents><Key>{_key(name)}</Key></Contents>" for name in server.objects)
                return 200, f"<{kind}>{keys}</{kind}>".encode()
            if method == "PUT":
                server.objects[path] = body
            elif method == "DELETE":
                server.objects.pop(path, None)
                return 204, b""
            elif path not in server.objects:
                return 404, Answer(404, "NoSuchKey").body()
            return 200, b"" if method == "PUT" else server.objects[path]

        def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_PUT = do_DELETE = do_POST = do_HEAD = answer  # noqa: N815 # as http.server wants them

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass  # A client that spoke no TLS, or went away.

    with Quiet(("127.0.0.1", 0), Handler) as http:
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            http.socket = context.wrap_socket(http.socket, server_side=True, do_handshake_on_connect=False)
        server.url = f"http{'s' if certificate else ''}://127.0.0.1:{http.server_port}"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()


def self_signed(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody has signed, with its key in the same file."""
    pem, key = folder / "server.pem", folder / "key.pem"
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    names = ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*words, *names, "-keyout", str(key), "-out", str(pem)], check=True, capture_output=True)
    pem.write_text(pem.read_text() + key.read_text())
    return pem


def _key(path: str) -> str:
    return re.sub(r"^/[^/]+/", "", path)
