"""Stages that changed, and why."""

from hemolog.reports.compare.change_words import cause
from hemolog.reports.compare.facts.stages import StageChange, Stages
from hemolog.reports.compare.markdown.escape import code, prose
from hemolog.reports.compare.markdown.section import Section, blocks, missing, more, table
from hemolog.reports.compare.markdown.writing import WRITING
from hemolog.reports.compare.words import names

TITLE = "Stages"
_MOST = 6
"""Causes of one; there are fewer kinds."""


def stages(of: Stages, most: int) -> Section:
    """A row each."""
    if of.missing and not of.changes:
        return missing(TITLE, prose(of.missing))
    rows = list(map(_row, of.changes[:most]))
    body = blocks(
        prose(of.missing) if of.missing else "",
        table(("stage", "is now", "because of", "its outputs that changed"), rows) if rows else "",
        more(of.more + len(of.changes) - len(rows)),
        f"As they were: {names(of.same, WRITING)}." if of.same and rows else "",
    )
    return Section(TITLE, f"{len(of.changes) + of.more:,} changed, {len(of.same):,} as they were", body)


def _row(of: StageChange) -> list[str]:
    causes = "; ".join(cause(each, WRITING) for each in of.causes[:_MOST])
    return [code(of.name), str(of.change), causes or "-", _outputs(of.outputs)]


def _outputs(paths: tuple[str, ...]) -> str:
    return names(paths, WRITING) or "-"
