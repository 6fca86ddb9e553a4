"""What can go wrong between a client and an S3 server, as values: which requests it strikes, what it does to them."""

import random
import re
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

OBJECTS = r"."
"""The key of a rule that strikes requests for any one object, and none for a bucket."""


@dataclass(frozen=True)
class Answer:
    """The server is not asked and this is said instead."""

    status: int
    code: str
    message: str = "A fault of the tests."

    @property
    def body(self) -> bytes:
        """As S3 writes it."""
        told = f"<Code>{self.code}</Code><Message>{self.message}</Message><RequestId>faulty</RequestId>"
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{told}</Error>'.encode()


INTERNAL_ERROR = Answer(500, "InternalError", "We encountered an internal error. Please try again.")
SLOW_DOWN = Answer(503, "SlowDown", "Please reduce your request rate.")
EXPIRED_TOKEN = Answer(403, "ExpiredToken", "The provided token has expired.")
INVALID_KEY = Answer(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.")
ACCESS_DENIED = Answer(403, "AccessDenied", "Access Denied")
CLOCK_SKEWED = Answer(
    403, "RequestTimeTooSkewed", "The difference between the request time and the server's is too large."
)


@dataclass(frozen=True)
class CutUpload:
    """The connection breaks when so many bytes of the request's body have gone to the server."""

    after: int = 1


@dataclass(frozen=True)
class CutDownload:
    """The connection breaks after so many bytes of the answer's body, fewer than its Content-Length tells."""

    after: int = 1


@dataclass(frozen=True)
class LoseAnswer:
    """The server does what it is asked, and the connection breaks before it can say so."""


@dataclass(frozen=True)
class Truncate:
    """The answer's body is its first bytes alone, and its Content-Length fits these."""

    to: int = 1


@dataclass(frozen=True)
class Flip:
    """A byte of the answer's body is another; Content-Length, ETag and checksums in the header are the right ones."""

    at: int = 0
    """Offset; a shorter body stays as it is."""


@dataclass(frozen=True)
class Stall:
    """Nothing happens for a while; then the request goes on. With a small value on all requests: a far server."""

    seconds: float
    after: int | None = None
    """Bytes of the answer's body before it; None: before the server is asked."""


Fault = Answer | CutUpload | CutDownload | LoseAnswer | Truncate | Flip | Stall


@dataclass(frozen=True)
class Request:
    """A request as a client made it."""

    method: str
    bucket: str
    key: str
    """Of the object; empty if it is for the whole bucket."""
    query: str
    access_key: str
    """Who signed it; empty if nobody did."""


@dataclass(frozen=True)
class Rule:
    """A fault and the requests that it strikes."""

    fault: Fault
    share: float = 1.0
    """Of the requests that are meant, in [0.0, 1.0]."""
    methods: frozenset[str] | None = None
    """None: all."""
    key: str | None = None
    """A regular expression, found in the key of the object; None: also requests that are for no object."""
    query: str | None = None
    """A regular expression, found in the query."""
    spares: str | None = None
    """An access key whose requests are not meant."""
    after: int = 0
    """So many of the requests that are meant pass first."""
    times: int | None = None
    """It strikes so often at most; None: for ever."""
    each: int | None = None
    """It strikes one request and its repetitions so often at most; None: for ever. With fewer than the attempts that
    are made, chance can make none fail for good."""

    def means(self, request: Request) -> bool:
        return (
            (self.methods is None or request.method in self.methods)
            and (self.key is None or re.search(self.key, request.key) is not None)
            and (self.query is None or re.search(self.query, request.query) is not None)
            and (self.spares is None or request.access_key != self.spares)
        )


class Faults:
    """Decides which faults strike a request. Safe to ask from many threads; equal seeds draw equal numbers."""

    def __init__(self, rules: Iterable[Rule] = (), seed: int = 0) -> None:
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self.set(*rules)

    def set(self, *rules: Rule) -> None:
        """From the next request on these rules hold, and no others."""
        with self._lock:
            self._rules = rules
            self._meant = [0] * len(rules)
            self._struck = [0] * len(rules)
            self._struck_each: Counter[tuple[int, str, str, str]] = Counter()

    def strike(self, request: Request) -> list[Fault]:
        """What befalls a request, in the order of the rules."""
        with self._lock:
            return [rule.fault for number, rule in enumerate(self._rules) if self._strikes(number, rule, request)]

    def _strikes(self, number: int, rule: Rule, request: Request) -> bool:
        if not rule.means(request):
            return False
        self._meant[number] += 1
        if self._meant[number] <= rule.after or self._struck[number] == rule.times:
            return False
        same = number, request.method, request.key, request.query
        strikes = self._random.random() < rule.share and self._struck_each[same] != rule.each
        self._struck[number] += strikes
        self._struck_each[same] += strikes
        return strikes
