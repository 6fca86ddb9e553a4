"""Which CSV file lists the units of the data."""

from dataclasses import dataclass

from hemolog.reports.settings.section import SectionReader


@dataclass(frozen=True)
class DataIndex:
    """A CSV file with a row for each unit of the data, in git or in an output that DVC keeps, and its columns."""

    file: str
    unit: str
    """What tells units apart, such as the image's file."""
    group: str | None = None
    """What units were made from, such as the photograph: they belong together."""
    split: str | None = None
    label: str | None = None
    digest: str | None = None
    """What tells whether a unit of the same name has other bytes."""


def read_data_index(section: SectionReader | None) -> DataIndex | None:
    """Read its section; None without one."""
    if section is None:
        return None
    return DataIndex(
        file=section.path("file", needed=True) or "",
        unit=section.text("unit", needed=True),
        group=section.text("group") or None,
        split=section.text("split") or None,
        label=section.text("label") or None,
        digest=section.text("digest") or None,
    )
