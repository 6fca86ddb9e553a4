"""What must not happen in a browser while a test looks at a page of ours."""

import re
from collections.abc import Sequence
from urllib.parse import urldefrag, urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request, WebError, WebSocket

_ERRORS = ("error", "assert")
_WITHIN = ("data", "blob", "about")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")

_VIOLATIONS = """document.addEventListener("securitypolicyviolation", event =>
    console.error(`Content Security Policy: ${event.violatedDirective} forbids ${event.blockedURI}`))"""


class Watch:
    """Everything that goes wrong in a context from its making on.

    The first address that is opened, a file or on loopback, is the one that the test is about: requests go to it, or to
    its server, and nowhere else.
    """

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        self._found: list[str] = []
        self._allowed: list[re.Pattern[str]] = []
        self._opened: str | None = None
        context.add_init_script(_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("dialog", self._dialog)
        context.on("request", self._request)
        context.on("page", self._page)

    def allow(self, pattern: str) -> None:
        """Pass over problems in which a regular expression is found, those of before too."""
        self._allowed.append(re.compile(pattern))

    def problems(self) -> Sequence[str]:
        """One line each, after all that the open pages have to say until now."""
        for page in self._context.pages:
            # Messages come one after the other: what was said before this is heard after it.
            page.evaluate("() => new Promise(resolve => setTimeout(resolve))")
        return [line for line in self._found if not any(each.search(line) for each in self._allowed)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in _ERRORS:
            self._found.append(f"console: {message.text}")

    def _error(self, error: WebError) -> None:
        self._found.append(f"error: {error.error}")

    def _dialog(self, dialog: Dialog) -> None:
        self._found.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _page(self, page: Page) -> None:
        if len(self._context.pages) > 1:
            self._found.append("a second window was opened")
        page.on("crash", lambda _: self._found.append("the page crashed"))
        page.on("websocket", self._socket)

    def _socket(self, socket: WebSocket) -> None:
        self._found.append(f"request: {socket.url}")

    def _request(self, request: Request) -> None:
        if self._opened is None and request.is_navigation_request():
            self._opened = request.url
        if not _is_of(self._opened or "", request.url):
            self._found.append(f"request: {request.url[:200]}")


def _is_of(opened: str, url: str) -> bool:
    parts, first = urlsplit(url), urlsplit(opened)
    if parts.scheme in _WITHIN:
        return True
    if parts.scheme == "file":
        return urldefrag(url)[0] == urldefrag(opened)[0]
    return parts.hostname in _LOOPBACK and (parts.scheme, parts.netloc) == (first.scheme, first.netloc)
