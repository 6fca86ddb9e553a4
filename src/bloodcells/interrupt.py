"""Ctrl-C while the modules of a stage are being imported ends it with one line, as it does later.

Python turns an interrupt into a traceback until `console.run` can catch it, and the imports before that take a while.
"""

import os
import signal
import sys
from types import FrameType

EXIT_CODE = 130
MESSAGE = "interrupted"


def take_over() -> None:
    """Take over Ctrl-C if this process is `python -m bloodcells...` and has not begun yet; else change nothing."""
    # While `-m` looks for its module, and so imports the packages around it, the program's name is "-m".
    if sys.argv[:1] == ["-m"] and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)


def give_back() -> None:
    """Let Ctrl-C raise KeyboardInterrupt again."""
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(number: int, frame: FrameType | None) -> None:
    os.write(2, f"{MESSAGE}\n".encode())
    os._exit(EXIT_CODE)  # Nothing has begun, so nothing is to be put right.
