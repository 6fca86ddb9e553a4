"""Where what DVC keeps of both sides is to be found."""

from hemolog.reports.compare.facts.artifacts import Artifact, ArtifactChange, Artifacts
from hemolog.reports.compare.markdown.escape import code, prose
from hemolog.reports.compare.markdown.section import Section, blocks, bullets, missing, more
from hemolog.reports.search.words import count
from hemolog.reports.sharing.amounts import size

TITLE = "Artifacts"
_ADDRESS = 300


def artifacts(of: Artifacts, most: int) -> Section:
    """Two lines for one that changed."""
    if not of.rows:
        return missing(TITLE, prose(of.missing))
    rows = of.rows[:most]
    changed = sum(row.is_changed for row in of.rows)
    body = blocks(
        prose(of.missing) if of.missing else "",
        bullets([*(line for row in rows for line in _lines(row)), *map(prose, of.remarks)]),
        more(of.more + len(of.rows) - len(rows)),
    )
    return Section(TITLE, f"{changed:,} of {len(of.rows) + of.more:,} changed", body)


def _lines(row: ArtifactChange) -> list[str]:
    name = code(row.path)
    if row.new is not None and not row.is_changed:
        return [f"{name}, the same: {_place(row.new)}"]
    sides = [("BASE", row.old), ("HEAD", row.new)]
    return [f"{name}, {label}: {'none' if of is None else _place(of)}" for label, of in sides]


def _place(of: Artifact) -> str:
    parts = [code(of.uri, _ADDRESS) if of.uri else f"{code(of.digest)}, at no known remote"]
    parts += [count(of.files, "file")] if of.files is not None else []
    parts += [size(of.size)] if of.size is not None else []
    parts += ["pruned"] if of.pruned else []
    return ", ".join(parts)
