"""The tracker: experiments as git commits. Knows git and DVC; nothing of cells."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hemolog.experiments.search.tuner import PipelineTuner as PipelineTuner

__all__ = ["PipelineTuner"]


def __getattr__(name: str) -> Any:
    """Import on first use: TensorFlow, which comes with KerasTuner, takes seconds."""
    if name != "PipelineTuner":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from hemolog.experiments.search.tuner import PipelineTuner

    return PipelineTuner
