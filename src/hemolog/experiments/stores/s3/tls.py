"""Whether a server speaks TLS: asked when plain HTTP to it failed, for it tells so in many ways or not at all."""

import socket
import ssl
from urllib.parse import urlsplit

_PATIENCE = 5.0
"""Seconds."""


def speaks_tls(url: str) -> bool:
    """Shake hands with the server of a URL; whether its certificate is to be trusted plays no part."""
    parts = urlsplit(url)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection((parts.hostname or "", parts.port or 80), _PATIENCE) as plain,
            context.wrap_socket(plain, server_hostname=parts.hostname),
        ):
            return True
    except (OSError, ValueError):
        return False
