"""The few requests to GitHub's REST API that a comment takes: https://docs.github.com/rest."""

import contextlib
import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

_PAGE = 100  # entries, the most that GitHub gives at once
_MOST_PAGES = 100
_MOST_BYTES = 16 << 20  # of an answer
_WAYS_OUT = {
    401: "the token is not valid",
    403: "the job lacks a permission, or has asked too often: see `permissions:` in comment.yml",
    404: "it is not there, or the token may not see it",
}


class ApiError(Exception):
    """GitHub refuses a request or can't be reached: one line, with what was asked and what it said."""


@contextlib.contextmanager
def as_documented(what: str) -> Iterator[None]:
    """Read an event or an answer in it, whose shape is not looked at before.

    Args:
        what: is read, for the message.

    Raises:
        ApiError: it is not of the shape that GitHub documents.
    """
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise ApiError(f"{what}: not of the shape that GitHub documents: {_one_line(repr(error))}") from error


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The token is for GitHub, and not for wherever it leads to."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Repository:
    """A repository on GitHub."""

    def __init__(self, api: str, name: str, token: str, pauses: tuple[float, ...] = (1.0, 4.0)) -> None:
        """Know where it is; nothing is asked yet.

        Args:
            api: address of the API, such as `https://api.github.com`.
            name: `owner/repository`.
            token: of the job.
            pauses: seconds before each further try to read from a server that fails.
        """
        self._api, self._name, self._token, self._pauses = api.rstrip("/"), name, token, pauses
        self._opener = urllib.request.build_opener(_NoRedirects)

    def get(self, path: str, **query: str | int) -> Any:
        """Read what `path` of the repository is."""
        return self._json(path, self._again(self._request("GET", path, query=query)))

    def entries(self, path: str, **query: str | int) -> Iterator[Any]:
        """Read a list, page by page, for as long as somebody wants more of it."""
        for page in range(1, _MOST_PAGES + 1):
            listed = self.get(path, **query, per_page=_PAGE, page=page)
            if not isinstance(listed, list):
                raise ApiError(f"{path}: GitHub's answer is no list")
            yield from listed
            if len(listed) < _PAGE:
                return

    def send(self, method: str, path: str, content: Any) -> Any:
        """Change something, once: a request that failed may have been heard all the same."""
        return self._json(path, self._answer(self._request(method, path, content)))

    def download(self, path: str, most: int) -> bytes | None:
        """Read bytes that GitHub leads to at another address, without the token; None if there are more than `most`."""
        with as_documented(path):  # An address may be none.
            address = self._led_to(path)
            data = self._again(urllib.request.Request(address), most + 1, path)
        return data if len(data) <= most else None

    def _led_to(self, path: str) -> str:
        request = self._request("GET", path)
        try:
            with self._opener.open(request, timeout=30):
                raise ApiError(f"GET {path}: GitHub leads nowhere")
        except urllib.error.HTTPError as error:
            with error:
                address = error.headers.get("Location", "") if error.code in (302, 303, 307) else ""
                if urllib.parse.urlsplit(address).scheme != urllib.parse.urlsplit(self._api).scheme:
                    raise ApiError(_refused(request, path, error)) from None
                return str(address)
        except (OSError, http.client.HTTPException) as error:
            raise ApiError(f"GET {path}: {_one_line(error)}") from error

    def _request(
        self, method: str, path: str, content: Any = None, query: dict[str, str | int] | None = None
    ) -> urllib.request.Request:
        words = f"?{urllib.parse.urlencode(query)}" if query else ""
        return urllib.request.Request(
            f"{self._api}/repos/{self._name}/{path}{words}",
            None if content is None else json.dumps(content).encode(),
            {
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/json",
                "User-Agent": "hemolog",
                "X-GitHub-Api-Version": "2022-11-28",
            },
            method=method,
        )

    def _again(self, request: urllib.request.Request, most: int = _MOST_BYTES, path: str = "") -> bytes:
        for pause in self._pauses:
            try:
                return self._answer(request, most, path)
            except ApiError as error:
                if not isinstance(error, _PassingError):
                    raise
                time.sleep(pause)
        return self._answer(request, most, path)

    def _answer(self, request: urllib.request.Request, most: int = _MOST_BYTES, path: str = "") -> bytes:
        path = path or urllib.parse.urlsplit(request.full_url).path.partition(f"/{self._name}/")[2]
        try:
            with self._opener.open(request, timeout=30) as answer:
                return bytes(answer.read(most))
        except urllib.error.HTTPError as error:
            with error:
                kind = _PassingError if error.code >= 500 else ApiError
                raise kind(_refused(request, path, error)) from None
        except (OSError, http.client.HTTPException) as error:
            raise _PassingError(f"{request.get_method()} {path}: {_one_line(error)}") from error

    def _json(self, path: str, data: bytes) -> Any:
        try:
            return json.loads(data)
        except (ValueError, RecursionError) as error:
            raise ApiError(f"{path}: GitHub's answer is no JSON") from error


class _PassingError(ApiError):
    """It may go another time."""


def _refused(request: urllib.request.Request, path: str, error: urllib.error.HTTPError) -> str:
    said = error.reason
    # Where it is no JSON of GitHub's, the status will do.
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError, http.client.HTTPException):
        said = json.loads(error.read(10_000))["message"]
    way_out = f" ({_WAYS_OUT[error.code]})" if error.code in _WAYS_OUT else ""
    return f"{request.get_method()} {path}: {error.code} {_one_line(said)}{way_out}"


def _one_line(said: object) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in str(said)).split())[:300]
