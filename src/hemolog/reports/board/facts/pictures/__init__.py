"""Pictures that a page holds: looked at, bounded, each once."""

from hemolog.reports.board.facts.pictures.album import PAGE, Album
from hemolog.reports.board.facts.pictures.of_runs import LeftOut, Pictures, PicturesOfRuns, Shown, command_for
from hemolog.reports.board.facts.pictures.picture import LARGEST, READ, SUFFIXES, Picture, look_at

__all__ = [
    "LARGEST",
    "PAGE",
    "READ",
    "SUFFIXES",
    "Album",
    "LeftOut",
    "Picture",
    "Pictures",
    "PicturesOfRuns",
    "Shown",
    "command_for",
    "look_at",
]
