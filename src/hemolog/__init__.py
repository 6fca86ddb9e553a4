"""The tracker: experiments as git commits. Knows git and DVC; nothing of cells."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hemolog.experiments.history.frame import curves as curves
    from hemolog.experiments.history.frame import history as history
    from hemolog.experiments.search.tuner import PipelineTuner as PipelineTuner

__all__ = ["PipelineTuner", "curves", "history"]
_MODULES = {
    "PipelineTuner": "hemolog.experiments.search.tuner",
    "curves": "hemolog.experiments.history.frame",
    "history": "hemolog.experiments.history.frame",
}


def __getattr__(name: str) -> Any:
    """Import on first use: TensorFlow, which comes with KerasTuner, takes seconds."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
