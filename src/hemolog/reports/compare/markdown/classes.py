"""How many items of each class are found, how many flipped each way, and the worst new mistakes."""

from collections.abc import Mapping

from hemolog.reports.compare import digits
from hemolog.reports.compare.change_words import flips, unpaired
from hemolog.reports.compare.facts.classes import ClassChange, Classes, ClassRecall
from hemolog.reports.compare.facts.flips import FlipCount, Flips
from hemolog.reports.compare.facts.mistakes import Mistake
from hemolog.reports.compare.facts.pictures import Picture
from hemolog.reports.compare.markdown.escape import code, prose
from hemolog.reports.compare.markdown.section import Section, blocks, bullets, more, table
from hemolog.reports.compare.markdown.writing import WRITING
from hemolog.reports.compare.words import listed, noun

TITLE = "Classes and single items"
_MOST_PICTURES = 8
_ADDRESS = 300
"""Characters of an address or a command."""


def classes(of: Classes, flipped: Flips, item: str, most: int) -> Section:
    """One table of classes, another of mistakes.

    Args:
        of: their recall.
        flipped: single items.
        item: what people call them, in the plural, as it is in the settings.
        most: rows of a table.
    """
    body = blocks(
        prose(of.missing) if of.missing else "",
        _recalls(of, flipped, most) if of.rows else "",
        _flips(flipped, noun(item, WRITING), most),
    )
    return Section(TITLE, _gist(of, flipped), body)


def _gist(of: Classes, flipped: Flips) -> str:
    recall = "recall not compared" if of.missing else f"recall of {len(of.rows) + of.more:,}"
    if flipped.missing:
        return f"{recall}; single items not paired"
    return f"{recall}; {flipped.fixed:,} items became right, {flipped.broken:,} wrong"


def _recalls(of: Classes, flipped: Flips, most: int) -> str:
    counts = {each.name: each for each in flipped.classes}
    net = {each.name: each.right for each in flipped.net}
    heads = ("class", "recall, old", "recall, new", "change, points")
    last = ("became right", "became wrong") if counts else ("right, net",) if net else ()
    rows = [[*_recall(row), *_flipped(row.name, counts, net)] for row in of.rows[:most]]
    source = f"From {code(of.source)}{f', of {code(of.where)}' if of.where else ''}." if of.source else ""
    return blocks(
        table((*heads, *last), rows, numbers=range(1, 4 + len(last))),
        more(of.more + len(of.rows) - len(rows)),
        source,
        bullets(listed(map(prose, of.remarks))),
    )


def _recall(row: ClassChange) -> list[str]:
    return [code(row.name), _side(row.old), _side(row.new), digits.points(row.delta)]


def _side(of: ClassRecall | None) -> str:
    if of is None:
        return digits.ABSENT
    held = "" if of.right is None or of.items is None else f" ({of.right:,} of {of.items:,})"
    return f"{digits.share(of.recall)}{held}"


def _flipped(name: str, counts: Mapping[str, FlipCount], net: Mapping[str, int]) -> list[str]:
    if counts:
        return [f"{counts[name].fixed:,}", f"{counts[name].broken:,}"] if name in counts else [digits.ABSENT] * 2
    return [f"{net[name]:+,}" if name in net else digits.ABSENT] if net else []


def _flips(of: Flips, item: str, most: int) -> str:
    told = [_picture(each) for each in of.pictures[: min(most, _MOST_PICTURES)]]
    if of.missing:
        return blocks(prose(of.missing), bullets(told))
    units = [f"{code(each.name)}: {each.fixed:,} right, {each.broken:,} wrong" for each in of.units[: most // 6 + 1]]
    return blocks(
        f"{flips(of, item)} {unpaired(of, item)}".strip(),
        f"Most flips: {'; '.join(units)}." if units else "",
        _mistakes(of.worst[:most]),
        bullets(told),
    )


def _mistakes(worst: tuple[Mistake, ...]) -> str:
    if not worst:
        return ""
    heads = ("worst new mistake", "is", "taken for", "p of what it is, old", "new")
    rows = [
        [_item(each), code(each.actual), code(each.predicted), digits.share(each.probability_before), _now(each)]
        for each in worst
    ]
    return table(heads, rows, numbers=(3, 4))


def _item(mistake: Mistake) -> str:
    return code(mistake.name) + (f" of {code(mistake.unit)}" if mistake.unit else "")


def _now(mistake: Mistake) -> str:
    return digits.share(mistake.probability)


def _picture(of: Picture) -> str:
    where = f" at {code(of.uri, _ADDRESS)}" if of.uri else ""
    command = f": {code(of.command, _ADDRESS)}" if of.command else ""
    return f"Picture of {prose(of.side)}, {code(of.path)}{where}{command}"
