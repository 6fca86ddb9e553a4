"""What the data of both sides has otherwise."""

from rich.console import RenderableType

from hemolog.reports.compare import change_words, digits
from hemolog.reports.compare.facts.data import DataChange, DataOutput, DataState
from hemolog.reports.compare.facts.unit_changes import UnitChanges
from hemolog.reports.compare.terminal.sheets import WRITING, Row, lines, remarks, sheet
from hemolog.reports.search.words import count


def data(found: DataChange) -> list[RenderableType]:
    """What the data of both sides has otherwise."""
    told = lines(["both sides have the same data"] if found.same else [], "dim")
    if found.units is not None and not found.units.is_empty:
        told += [*lines(change_words.data_changes(found.units, WRITING)), *_counts(found.units)]
    changed = [each for each in found.outputs if each.is_changed]
    if changed:
        told += sheet(("data", "old", "new"), [_output(each) for each in changed], more=found.more)
    return [*told, *remarks([found.missing])]


def _counts(units: UnitChanges) -> list[RenderableType]:
    rows = [
        Row(
            (
                f"{WRITING.name(each.split)} {WRITING.name(each.label)}",
                f"{each.units_before:,}",
                f"{each.units_after:,}",
            )
        )
        for each in units.counts
        if each.units_before != each.units_after
    ]
    return sheet(("split, class", "old", "new"), rows) if rows else []


def _output(output: DataOutput) -> Row:
    return Row((WRITING.name(output.path), _state(output.old), _state(output.new)))


def _state(state: DataState | None) -> str:
    if state is None:
        return digits.ABSENT
    files = "" if state.files is None else f", {count(state.files, 'file')}"
    return f"{state.digest[:7]} ({digits.size(state.size)}{files})"
