"""The S3 servers that sharing is measured over: those of the tests, each a process of its own on loopback."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from support import ceph
from support.moto_server import running_moto
from support.s3_endpoint import Endpoint

SERVERS = ("moto", "ceph")


def installed(names: Iterable[str]) -> list[str]:
    """Those of some servers that are there; what is skipped is told."""
    missing = {"ceph": ceph.missing_programs()}
    for name in names:
        if missing.get(name):
            print(f"{name} is skipped: it is not installed, no {', '.join(missing[name])}\n", flush=True)
    return [name for name in names if not missing.get(name)]


@contextmanager
def running(name: str, folder: Path) -> Iterator[Endpoint]:
    """A server with nothing in it.

    Args:
        name: of `SERVERS`.
        folder: for its log.
    """
    with running_moto(folder) if name == "moto" else ceph.running_ceph() as endpoint:
        yield endpoint
