"""`python -m bloodcells.params`: check the whole of params.yaml and show what each stage reads."""

import json
from typing import Any

from bloodcells import console
from bloodcells.errors import ParamsError
from bloodcells.params.evaluate import EvaluateParams
from bloodcells.params.fetch import FetchParams
from bloodcells.params.prepare import PrepareParams
from bloodcells.params.section import Group, Section, nearest, read_yaml
from bloodcells.params.train import TrainParams
from bloodcells.paths import PARAMS

SECTIONS: tuple[type[Section], ...] = (FetchParams, PrepareParams, TrainParams, EvaluateParams)

# Sections that other tools read from the same file: they are not this pipeline's to judge.
FOREIGN = ("search", "compare", "board")


def check(document: dict[str, Any]) -> list[Section]:
    """Check every section and every top-level name.

    Returns:
        The sections in the order of the stages.

    Raises:
        ParamsError: names every problem of the whole file.
    """
    known = [*(kind.section for kind in SECTIONS), *(name for kind in SECTIONS for name in kind.shared), *FOREIGN]
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


def main() -> None:
    """Print `name = value` for each parameter, values as JSON, after checking the whole file."""
    sections = check(read_yaml(PARAMS))
    for name, value in {name: section.value(name) for section in sections for name in section.names()}.items():
        print(f"{name} = {json.dumps(value, default=Group.model_dump, ensure_ascii=False)}")


if __name__ == "__main__":
    console.run(main)
