"""What the data of both sides has otherwise."""

from collections.abc import Iterator

from rich.console import RenderableType

from hemolog.reports.compare import digits
from hemolog.reports.compare.facts.data import DataChange, DataOutput, DataState
from hemolog.reports.compare.facts.unit_changes import Names, UnitChanges
from hemolog.reports.compare.terminal.sheets import WRITING, Row, lines, remarks, sheet
from hemolog.reports.search.words import count

_MOST_NAMES = 4


def data(found: DataChange) -> list[RenderableType]:
    """What the data of both sides has otherwise."""
    told = lines(["both sides have the same data"] if found.same else [], "dim")
    if found.units is not None and not found.units.is_empty:
        told += [*lines(_units(found.units)), *_counts(found.units)]
    changed = [each for each in found.outputs if each.is_changed]
    if changed:
        told += sheet(("data", "old", "new"), [_output(each) for each in changed], more=found.more)
    return [*told, *remarks([found.missing])]


def _units(units: UnitChanges) -> Iterator[str]:
    groups = f", made from {units.groups_before:,} and {units.groups_after:,}" if units.groups_after else ""
    yield f"{units.units_before:,} before, {units.units_after:,} now{groups}"
    told = (
        ("added", units.added),
        ("removed", units.removed),
        ("of another class", units.relabelled),
        ("made from something else", units.regrouped),
        ("of other bytes", units.rewritten),
        ("sources added", units.groups_added),
        ("sources removed", units.groups_removed),
    )
    yield from (_names(what, names) for what, names in told if names.count)
    for move in units.moved:
        yield _names(f"moved from {WRITING.name(move.before)} to {WRITING.name(move.after)}", move.units)


def _names(what: str, names: Names) -> str:
    first = ", ".join(map(WRITING.name, names.first[:_MOST_NAMES]))
    return f"{names.count:,} {what}: {first}{', ...' if names.count > _MOST_NAMES else ''}"


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
