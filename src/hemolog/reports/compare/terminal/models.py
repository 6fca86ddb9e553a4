"""Size and weights of models on both sides."""

from rich.console import RenderableType

from hemolog.reports.compare import digits
from hemolog.reports.compare.facts.models import Models, ModelState
from hemolog.reports.compare.terminal.sheets import WRITING, Row, remarks, sheet


def models(found: Models) -> list[RenderableType]:
    """Size and number of parameters of each model."""
    if not found.models:
        return remarks([found.missing])
    rows = [
        Row((WRITING.name(each.path), what, *map(told, (each.old, each.new))))
        for each in found.models
        for what, told in (("size", _size), ("parameters", _weights))
    ]
    reasons = {side.missing: None for each in found.models for side in (each.old, each.new) if side is not None}
    return [*sheet(("model", "", "old", "new"), rows, more=found.more, texts=2), *remarks(reasons)]


def _size(state: ModelState | None) -> str:
    return digits.ABSENT if state is None else digits.size(state.size)


def _weights(state: ModelState | None) -> str:
    return digits.ABSENT if state is None else digits.count(state.weights)
