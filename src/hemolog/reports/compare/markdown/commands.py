"""The commands that bring either side."""

from collections.abc import Iterable

from hemolog.reports.compare.facts.ways import Way, Ways
from hemolog.reports.compare.markdown.escape import line
from hemolog.reports.compare.markdown.section import Section

TITLE = "Commands"


def commands(of: Ways, most: int) -> Section | None:
    """A block for a shell; nothing without any."""
    lines = [*_side("BASE", of.base[:most]), *_side("HEAD", of.head[:most])]
    if not lines:
        return None
    return Section(TITLE, "to get either side", "\n".join(("```sh", *lines, "```")))


def _side(label: str, ways: Iterable[Way]) -> list[str]:
    return [f"{line(way.command)}  # {label}: {line(way.purpose)}" for way in ways]
