"""What a comparison says of data, of single items and of stages, in words that every drawing shares."""

from hemolog.experiments.definition import Direction
from hemolog.reports.compare import words
from hemolog.reports.compare.facts.flips import Flips
from hemolog.reports.compare.facts.metrics import MetricChange
from hemolog.reports.compare.facts.stages import Cause, CauseKind
from hemolog.reports.compare.facts.unit_changes import Names, UnitChanges
from hemolog.reports.compare.words import Writing

CAUSES = {
    CauseKind.CODE: "code",
    CauseKind.PARAMS: "parameters",
    CauseKind.DATA: "data",
    CauseKind.COMMAND: "its command",
    CauseKind.UNEXPLAINED: "nothing that it depends on: other outputs of the same",
}


def direction(of: Direction | None) -> str:
    """Which values are better; empty if nothing tells."""
    return {"max": "higher is better", "min": "lower is better", None: ""}[of]


def effect(change: MetricChange) -> str:
    """Of two numbers alone, whatever chance has in them."""
    if change.delta is None or change.delta == 0:
        return "" if change.delta is None else "same"
    if change.better is None:
        return "higher" if change.delta > 0 else "lower"
    return "better" if change.better else "worse"


def flips(of: Flips, item: str) -> str:
    """One sentence: `Of 2,487 images, 23 became right and 41 became wrong; 310 are wrong on both sides.`.

    Args:
        of: those that are paired.
        item: what people call one, in safe words and the plural.
    """
    return (
        f"Of {of.paired:,} {item}, {of.fixed:,} became right and {of.broken:,} became wrong; "
        f"{of.still_wrong:,} are wrong on both sides."
    )


def unpaired(of: Flips, item: str) -> str:
    """What can't be compared among them; empty if all can."""
    parts = [
        f"{number:,} {what}"
        for number, what in (
            (of.only_base, "only BASE has"),
            (of.only_head, "only HEAD has"),
            (of.relabelled, "of another true class now"),
        )
        if number
    ]
    return f"Not among these {item}: {', '.join(parts)}." if parts else ""


def data_changes(units: UnitChanges, writing: Writing) -> list[str]:
    """A line for each kind of change: how many, and the first names."""
    moved = [(f"moved from {writing.name(of.before)} to {writing.name(of.after)}", of.units) for of in units.moved]
    kinds = (
        ("added", units.added),
        ("removed", units.removed),
        *moved,
        ("of another class", units.relabelled),
        ("made from something else", units.regrouped),
        ("of other bytes under the same name", units.rewritten),
    )
    return [f"{names.count:,} {kind}: {first(names, writing)}" for kind, names in kinds if names.count]


def group_changes(units: UnitChanges, group: str, writing: Writing) -> list[str]:
    """What units were made from: `2 of photograph added: ...`.

    Args:
        units: of both sides.
        group: what the index calls that; empty if nothing.
        writing: how names are written.
    """
    told = (("added", units.groups_added), ("removed", units.groups_removed))
    name = writing.name(group) if group else "groups"
    return [f"{of.count:,} of {name} {what}: {first(of, writing)}" for what, of in told if of.count]


def first(names: Names, writing: Writing) -> str:
    """The first of many names, and how many there are more."""
    return words.names(names.first, writing, max(0, names.count - len(names.first)))


def cause(of: Cause, writing: Writing) -> str:
    """Why a stage is not what it was: `code: src/model.py`."""
    return f"{CAUSES[of.kind]}: {words.names(of.names, writing, of.more)}" if of.names else CAUSES[of.kind]
