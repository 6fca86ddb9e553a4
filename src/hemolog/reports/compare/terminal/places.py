"""Where artifacts of both sides lie and what brings either: lines to be copied, however long they are."""

from collections.abc import Iterator

from hemolog.reports.compare.facts.artifacts import Artifact, Artifacts
from hemolog.reports.compare.facts.flips import Flips
from hemolog.reports.compare.facts.pair import BASE, HEAD
from hemolog.reports.compare.facts.ways import Ways
from hemolog.reports.compare.terminal.sheets import WRITING
from hemolog.reports.search.words import count


def artifacts(found: Artifacts) -> Iterator[str]:
    """What changed, and at which address it lies."""
    changed = [each for each in found.rows if each.is_changed]
    for each in changed:
        for side, artifact in ((BASE, each.old), (HEAD, each.new)):
            yield f"{WRITING.name(each.path)}, {side}: {_place(artifact)}"
    if same := len(found.rows) - len(changed):
        yield f"{count(same, 'artifact')} unchanged"
    if found.more:
        yield f"and {found.more:,} more"
    yield from map(WRITING.sentence, filter(None, [*found.remarks, found.missing]))


def _place(artifact: Artifact | None) -> str:
    if artifact is None:
        return "none"
    known = WRITING.sentence(artifact.uri) or f"{WRITING.name(artifact.digest)}, at no address that is known"
    return f"{known} (pruned, can be made again)" if artifact.pruned else known


def ways(found: Ways, flips: Flips) -> Iterator[str]:
    """A command a line."""
    for side, ways in ((BASE, found.base), (HEAD, found.head)):
        for way in ways:
            yield f"{WRITING.sentence(way.command)}  # {side}: {WRITING.sentence(way.purpose)}"
    for picture in flips.pictures:
        told = f"# {picture.side}: its picture {WRITING.name(picture.path)}"  # Of the workspace, where it lies.
        yield f"{WRITING.sentence(picture.command)}  {told}" if picture.command else told
