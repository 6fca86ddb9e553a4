"""The size of models, and how many parameters they have."""

from hemolog.reports.compare.digits import ABSENT
from hemolog.reports.compare.facts.models import Models, ModelState
from hemolog.reports.compare.markdown.escape import code, prose
from hemolog.reports.compare.markdown.section import Section, blocks, bullets, missing, more, table
from hemolog.reports.compare.words import listed
from hemolog.reports.sharing.amounts import size

TITLE = "Model"


def models(of: Models, most: int) -> Section:
    """A row each."""
    if of.missing and not of.models:
        return missing(TITLE, prose(of.missing))
    shown = of.models[:most]
    rows = [
        [code(each.path), _size(each.old), _size(each.new), _weights(each.old), _weights(each.new)] for each in shown
    ]
    unknown = dict.fromkeys(why for each in shown for side in (each.old, each.new) if side and (why := side.missing))
    body = blocks(
        prose(of.missing) if of.missing else "",
        table(("model", "size, old", "new", "parameters, old", "new"), rows, numbers=range(1, 5)) if rows else "",
        more(of.more + len(of.models) - len(shown)),
        bullets(listed(map(prose, unknown))),
    )
    changed = sum(each.is_changed for each in of.models)
    return Section(TITLE, f"{changed:,} of {len(of.models) + of.more:,} changed", body)


def _size(of: ModelState | None) -> str:
    return ABSENT if of is None or of.size is None else size(of.size)


def _weights(of: ModelState | None) -> str:
    return ABSENT if of is None or of.weights is None else f"{of.weights:,}"
