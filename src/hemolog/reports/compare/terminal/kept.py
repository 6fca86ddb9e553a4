"""Models and other artifacts of both sides, and the commands that bring either."""

from rich.console import RenderableType

from hemolog.reports.compare import digits
from hemolog.reports.compare.facts.artifacts import Artifact, Artifacts
from hemolog.reports.compare.facts.models import Models, ModelState
from hemolog.reports.compare.facts.ways import Way, Ways
from hemolog.reports.compare.terminal.sheets import WRITING, Row, lines, remarks, sheet
from hemolog.reports.search.words import count


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


def artifacts(found: Artifacts) -> list[RenderableType]:
    """What changed, and where it lies."""
    if not found.rows:
        return remarks([found.missing])
    changed = [each for each in found.rows if (each.old and each.old.digest) != (each.new and each.new.digest)]
    told = [
        f"{WRITING.name(each.path)}, {side}: {_place(artifact)}"
        for each in changed
        for side, artifact in (("old", each.old), ("new", each.new))
    ]
    same = len(found.rows) - len(changed)
    told += [f"{count(same, 'artifact')} unchanged"] if same else []
    return [*lines(told), *remarks([*found.remarks, found.missing])]


def _place(artifact: Artifact | None) -> str:
    if artifact is None:
        return "none"
    known = WRITING.sentence(artifact.uri) or f"{WRITING.name(artifact.digest)}, at no address that is known"
    return f"{known} (pruned, can be made again)" if artifact.pruned else known


def ways(found: Ways) -> list[RenderableType]:
    """A command a line, to be copied."""
    return [*_commands("old", found.base), *_commands("new", found.head)]


def _commands(side: str, ways: tuple[Way, ...]) -> list[RenderableType]:
    return lines(f"{side}: {WRITING.sentence(way.command)}  # {WRITING.sentence(way.purpose)}" for way in ways)
