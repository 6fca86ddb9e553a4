"""Which CSV file has what a model said of each item."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hemolog.reports.settings.section import SectionReader


@dataclass(frozen=True)
class PredictionsFile:
    """A CSV file with a row for each item, and its columns."""

    file: str
    digest: str
    """Of the item's bytes: what pairs the rows of two models."""
    actual: str
    predicted: str
    probabilities: str | None = None
    """What the names of the columns begin with that tell how probable each class is."""
    name: str | None = None
    """The column that people know the item by."""
    unit: str | None = None
    where: Mapping[str, str] = field(default_factory=dict)


def read_predictions_file(section: SectionReader | None) -> PredictionsFile | None:
    """Read its section; None without one."""
    if section is None:
        return None
    return PredictionsFile(
        file=section.path("file", needed=True) or "",
        digest=section.text("digest", needed=True),
        actual=section.text("actual", needed=True),
        predicted=section.text("predicted", needed=True),
        probabilities=section.text("probabilities") or None,
        name=section.text("name") or None,
        unit=section.text("unit") or None,
        where=section.texts("where"),
    )
