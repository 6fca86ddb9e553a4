"""Facts of a run as the last lines of its commit's message: `Hemolog-Search: rates`. Written and read here alone.

They are what must not stand in tracked files because it differs between equal runs, and what a search needs to go on.
"""

import re
from collections.abc import Mapping

from hemolog.errors import RecordingError

SEARCH = "Hemolog-Search"
TRIAL = "Hemolog-Trial"
OBJECTIVE = "Hemolog-Objective"
SCORE = "Hemolog-Score"
VALUES = "Hemolog-Values"
ORACLE = "Hemolog-Oracle"
DEFINITION = "Hemolog-Definition"
BASELINE_TREE = "Hemolog-Baseline-Tree"
BASELINE_VALUES = "Hemolog-Baseline-Values"
OVERRIDES = "Hemolog-Overrides"
SECONDS = "Hemolog-Seconds"
EPOCHS = "Hemolog-Epochs"
CACHED = "Hemolog-Cached"
MEMORY = "Hemolog-Peak-Memory"
HOST = "Hemolog-Host"
PACKAGES = "Hemolog-Packages"
STAGE_FACT = "Hemolog-Fact-"

LARGEST = 1_000_000
"""Characters of a message; what is larger was not written here."""

_LINE = re.compile(r"(Hemolog-[A-Za-z0-9-]{1,60}): (.*)")


def message(subject: str, body: str, trailers: Mapping[str, str]) -> str:
    """A commit's message: one line, a paragraph, the trailers.

    Raises:
        ValueError: a trailer has no name of ours, or more than one line.
        RecordingError: it would be too long to be read again.
    """
    lines = [f"{name}: {value}" for name, value in trailers.items()]
    for line in lines:
        if not _LINE.fullmatch(line):
            raise ValueError(f"Expected a trailer. Received {line[:80]!r}")
    paragraphs = [subject, body, "\n".join(lines)]
    text = "\n\n".join(part for part in paragraphs if part) + "\n"
    if len(text) > LARGEST:
        raise RecordingError(
            f"{len(text):,} characters are too many for a commit message: search fewer parameters, or shorter values"
        )
    return text


def read(text: str) -> dict[str, str]:
    """The trailers of a message, whoever wrote it; empty if there are none. Of two of one name the last counts."""
    if len(text) > LARGEST:
        return {}
    last = text.rstrip("\n").rpartition("\n\n")[2]
    return {match[1]: match[2] for line in last.split("\n") if (match := _LINE.fullmatch(line))}
