"""How certain a test metric is said to be."""

from typing import Annotated, ClassVar

from pydantic import Field

from bloodcells.params.section import Section


class EvaluateParams(Section):
    """Parameters of the stage `evaluate`."""

    section: ClassVar[str] = "evaluate"
    shared: ClassVar[tuple[str, ...]] = ("threads",)

    threads: Annotated[int, Field(ge=1, le=256)]
    """Threads within an operation. Part of the result: another number may round differently."""
    confidence: Annotated[float, Field(gt=0.0, lt=1.0)]
    """Share of intervals that should hold the true value."""
    resamples: Annotated[int, Field(ge=100, le=100_000)]
    """Bootstrap resamples of the test photographs."""
    calibration_bins: Annotated[int, Field(ge=2, le=100)]
    """Bins of the confidence for the calibration error."""
    mistakes: Annotated[int, Field(ge=1, le=400)]
    """Pictures on the sheet of the worst mistakes."""
