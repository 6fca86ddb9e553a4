"""Which CSV file in git counts what was taken for what."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hemolog.reports.settings.section import SectionReader


@dataclass(frozen=True)
class Confusion:
    """A CSV file in git that counts how often what was taken for what, in as many rows as it likes."""

    file: str
    actual: str
    """The column with the class that is true."""
    counts: str
    """What the names of the columns of counts begin with; the class that was predicted follows: `predicted_<class>`.
    A row adds its counts to those of its true class."""
    where: Mapping[str, str] = field(default_factory=dict)
    """Columns and the value that a row has to have in each to count."""
    unit: str = ""
    """What is counted, for people: `images`."""


def read_confusion(section: SectionReader | None) -> Confusion | None:
    """Read its section; None without one."""
    if section is None:
        return None
    return Confusion(
        file=section.path("file", needed=True) or "",
        actual=section.text("actual", needed=True),
        counts=section.text("counts", needed=True),
        where=section.texts("where"),
        unit=section.text("unit"),
    )
