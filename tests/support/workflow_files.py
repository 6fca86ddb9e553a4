"""The workflows of this repository, as GitHub reads them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).resolve().parents[2] / ".github/workflows"
FILES = sorted(FOLDER.glob("*.yml"))
Workflow = Mapping[str, Any]
Step = Mapping[str, Any]


def workflow(name: str) -> Workflow:
    """A workflow, by the name of its file without the ending."""
    loaded: Workflow = YAML(typ="safe").load(FOLDER / f"{name}.yml")
    return loaded


WORKFLOWS: Mapping[str, Workflow] = {file.stem: workflow(file.stem) for file in FILES}


def steps() -> Iterator[tuple[str, Step]]:
    """Every step of every job, beside where it stands."""
    for name, content in WORKFLOWS.items():
        for job, told in content["jobs"].items():
            for number, step in enumerate(told["steps"]):
                yield f"{name}.{job}.{step.get('name') or step.get('uses') or number}", step
