"""The head of a request, read whole before anything looks at it: bounded in bytes and in time."""

import socket
import time

LARGEST = 16_384
"""Bytes."""
PATIENCE = 10.0
"""Seconds, for all of it."""
_END = b"\r\n\r\n"


class TooLargeError(Exception):
    """It has more than `LARGEST` bytes."""


def read_head(connection: socket.socket) -> bytes | None:
    """Read up to the empty line that ends it.

    Returns:
        None where the client went away, or took too long.

    Raises:
        TooLargeError: it doesn't end.
    """
    until, head = time.monotonic() + PATIENCE, b""
    while _END not in head:
        if len(head) >= LARGEST:
            raise TooLargeError
        try:
            connection.settimeout(max(0.001, until - time.monotonic()))
            part = connection.recv(LARGEST + 1 - len(head))
        except OSError:
            return None
        if not part or time.monotonic() > until:
            return None
        head += part
    return head
