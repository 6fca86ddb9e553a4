"""An S3 endpoint on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def serving_buckets() -> Iterator[str]:
    """A server at work in a thread; its URL. Buckets outlive it, so each test module names its own."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()
