"""How images become arrays, and which photographs validate."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from bloodcells.params.section import Section


class PrepareParams(Section):
    """Parameters of the stage `prepare`."""

    section: ClassVar[str] = "prepare"

    image_size: Annotated[int, Field(ge=8, le=512)]
    """Side of the square images that the model sees, in pixels."""
    crop: Literal["none", "nucleus"]
    """The whole image, or a window around the stained nucleus."""
    crop_size: Annotated[float, Field(gt=0.0, le=1.0)]
    """Side of the nucleus window, as a fraction of the image's shorter side."""
    folds: Annotated[int, Field(ge=2, le=100)]
    """Number of parts that the training photographs are dealt into."""
    fold: Annotated[int, Field(ge=0)]
    """The part that validates, in [0, folds)."""
    test_fraction: Annotated[float, Field(gt=0.0, lt=1.0)]
    """Fraction of the photographs that test, for a source without splits of its own."""
    max_dropped: Annotated[float, Field(ge=0.0, le=1.0)]
    """Share of images that may be unusable before the stage stops."""

    @model_validator(mode="after")
    def _fold_is_one_of_folds(self) -> Self:
        if self.fold >= self.folds:
            raise ValueError(f"prepare.fold must be below prepare.folds = {self.folds}. Received {self.fold}")
        return self
