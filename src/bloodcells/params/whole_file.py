"""The whole of params.yaml: the section of every stage, and no name that belongs to nobody."""

from typing import Any

from bloodcells.errors import ParamsError
from bloodcells.params.evaluate import EvaluateParams
from bloodcells.params.fetch import FetchParams
from bloodcells.params.prepare import PrepareParams
from bloodcells.params.section import Section, nearest
from bloodcells.params.train import TrainParams

SECTIONS: tuple[type[Section], ...] = (FetchParams, PrepareParams, TrainParams, EvaluateParams)

TRACKER = ("search", "compare", "board")
"""Sections that the tracker reads from the same file: known here by name, and not this pipeline's to judge."""


def check(document: dict[str, Any]) -> list[Section]:
    """Check every section of a stage, and every top-level name.

    Args:
        document: as `section.read_yaml` gives it.

    Returns:
        The sections in the order of the stages.

    Raises:
        ParamsError: names every problem of the whole file.
    """
    known = [*(kind.section for kind in SECTIONS), *(name for kind in SECTIONS for name in kind.shared), *TRACKER]
    problems, sections = [], []
    for name in document:
        if name not in known:
            meant = nearest(str(name), known)
            problems.append(f"{name} is unknown" + (f" (did you mean {meant}?)" if meant else ""))
    for kind in SECTIONS:
        try:
            sections.append(kind.parse(document))
        except ParamsError as error:
            problems += error.problems
    if problems:
        raise ParamsError(list(dict.fromkeys(problems)))
    return sections
