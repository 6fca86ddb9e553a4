"""A file on a web server."""

import ipaddress
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import responses
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from bloodcells.errors import SourceError, UnreachableError
from bloodcells.images.download import Body
from bloodcells.images.references import Reference

TIMEOUTS = (10.0, 60.0)  # seconds to connect, and between two packets
CHUNK = 2**14  # bytes; what is lost at most when a connection breaks
MAX_REDIRECTS = 5

_TRY_AGAIN = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}


class WebFile:
    """A Remote (see `download`) behind an `https://` URL, or `http://` on this very machine."""

    reference: Reference | None = None

    def __init__(self, url: str) -> None:
        """Take a URL.

        Raises:
            SourceError: anyone on the way could read it or change it, or it holds a password.
        """
        address = urlsplit(url)
        if not address.hostname:
            raise SourceError(f"expected https://<host>/<path>. Received {shown(url)!r}")
        if address.scheme != "https" and not _is_this_machine(address.hostname):
            raise SourceError(f"expected an https:// URL: anyone could change what comes over {address.scheme}://")
        if "@" in url.partition("?")[0]:
            raise SourceError(f"the URL {shown(url)} holds a password, and params.yaml is public: use ~/.netrc")
        self.key = url
        # What follows the question mark may be a signature.
        self.name = address._replace(query="", fragment="").geturl()
        self._host = address.hostname

    @contextmanager
    def open(self, start: int, version: str | None) -> Iterator[Body]:
        """As of Remote."""
        with _session() as session, self._asked(session, start, version) as response:
            if start and _continues(response, start, version):
                yield self._body(response, start)
                return
            if not start or response.status_code == HTTPStatus.OK:
                self._check_status(response)
                yield self._body(response, 0)
                return
        with self.open(0, None) as body:
            yield body

    def _asked(self, session: requests.Session, start: int, version: str | None) -> requests.Response:
        headers = {"Accept-Encoding": "identity"}
        if start and version:
            headers |= {"Range": f"bytes={start}-", "If-Range": version}
        try:
            return session.get(self.key, headers=headers, stream=True, timeout=TIMEOUTS)
        except requests.exceptions.SSLError as error:
            raise SourceError(f"{self.name}: no secure connection ({_reason(error)})") from error
        except requests.exceptions.InvalidSchema as error:
            raise SourceError(f"{self.name}: it leads on to an address that is not https://") from error
        except requests.exceptions.TooManyRedirects as error:
            raise SourceError(f"{self.name}: {error}") from error
        except ValueError as error:  # of requests, of urllib3, or of Python, by the place of the mistake
            raise SourceError(f"{self.name}: it is no address, or leads on to what is none") from error
        except requests.RequestException as error:
            raise UnreachableError(f"cannot reach {self._host} ({_reason(error)})") from error

    def _check_status(self, response: requests.Response) -> None:
        status = response.status_code
        if status == HTTPStatus.OK:
            return
        message = f"{self.name}: the server answers {status} {responses.get(status, '')}".rstrip()
        if status in _TRY_AGAIN or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise UnreachableError(message)
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            message += " (a password for it belongs into ~/.netrc)"
        raise SourceError(message)

    def _body(self, response: requests.Response, start: int) -> Body:
        return Body(start, _size(response), _version(response), self._chunks(response))

    def _chunks(self, response: requests.Response) -> Iterator[bytes]:
        if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return
        try:
            yield from response.iter_content(CHUNK)
        except requests.RequestException as error:
            raise UnreachableError(f"{self.name}: the connection broke off ({_reason(error)})") from error


def shown(url: str) -> str:
    """What may be shown of a URL that may hold a password: of one with an `@`, what follows the last."""
    _, at, rest = url.rpartition("@")
    return f"...{at}{rest}" if at else url


def _session() -> requests.Session:
    """A session that also when redirected speaks with strangers in private only."""
    session = requests.Session()
    session.max_redirects = MAX_REDIRECTS
    session.adapters.clear()
    session.mount("https://", HTTPAdapter())
    for host in ("localhost", "127.0.0.1", "[::1]"):
        session.mount(f"http://{host}:", HTTPAdapter())
        session.mount(f"http://{host}/", HTTPAdapter())
    return session


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or str(ipaddress.ip_address(host)) in ("127.0.0.1", "::1")
    except ValueError:
        return False


def _continues(response: requests.Response, start: int, version: str | None) -> bool:
    """Whether the answer goes on from `start`, or says that nothing is left, of the same version."""
    same = _version(response) in (version, None)
    told = response.headers.get("Content-Range", "")
    if response.status_code == HTTPStatus.PARTIAL_CONTENT:
        return same and re.match(rf"bytes {start}-", told) is not None
    return same and response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and told == f"bytes */{start}"


def _version(response: requests.Response) -> str | None:
    """A validator that `If-Range` takes: a strong entity tag, or else a date (RFC 9110, section 13.1.5)."""
    tag = response.headers.get("ETag", "")
    return tag if tag.startswith('"') else response.headers.get("Last-Modified")


def _size(response: requests.Response) -> int | None:
    """Of the whole file, unless it comes packed, for then the length told is not that of what arrives."""
    if response.status_code == HTTPStatus.OK:
        packed = response.headers.get("Content-Encoding", "identity") != "identity"
        told = "" if packed else response.headers.get("Content-Length", "")
    else:
        told = response.headers.get("Content-Range", "").rpartition("/")[2]
    return int(told) if told.isdecimal() else None


def _reason(error: BaseException) -> str:
    """The innermost cause, without the layers that the HTTP libraries wrap around it."""
    inner = getattr(error, "reason", None) or next(iter(error.args), None)
    if isinstance(inner, BaseException):
        return _reason(inner)
    message = str(inner or error) or type(error).__name__
    return re.sub(r"^HTTPS?Connection(Pool)?\(.*?\): ", "", message)
