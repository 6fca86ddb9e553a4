"""`params.yaml` stands in the form that `dvc exp run -S` writes, so that an experiment's diff shows what was set."""

import shutil
from pathlib import Path

import pytest
from dvc.utils.hydra import apply_overrides

from support.repositories import ROOT


@pytest.mark.parametrize(
    "setting",
    [
        "search.seed=1",
        "train.learning_rate={train.learning_rate}",
        "train.model={train.model}",
        "seed={seed}",
        "train.weights=null",
    ],
)
def test_setting_a_value_to_itself_changes_nothing(setting: str, workspace: Path) -> None:
    from bloodcells.params.section import read_yaml
    from bloodcells.params.whole_file import check

    shutil.copy(ROOT / "params.yaml", "params.yaml")
    for section in check(read_yaml(Path("params.yaml"))):
        for name in section.names():
            setting = setting.replace(f"{{{name}}}", str(section.value(name)))

    apply_overrides("params.yaml", [setting])

    assert Path("params.yaml").read_text() == (ROOT / "params.yaml").read_text()
