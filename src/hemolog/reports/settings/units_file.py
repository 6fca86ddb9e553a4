"""Which CSV file in git has the units that two models are compared by."""

from dataclasses import dataclass

from hemolog.reports.settings.section import SectionReader


@dataclass(frozen=True)
class UnitsFile:
    """A CSV file in git with a row for each unit (what is resampled) and true class, and its columns."""

    file: str
    unit: str
    """The column with its name."""
    actual: str
    """The column with its true class: resampling stays within it."""
    items: str
    """The column with the number of items that it holds."""
    counts: str
    """What the names of the columns begin with that tell how many of them were taken for which class."""
    sums: tuple[str, ...] = ()
    """Columns summed over its items."""
    name: str = "units"
    """For people: `photographs`."""
    items_name: str = "items"
    """For people: `images`."""


def read_units_file(section: SectionReader | None) -> UnitsFile | None:
    """Read its section; None without one."""
    if section is None:
        return None
    return UnitsFile(
        file=section.path("file", needed=True) or "",
        unit=section.text("unit", needed=True),
        actual=section.text("actual", needed=True),
        items=section.text("items", needed=True),
        counts=section.text("counts", needed=True),
        sums=section.columns("sums"),
        name=section.text("name") or "units",
        items_name=section.text("items_name") or "items",
    )
