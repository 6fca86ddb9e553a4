"""The files of all runs, where they are, and from what they were made."""

from hemolog.reports.board.facts.artifacts.places import Places, Remote, read_places
from hemolog.reports.board.facts.artifacts.rows import Artifacts, File, MemberList, StageRow
from hemolog.reports.board.facts.artifacts.sources import Sources
from hemolog.reports.board.facts.artifacts.tables import artifacts, remotes_of

__all__ = [
    "Artifacts",
    "File",
    "MemberList",
    "Places",
    "Remote",
    "Sources",
    "StageRow",
    "artifacts",
    "read_places",
    "remotes_of",
]
