"""The model and how it learns."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from bloodcells.params.section import Group, Section

Share = Annotated[float, Field(ge=0.0, lt=1.0)]


class Augmentation(Group):
    """Random changes of each training image, drawn anew each epoch."""

    flips: bool
    """Mirror left-right and up-down, each with probability one half."""
    rotation: Annotated[float, Field(ge=0.0, le=180.0)]
    """Largest turn either way, in degrees."""
    zoom: Share
    """Largest relative change of scale either way."""
    stretch: Share
    """Largest relative change of width against height either way."""
    shift: Share
    """Largest move in each direction, as a fraction of the side."""
    brightness: Share
    """Largest change of brightness, as a fraction of the full range."""
    contrast: Share
    """Largest relative change of contrast."""


class EarlyStopping(Group):
    """When to stop, and which epoch's weights to keep."""

    monitor: Literal["loss", "accuracy", "macro_f1"]
    """The validation metric whose best epoch is kept."""
    patience: Annotated[int, Field(ge=1)]
    """Epochs without a better one before training ends."""


class TrainParams(Section):
    """Parameters of the stage `train`."""

    section: ClassVar[str] = "train"
    shared: ClassVar[tuple[str, ...]] = ("seed", "threads")

    seed: Annotated[int, Field(ge=0, lt=2**31)]
    """Of everything random in a training: weights, order, augmentation, dropout."""
    threads: Annotated[int, Field(ge=1, le=256)]
    """Threads within an operation. Part of the result: another number may round differently."""
    model: Literal["cnn", "resnet", "mobilenet"]
    """The network: plain convolutions, a small residual network, or MobileNetV3 (small)."""
    weights: Literal["imagenet", None]
    """Where `mobilenet` starts from: null is from scratch; `imagenet` is downloaded by Keras."""
    width: Annotated[int, Field(ge=4, le=512)]
    """Filters of the first blocks of `cnn` and `resnet`; later ones double it."""
    depth: Annotated[int, Field(ge=1, le=8)]
    """Blocks at each resolution, of `cnn` and `resnet`."""
    stages: Annotated[int, Field(ge=1, le=6)]
    """Resolutions of `cnn` and `resnet`, each half of the one before."""
    stem_stride: Literal[1, 2, 4]
    """Pixels between the places that the first convolution of `resnet` looks at."""
    dropout: Share
    """Share of features left out before the last layer."""
    optimizer: Literal["adam", "adamw", "sgd"]
    learning_rate: Annotated[float, Field(gt=0.0, le=10.0)]
    """The highest rate of the schedule, per step."""
    weight_decay: Share
    """Decoupled, per step, times the learning rate."""
    schedule: Literal["constant", "cosine"]
    """After the warm-up: as it is, or down to zero along a half cosine."""
    warmup_epochs: Annotated[int, Field(ge=0)]
    """Epochs over which the rate rises linearly from zero."""
    epochs: Annotated[int, Field(ge=1, le=10_000)]
    batch_size: Annotated[int, Field(ge=1, le=65_536)]
    """Images a step."""
    label_smoothing: Share
    precision: Literal["float32", "bfloat16"]
    """Of most arithmetic while training; the model itself is float32. See docs/benchmarks.md before changing it."""
    augmentation: Augmentation
    early_stopping: EarlyStopping

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        problems = []
        if self.weights is not None and self.model != "mobilenet":
            problems.append(f"train.weights: {self.weights} exists for mobilenet only. Received model {self.model}")
        if self.warmup_epochs >= self.epochs:
            problems.append(
                f"train.warmup_epochs must be below train.epochs = {self.epochs}. Received {self.warmup_epochs}"
            )
        if problems:
            raise ValueError(*problems)
        return self
