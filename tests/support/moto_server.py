"""moto's S3 server as a process of its own: it shares no interpreter lock, no patches and no memory with the tests."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.processes import guarded
from support.s3_endpoint import Endpoint, wait_until

_ADDRESS = re.compile(r"Running on (http://127\.0\.0\.1:\d+)")


@contextmanager
def running_moto(folder: Path) -> Iterator[Endpoint]:
    """A server with nothing in it, on a port that it finds itself; it takes any keys.

    Args:
        folder: for its log.
    """
    log = folder / "moto.log"
    command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", "0"]
    with guarded(command, log) as process:
        wait_until(lambda: bool(_ADDRESS.search(log.read_text())), process, log)
        found = _ADDRESS.search(log.read_text())
        assert found
        yield Endpoint(found[1], "moto", "motosecret")
