"""A disk that is soon full."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from support.processes import ended, environment

PAGE = 4096  # bytes; what a file takes is a multiple of it

_SCRIPT = """
mount -t tmpfs -o size="$1" none "$2" && cp -r "$3/." "$2" && mount --bind "$2" "$3" || exit 1
folder=$3; shift 3
"$@"
code=$?
cp -r "$folder" left
exit $code
"""


def on_small_disk(command: Sequence[str], folder: str, *, free: int) -> subprocess.CompletedProcess[str]:
    """Run a command while `folder` of the current one, with all that it holds, is a disk of its own.

    Afterwards the folder `left` shows what was on that disk. The test is skipped where this user may not mount one.

    Args:
        command: words of the command.
        folder: a relative path.
        free: bytes that are left on that disk when the command begins.
    """
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        pytest.skip("this user may not mount a small disk to fill")
    Path("disk").mkdir()
    held = sum(-(-path.stat().st_size // PAGE) * PAGE for path in Path(folder).rglob("*") if path.is_file())
    words = ["unshare", "-rm", "sh", "-c", _SCRIPT, "sh", str(held + free), str(Path("disk").resolve()), folder]
    return ended([*words, *command], env=environment())
