"""How many numbers models hold, counted in a process beside this one, which may go on meanwhile."""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from hemolog.reports.compare.facts import weights_of_file

LONGEST = 20.0
"""Seconds that all of them may take."""
_ENDED = "reading it ended without a result: it may be damaged"


class WeightCounts:
    """Begins to count when it is made."""

    def __init__(self, files: Iterable[Path]) -> None:
        """Take files of models; each is counted once."""
        self._files = list(dict.fromkeys(files))
        self._process = _begun(self._files) if self._files else None

    def result(self) -> Mapping[Path, int | str]:
        """The number of each file, or why there is none."""
        if self._process is None:
            return {}
        try:
            said, _ = self._process.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            self._process.kill()
            said, _ = self._process.communicate()
        told = [_told(line) for line in said.splitlines()]
        missing = len(self._files) - len(told)
        return dict(zip(self._files, [*told, *[_ENDED] * missing], strict=False))


def _begun(files: list[Path]) -> "subprocess.Popen[bytes]":
    script = weights_of_file.__file__
    # Without -P modules beside the script would stand in for others of their names.
    command = [sys.executable, "-P", script, *map(str, files)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def _told(line: bytes) -> int | str:
    try:
        found = json.loads(line)
    except ValueError:
        return _ENDED
    return found if isinstance(found, int | str) else _ENDED
