"""What the data of both sides has otherwise."""

from hemolog.reports.compare import change_words, digits
from hemolog.reports.compare.facts.data import DataChange, DataOutput, DataState
from hemolog.reports.compare.facts.unit_changes import DataCount, UnitChanges
from hemolog.reports.compare.markdown.escape import code, prose
from hemolog.reports.compare.markdown.section import Section, blocks, bullets, more, table
from hemolog.reports.compare.markdown.writing import WRITING
from hemolog.reports.search.words import count
from hemolog.reports.sharing.amounts import size

TITLE = "Data"
_SAME = {True: "the same on both sides", False: "not the same", None: "unknown whether it is the same"}


def data(of: DataChange, most: int) -> Section:
    """Unit by unit where that is known, else files and folders."""
    changed = [each for each in of.outputs if each.is_changed]
    outputs = [_output(each) for each in changed[:most]]
    body = blocks(
        prose(of.missing) if of.missing else "",
        "" if of.units is None else _units(of.units, of.group, most),
        table(("file or folder", "old", "new"), outputs) if outputs else "",
        more(of.more + len(changed) - len(outputs)) if outputs else "",
    )
    return Section(TITLE, _SAME[of.same], body)


def _units(of: UnitChanges, group: str, most: int) -> str:
    counts = [each for each in of.counts if each.is_changed]
    grouped = bool(of.groups_before or of.groups_after)
    rows = [_count(each, grouped) for each in counts[:most]]
    heads = ("split", "class", "units, old", "new", *(("groups, old", "new") if grouped else ()))
    return blocks(
        bullets([*change_words.data_changes(of, WRITING), *change_words.group_changes(of, group, WRITING)][: most + 1]),
        table(heads, rows, numbers=range(2, len(heads))) if rows else "",
        more(len(counts) - len(rows)),
    )


def _count(of: DataCount, grouped: bool) -> list[str]:
    groups = [f"{of.groups_before:,}", f"{of.groups_after:,}"] if grouped else []
    return [code(of.split), code(of.label), f"{of.units_before:,}", f"{of.units_after:,}", *groups]


def _output(of: DataOutput) -> list[str]:
    return [code(of.path), _state(of.old), _state(of.new)]


def _state(of: DataState | None) -> str:
    if of is None:
        return digits.ABSENT
    parts = [code(of.digest[:7])]
    parts += [count(of.files, "file")] if of.files is not None else []
    parts += [size(of.size)] if of.size is not None else []
    return ", ".join(parts)
