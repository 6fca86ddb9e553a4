"""A web server on this machine that speaks the few endpoints of GitHub's REST API which a comment takes."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

NAME = "octo/cells"
TOKEN = "a token of these tests"
BOT = {"login": "github-actions[bot]", "type": "Bot"}
_Query = dict[str, str]


class GitHub(ThreadingHTTPServer):
    """GitHub with one repository. What is set here is what it answers from then on."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pulls: list[dict[str, Any]] = []
        self.comments: dict[int, list[dict[str, Any]]] = {}
        """Of each pull request, in the order in which they were made."""
        self.artifacts: dict[int, bytes] = {}
        """Those of any run, by their ids."""
        self.expired: set[int] = set()
        self.artifact_name = "hemolog-report"
        self.failures: dict[str, list[int]] = {}
        """`GET pulls` -> statuses that the next such requests are answered with."""
        self.bodies_of_failures = b'{"message": "Said by\\nthe server"}'
        self.leads_to = ""
        """Where a download leads; here by default."""
        self.asked: list[str] = []
        self.tokens: dict[str, str | None] = {}
        """The `Authorization` that each path was last asked for with."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def opened(self, number: int, sha: str, branch: str = "change", owner: str = "octo", repository: int = 1) -> None:
        """Open a pull request."""
        head = {"sha": sha, "ref": branch, "label": f"{owner}:{branch}", "repo": {"id": repository}}
        self.pulls.append({"number": number, "state": "open", "head": head})
        self.comments.setdefault(number, [])

    def said(self, number: int, body: str, user: dict[str, str] | None = BOT) -> int:
        """Let somebody comment: the comment's id."""
        made = 1000 + sum(map(len, self.comments.values()))
        self.comments[number].append({"id": made, "body": body, "user": user})
        return made


class _Handler(BaseHTTPRequestHandler):
    server: GitHub
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def do_PATCH(self) -> None:
        self._handle()

    def _handle(self) -> None:
        server, address = self.server, urlsplit(self.path)
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"] or 0)) or "null")
        path = address.path.removeprefix(f"/repos/{NAME}/")
        server.asked.append(f"{self.command} {path}")
        server.tokens[path] = self.headers["Authorization"]
        if failures := server.failures.get(f"{self.command} {path}"):
            self._answer(failures.pop(0), server.bodies_of_failures)
            return
        if path.startswith("/stored/"):
            self._answer(200, server.artifacts[int(path.removeprefix("/stored/"))])
            return
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            self._answer(401, b'{"message": "Bad credentials"}')
            return
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        for (method, pattern), answer in _ENDPOINTS.items():
            if method == self.command and (found := re.fullmatch(pattern, path)):
                answer(self, found, query, content)
                return
        self._answer(404, b'{"message": "Not Found"}')

    def _pulls(self, found: re.Match[str], query: _Query, content: Any) -> None:
        label = query.get("head")
        fit = [pull for pull in self.server.pulls if pull["state"] == query["state"] and pull["head"]["label"] == label]
        self._page(fit, query)

    def _artifacts(self, found: re.Match[str], query: _Query, content: Any) -> None:
        server = self.server
        listed = [
            {"id": number, "name": server.artifact_name, "expired": number in server.expired}
            for number in server.artifacts
            if query["name"] == server.artifact_name
        ]
        self._json(200, {"total_count": len(listed), "artifacts": listed})

    def _zip(self, found: re.Match[str], query: _Query, content: Any) -> None:
        self.send_response(302)
        self.send_header("Location", self.server.leads_to or f"{self.server.url}/stored/{found[1]}?signature=secret")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _comments(self, found: re.Match[str], query: _Query, content: Any) -> None:
        self._page(self.server.comments[int(found[1])], query)

    def _post(self, found: re.Match[str], query: _Query, content: Any) -> None:
        if len(content["body"]) > 65_536:
            self._json(422, {"message": "Body is too long (maximum is 65536 characters)"})
        else:
            self._json(201, {"id": self.server.said(int(found[1]), content["body"])})

    def _patch(self, found: re.Match[str], query: _Query, content: Any) -> None:
        for comments in self.server.comments.values():
            for comment in comments:
                if comment["id"] == int(found[1]):
                    comment["body"] = content["body"]
                    self._json(200, comment)
                    return
        self._json(404, {"message": "Not Found"})

    def _page(self, rows: list[Any], query: _Query) -> None:
        size, page = int(query["per_page"]), int(query["page"])
        self._json(200, rows[(page - 1) * size : page * size])

    def _json(self, status: int, content: Any) -> None:
        self._answer(status, json.dumps(content).encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Be quiet."""


_Answer = Callable[[_Handler, re.Match[str], _Query, Any], None]
_ENDPOINTS: dict[tuple[str, str], _Answer] = {
    ("GET", "pulls"): _Handler._pulls,
    ("GET", r"actions/runs/\d+/artifacts"): _Handler._artifacts,
    ("GET", r"actions/artifacts/(\d+)/zip"): _Handler._zip,
    ("GET", r"issues/(\d+)/comments"): _Handler._comments,
    ("POST", r"issues/(\d+)/comments"): _Handler._post,
    ("PATCH", r"issues/comments/(\d+)"): _Handler._patch,
}


@contextmanager
def serving() -> Iterator[GitHub]:
    """GitHub at work in a thread."""
    with GitHub() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
