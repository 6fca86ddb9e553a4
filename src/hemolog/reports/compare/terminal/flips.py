"""Single items that became right or wrong, with the worst new mistakes."""

from rich.console import RenderableType

from hemolog.reports.compare import change_words, digits
from hemolog.reports.compare.facts.flips import Flips
from hemolog.reports.compare.terminal.sheets import WRITING, Row, lines, remarks, sheet


def flips(found: Flips, item: str) -> list[RenderableType]:
    """How many each way, by class and by unit; or the reason why that isn't known, and what still is.

    Args:
        found: the facts.
        item: what people call one, in the plural.
    """
    if found.missing:
        net = [f"{WRITING.name(each.name)} {each.right:+,}" for each in found.net if each.right]
        known = [f"net change of those that are right: {', '.join(net)}"] if net else []
        return [*remarks([found.missing]), *lines(known)]
    item = WRITING.name(item)
    told = lines(filter(None, [change_words.flips(found, item), change_words.unpaired(found, item)]))
    counts = [
        Row((WRITING.name(each.name), f"{each.fixed:,}", f"{each.broken:,}", f"{each.items:,}"))
        for each in (*found.classes, *found.units)
        if each.fixed or each.broken
    ]
    if counts:
        told += sheet(("class, unit", "right now", "wrong now", "of"), counts, more=found.more_units)
    if found.worst:
        told += [*lines(["", "the worst new mistakes"], "bold"), *_worst(found)]
    return told


def _worst(found: Flips) -> list[RenderableType]:
    rows = [
        Row(
            (
                WRITING.name(each.name),
                WRITING.name(each.unit),
                WRITING.name(each.actual),
                WRITING.name(each.predicted),
                digits.share(each.probability),
            )
        )
        for each in found.worst
    ]
    return sheet(("item", "unit", "is", "taken for", "p of what it is"), rows, texts=4)
