"""`python -m bloodcells.params`: check the whole of params.yaml and show what each stage reads."""

import json

from bloodcells import console
from bloodcells.params.section import Group, read_yaml
from bloodcells.params.whole_file import check
from bloodcells.paths import PARAMS


def main() -> None:
    """Print `name = value` for each parameter, values as JSON, after checking the whole file."""
    sections = check(read_yaml(PARAMS))
    for name, value in {name: section.value(name) for section in sections for name in section.names()}.items():
        print(f"{name} = {json.dumps(value, default=Group.model_dump, ensure_ascii=False)}")


if __name__ == "__main__":
    console.run(main)
