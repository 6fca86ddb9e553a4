"""Stages that are not what they were, and why."""

from rich.console import RenderableType

from hemolog.reports.compare.facts.parameters import Change
from hemolog.reports.compare.facts.stages import Cause, CauseKind, StageChange, Stages
from hemolog.reports.compare.terminal.sheets import WRITING, Row, lines, remarks, sheet

_MOST_NAMES = 4
_UNEXPLAINED = "nothing that it depends on, yet its outputs did"


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
    return Row((WRITING.name(stage.name), "; ".join(map(_cause, stage.causes))))


def _cause(cause: Cause) -> str:
    if cause.kind is CauseKind.UNEXPLAINED:
        return _UNEXPLAINED
    names = ", ".join(map(WRITING.name, cause.names[:_MOST_NAMES]))
    hidden = max(0, len(cause.names) - _MOST_NAMES) + cause.more
    rest = f" and {hidden:,} more" if hidden else ""
    return f"{cause.kind}: {names}{rest}" if names else str(cause.kind)
