"""`hemolog` and `dvc` as processes of their own that need not import all of it anew, which takes most of their time.

They are forked from one process that has done nothing but import. What is tested of a process itself, its signals,
streams and imports, is tested of one that `processes` starts.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

COMMANDS = ("dvc", "hemolog")
_imports: dict[tuple[str, ...], list[str]] = {}
"""The first words of a command -> what such ones have imported."""
_SERVER = Path(__file__).with_name("warm_server.py")


def ended(
    words: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None, *, one_stream: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end and keep what it says; if the test stops, so does all that it started.

    Args:
        words: of one of `COMMANDS`.
        folder: that it runs in.
        environment: by default that of these tests.
        one_stream: all that it says is given as said on standard output.
    """
    kind = tuple(words[:2])
    with tempfile.TemporaryDirectory() as told, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        request = {
            "words": list(words),
            "imports": _imports.setdefault(kind, []),
            "told": f"{told}/imports",
            "folder": str(folder),
            "environment": dict(os.environ if environment is None else environment),
        }
        code = _code(request, out.fileno(), out.fileno() if one_stream else err.fileno())
        if (imported := Path(told, "imports")).exists():
            _imports[kind] = [*dict.fromkeys((*_imports[kind], *json.loads(imported.read_text())))]
        said = []
        for stream in (out, err):
            stream.seek(0)
            said.append(stream.read().decode().replace("\r\n", "\n"))
    return subprocess.CompletedProcess(words, code, *said)


def _code(request: Mapping[str, object], out: int, err: int) -> int:
    ours, theirs = socket.socketpair()
    with ours, theirs, ours.makefile("r") as lines:
        socket.send_fds(_control(), [b"x"], [theirs.fileno(), out, err])
        theirs.close()
        ours.sendall(json.dumps(request).encode())
        ours.shutdown(socket.SHUT_WR)
        process = int(lines.readline())
        try:
            return int(lines.readline())
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process, signal.SIGKILL)


@cache
def _control() -> socket.socket:
    """Leads to the process that forks; it ends when this one does."""
    ours, theirs = socket.socketpair()
    with theirs, tempfile.TemporaryDirectory() as home:
        server = subprocess.Popen(
            [sys.executable, str(_SERVER), str(theirs.fileno())],
            env={**os.environ, "HOME": home},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
    atexit.register(_end, ours, server)
    return ours


def _end(control: socket.socket, server: subprocess.Popen[bytes]) -> None:
    control.close()
    server.wait()
