"""What is taken for what: the counts that changed, the largest changes first."""

from hemolog.reports.compare import digits
from hemolog.reports.compare.facts.confusion import ConfusionChange
from hemolog.reports.compare.markdown.escape import code, prose
from hemolog.reports.compare.markdown.section import Section, blocks, missing, more, table

TITLE = "Confusion"


def confusion(of: ConfusionChange, most: int) -> Section:
    """A row for each cell that changed."""
    if of.missing or of.old is None or of.new is None or of.delta is None:
        return missing(TITLE, prose(of.missing))
    size = range(len(of.classes))
    cells = sorted(
        ((row, column) for row in size for column in size if of.delta[row][column]),
        key=lambda cell: (-abs(of.delta[cell[0]][cell[1]]) if of.delta else 0, cell),
    )
    rows = [
        [
            code(of.classes[row]),
            "itself" if row == column else code(of.classes[column]),
            digits.count(of.old[row][column]),
            digits.count(of.new[row][column]),
            digits.change(of.delta[row][column]),
        ]
        for row, column in cells[:most]
    ]
    heads = ("is", "taken for", "old", "new", "change")
    body = blocks(table(heads, rows, numbers=range(2, 5)), more(len(cells) - len(rows)), _source(of)) if rows else ""
    return Section(TITLE, f"{len(cells):,} of {len(size) ** 2:,} counts changed", body)


def _source(of: ConfusionChange) -> str:
    where = ", ".join(f"{code(f'{name} = {value}')}" for name, value in list(of.where.items())[:6])
    counted = f"Counts of {prose(of.unit)}" if of.unit else "Counts"
    return f"{counted} from {code(of.file)}{f', of {where}' if where else ''}."
