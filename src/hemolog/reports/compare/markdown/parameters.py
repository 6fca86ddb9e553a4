"""Parameters that are not the same on both sides."""

from hemolog.experiments.messages import Value
from hemolog.reports.compare.digits import ABSENT
from hemolog.reports.compare.facts.parameters import Change, ParameterChange, Parameters
from hemolog.reports.compare.markdown.escape import code, prose
from hemolog.reports.compare.markdown.section import Section, blocks, bullets, missing, more, table
from hemolog.reports.compare.words import listed, short
from hemolog.reports.search import words

TITLE = "Parameters"


def parameters(of: Parameters, most: int) -> Section:
    """Old and new of each."""
    if of.missing and not of.changes:
        return missing(TITLE, prose(of.missing))
    shown = of.changes[:most]
    rest = of.more + len(of.changes) - len(shown)
    body = blocks(
        prose(of.missing) if of.missing else "",
        table(("parameter", "old", "new"), map(_row, shown)) if shown else "",
        more(rest),
        bullets(listed(map(prose, of.cautions))),
    )
    changed = f"{len(of.changes) + of.more:,} changed" if of.changes else "none changed"
    return Section(TITLE, f"{changed}, {of.same:,} the same", body)


def _row(change: ParameterChange) -> list[str]:
    name = code(short(change.name)) + (" (no stage reads it)" if change.own else "")
    old = ABSENT if change.change == Change.ADDED else _value(change.old)
    new = ABSENT if change.change == Change.REMOVED else _value(change.new)
    return [name, old, new]


def _value(of: Value) -> str:
    return code(words.value(of))
