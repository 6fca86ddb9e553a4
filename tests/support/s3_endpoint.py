"""An S3 server that tests use, and a look at its buckets that is independent of the code under test."""

import http.client
import random
import socket
import subprocess
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REGION = "us-east-1"
PATIENCE = 120  # seconds until a server answers, on a machine that does much else


@dataclass(frozen=True)
class Endpoint:
    """An S3 server and the keys of a user who may do everything there."""

    url: str
    key: str
    secret: str

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        host, _, port = self.url.removeprefix("http://").partition(":")
        return host, int(port)

    def client(self) -> Any:
        """A client of boto3 that sends each request once, with the keys of this value alone."""
        import boto3
        from botocore.config import Config

        return boto3.session.Session().client(
            "s3",
            endpoint_url=self.url,
            aws_access_key_id=self.key,
            aws_secret_access_key=self.secret,
            region_name=REGION,
            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )

    def new_bucket(self) -> str:
        """Make a bucket that nobody else uses; its name."""
        name = f"hemolog-{uuid.uuid4().hex[:12]}"
        self.client().create_bucket(Bucket=name)
        return name


def wait_until(answers: Callable[[], bool], process: subprocess.Popen[str], log: Path) -> None:
    """Wait for a server.

    Raises:
        RuntimeError: it ended or took too long; with the last lines of its log.
    """
    until = time.monotonic() + PATIENCE
    while not answers():
        if process.poll() is not None or time.monotonic() > until:
            last = "\n".join(log.read_text(errors="replace").splitlines()[-20:])
            raise RuntimeError(f"{log.stem} does not answer:\n{last}")
        time.sleep(0.05)


def answers_http(host: str, port: int) -> bool:
    """Whether a web server answers there, whatever it says."""
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", "/")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def free_ports(count: int) -> list[int]:
    """Ports of loopback that are free now, for servers that can't look for one themselves.

    They are none of those that systems give to connections and to servers that ask for any port: tests that run at the
    same time take none of them meanwhile.
    """
    with ExitStack() as stack:
        found: list[int] = []
        while len(found) < count:
            port = random.SystemRandom().randrange(20_000, 30_000)  # The other has a seed that tests set.
            with suppress(OSError):
                stack.enter_context(socket.create_server(("127.0.0.1", port)))
                found.append(port)
        return found
