"""Starts commands of Python by forking: what takes a second to import has been imported once. A program of `warm`."""

import atexit
import importlib
import json
import os
import random
import runpy
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

OUR_FOLDER = sys.path[0]
OURS = str(Path(__file__).resolve().parents[2] / "src/hemolog")


def serve(control: socket.socket) -> None:
    """Fork for each request, until the other end is closed; returns in the child that shall be the command."""
    keepers: list[int] = []
    while True:
        _, descriptors, _, _ = socket.recv_fds(control, 1, 3)
        if not descriptors:
            os._exit(0)
        status, out, err = descriptors
        with socket.socket(fileno=status) as connection, connection.makefile("r") as lines:
            request = json.loads(lines.read())
            for name in request["imports"]:
                with suppress(ImportError):
                    importlib.import_module(name)
            keeper = os.fork()
            if keeper == 0:
                command = os.fork()
                if command:
                    keep(command, connection)
                control.close()
                become(request, out, err)
                return
        keepers.append(keeper)
        keepers[:] = [each for each in keepers if os.waitpid(each, os.WNOHANG) == (0, 0)]
        for each in (out, err):
            os.close(each)


def keep(command: int, connection: socket.socket) -> None:
    """Tell the command's process id, and how it ended."""
    try:
        connection.sendall(f"{command}\n".encode())
        code = os.waitstatus_to_exitcode(os.waitpid(command, 0)[1])
        connection.sendall(f"{code}\n".encode())
    finally:
        os._exit(0)


def become(request: dict[str, Any], out: int, err: int) -> None:
    """Take on what a process of its own would have been given."""
    os.setsid()
    for given, stream in ((out, 1), (err, 2)):
        os.dup2(given, stream)
        os.close(given)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    random.seed()
    sys.path.remove(OUR_FOLDER)
    sys.argv[:] = request["words"]
    atexit.register(_tell, Path(request["told"]), set(sys.modules))


def _tell(file: Path, before: set[str]) -> None:
    """What had to be imported, which the next command like this one finds imported."""
    roots = (sys.prefix, sys.base_prefix, OURS)
    new = {name: getattr(module, "__file__", None) for name, module in sys.modules.items() if name not in before}
    # Not the modules of the repository that it ran in, of which each may have others under the same names.
    file.write_text(json.dumps([name for name, path in new.items() if path and path.startswith(roots)]))


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
