"""Parameters, metrics, classes and confusion: figures of both sides beside each other."""

from rich.console import RenderableType

from hemolog.reports.compare import change_words, digits, words
from hemolog.reports.compare.facts.classes import ClassChange, Classes, ClassRecall
from hemolog.reports.compare.facts.confusion import ConfusionChange
from hemolog.reports.compare.facts.metrics import MetricChange, Metrics
from hemolog.reports.compare.facts.parameters import Change, ParameterChange, Parameters
from hemolog.reports.compare.terminal.sheets import WRITING, Row, lines, remarks, sheet
from hemolog.reports.search.words import count, value, visible

_MOST_CLASSES = 12  # of a confusion that fits a terminal


def parameters(found: Parameters) -> list[RenderableType]:
    """Those that changed."""
    if found.missing:
        return remarks([found.missing])
    told = lines(map(WRITING.sentence, found.cautions), "yellow")
    if not found.changes:
        return told + lines([f"none of {count(found.same, 'parameter')} changed"], "dim")
    rows = [_parameter(each) for each in found.changes]
    return told + sheet(("parameter", "old", "new"), rows, more=found.more)


def _parameter(change: ParameterChange) -> Row:
    old = digits.ABSENT if change.change is Change.ADDED else visible(value(change.old), longest=60)
    new = digits.ABSENT if change.change is Change.REMOVED else visible(value(change.new), longest=60)
    return Row((WRITING.name(words.short(change.name)), old, new), "dim" if change.own else "")


def metrics(found: Metrics) -> list[RenderableType]:
    """Those that changed, and how many did not."""
    if found.missing and not found.rows:
        return remarks([found.missing])
    changed = [row for row in found.changed if not row.of_class]
    same = sum(not row.of_class for row in found.rows) - len(changed)
    told = sheet(("metric", "old", "new", "change", ""), [_metric(row) for row in changed], more=found.more)
    unchanged = lines([f"{count(same, 'metric')} unchanged"] if same else [], "dim")
    return [*remarks([found.missing]), *(told if changed else []), *unchanged]


def _metric(row: MetricChange) -> Row:
    # No colour here, nor of classes: it is a claim, which is for verdicts to make.
    return Row(
        (
            WRITING.name(words.short(row.name)),
            digits.metric(row.old),
            digits.metric(row.new),
            digits.change(row.delta),
            WRITING.sentence(row.problem) or change_words.direction(row.direction),
        )
    )


def classes(found: Classes) -> list[RenderableType]:
    """The recall of each class."""
    if not found.rows:
        return remarks([found.missing])
    headings = ("class", "recall old", "new", "points", "items", "units")
    return sheet(headings, [_class(row) for row in found.rows], more=found.more) + remarks(
        [*found.remarks, found.missing]
    )


def _class(row: ClassChange) -> Row:
    known = row.new or row.old or ClassRecall(None)
    cells = (
        WRITING.name(row.name),
        digits.share(row.old.recall if row.old else None),
        digits.share(row.new.recall if row.new else None),
        digits.points(row.delta),
        digits.count(known.items),
        digits.count(known.units),
    )
    return Row(cells)


def confusion(found: ConfusionChange) -> list[RenderableType]:
    """By how many the counts changed: a row a true class, a column a predicted one."""
    if found.delta is None:
        return remarks([found.missing])
    if len(found.classes) > _MOST_CLASSES:
        return remarks([f"{len(found.classes):,} classes are too many for a terminal: --format markdown tells of them"])
    names = [visible(name, longest=14) for name in found.classes]
    rows = [
        Row((name, *(digits.change(int(each) if each == int(each) else each) for each in counts)))
        for name, counts in zip(names, found.delta, strict=True)
    ]
    unit = WRITING.sentence(found.unit) or "counts"
    return sheet((f"{unit}, actual \\ predicted", *names), rows)
