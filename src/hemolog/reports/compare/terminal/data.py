"""What the data of both sides has otherwise."""

from rich.console import RenderableType

from hemolog.reports.compare import change_words, digits
from hemolog.reports.compare.facts.data import DataChange, DataOutput, DataState
from hemolog.reports.compare.facts.unit_changes import DataCount, UnitChanges
from hemolog.reports.compare.terminal.sheets import WRITING, Row, lines, remarks, sheet
from hemolog.reports.search.words import count


def data(found: DataChange) -> list[RenderableType]:
    """What the data of both sides has otherwise."""
    told = lines(["both sides have the same data"] if found.same else [], "dim")
    if found.units is not None and not found.units.is_empty:
        told += lines(change_words.data_changes(found.units, WRITING))
        told += lines(change_words.group_changes(found.units, found.group, WRITING))
        told += _counts(found.units)
    changed = [each for each in found.outputs if each.is_changed]
    if changed:
        told += sheet(("data", "old", "new"), [_output(each) for each in changed], more=found.more)
    return [*told, *remarks([found.missing])]


def _counts(units: UnitChanges) -> list[RenderableType]:
    grouped = bool(units.groups_before or units.groups_after)
    rows = [Row(_count(each, grouped)) for each in units.counts if each.is_changed]
    headings = ("split, class", "old", "new", *(("made from, old", "new") if grouped else ()))
    return sheet(headings, rows) if rows else []


def _count(of: DataCount, grouped: bool) -> tuple[str, ...]:
    name = f"{WRITING.name(of.split)} {WRITING.name(of.label)}"
    groups = (f"{of.groups_before:,}", f"{of.groups_after:,}") if grouped else ()
    return name, f"{of.units_before:,}", f"{of.units_after:,}", *groups


def _output(output: DataOutput) -> Row:
    return Row((WRITING.name(output.path), _state(output.old), _state(output.new)))


def _state(state: DataState | None) -> str:
    if state is None:
        return digits.ABSENT
    files = "" if state.files is None else f", {count(state.files, 'file')}"
    return f"{state.digest[:7]} ({digits.size(state.size)}{files})"
