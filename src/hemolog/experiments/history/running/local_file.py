"""Files of this machine that another process may be writing, removing or have put there to keep a reader waiting."""

import os
import stat
from pathlib import Path
from typing import NamedTuple


class Read(NamedTuple):
    """What a file held for a moment."""

    data: bytes
    changed: int
    """When it was last written, nanoseconds since 1970 by the clock that stamps files."""


def read(path: Path, most: int) -> Read | None:
    """The last bytes of a file, at most so many; None where there is no file, but for one that a link leads to."""
    try:
        # A pipe that nobody writes would have its reader wait for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        return None
    try:
        with os.fdopen(descriptor, "rb") as file:
            facts = os.fstat(descriptor)
            if not stat.S_ISREG(facts.st_mode):
                return None
            file.seek(max(0, facts.st_size - most))
            return Read(file.read(most), facts.st_mtime_ns)
    except OSError:
        return None
