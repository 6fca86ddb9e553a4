"""Stages that are not what they were, and why."""

from rich.console import RenderableType

from hemolog.reports.compare import change_words
from hemolog.reports.compare.facts.parameters import Change
from hemolog.reports.compare.facts.stages import StageChange, Stages
from hemolog.reports.compare.terminal.sheets import WRITING, Row, lines, remarks, sheet


def stages(found: Stages) -> list[RenderableType]:
    """Which of them are not what they were, and why."""
    if found.missing:
        return remarks([found.missing])
    told = sheet(("stage", "what changed"), [_stage(each) for each in found.changes], more=found.more, texts=2)
    same = f"unchanged: {', '.join(map(WRITING.name, found.same))}"
    return [*(told if found.changes else []), *lines([same] if found.same else [], "dim")]


def _stage(stage: StageChange) -> Row:
    if stage.change is not Change.CHANGED:
        return Row((WRITING.name(stage.name), str(stage.change)))
    return Row((WRITING.name(stage.name), "; ".join(change_words.cause(each, WRITING) for each in stage.causes)))
