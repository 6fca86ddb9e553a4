"""The commands that bring either side."""

from collections.abc import Iterable

from hemolog.reports.compare.facts.ways import Way, Ways
from hemolog.reports.compare.markdown.escape import line
from hemolog.reports.compare.markdown.section import Section

TITLE = "Commands"
_PROGRAMS = ("git ", "dvc ", "hemolog ")


def commands(of: Ways, most: int) -> Section | None:
    """A block for a shell; nothing without any."""
    lines = [*_side("BASE", of.base[:most]), *_side("HEAD", of.head[:most])]
    if not lines:
        return None
    return Section(TITLE, "to get either side", "\n".join(("```sh", *lines, "```")))


def _side(label: str, ways: Iterable[Way]) -> list[str]:
    return [f"{_command(way.command)}  # {label}: {line(way.purpose)}" for way in ways]


def _command(text: str) -> str:
    """Nothing else begins a line, where bots look for orders to them."""
    return line(text) if text.startswith(_PROGRAMS) else f"# {line(text)}"
