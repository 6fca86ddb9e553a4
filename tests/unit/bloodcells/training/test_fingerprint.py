"""A training is known by all that its result depends on."""

import shutil
from pathlib import Path

import pytest
import yaml

from bloodcells import paths
from bloodcells.training import fingerprint as module
from bloodcells.training.fingerprint import fingerprint
from support.prepared import train_params, write_prepared

FACTS: list[object] = [["A", "B"], 12, [1.0, 2.0, 3.0]]


@pytest.fixture
def prepared(workspace: Path) -> Path:
    write_prepared(workspace)
    return workspace


def test_equal_trainings_have_equal_fingerprints_in_any_folder(prepared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = fingerprint(train_params(), FACTS)
    (prepared / "elsewhere").mkdir()
    write_prepared(prepared / "elsewhere")
    monkeypatch.chdir(prepared / "elsewhere")
    assert fingerprint(train_params(), FACTS) == here


@pytest.mark.parametrize(
    "changes", [{"seed": 8}, {"threads": 1}, {"learning_rate": 1e-05}, {"augmentation__zoom": 0.0}, {"epochs": 3}]
)
def test_another_parameter_is_another_training(prepared: Path, changes: dict[str, float]) -> None:
    assert fingerprint(train_params(**changes), FACTS) != fingerprint(train_params(), FACTS)


@pytest.mark.parametrize(
    "file", [paths.images("train"), paths.labels("train"), paths.images("val"), paths.labels("val")]
)
def test_other_data_are_another_training(prepared: Path, file: Path) -> None:
    before = fingerprint(train_params(), FACTS)
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    assert fingerprint(train_params(), FACTS) != before


def test_other_classes_are_another_training(prepared: Path) -> None:
    assert fingerprint(train_params(), [["A", "C"], *FACTS[1:]]) != fingerprint(train_params(), FACTS)


def test_other_code_is_another_training(prepared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(module.CODE, prepared / "package", ignore=shutil.ignore_patterns("__pycache__"))
    before = fingerprint(train_params(), FACTS)
    monkeypatch.setattr(module, "CODE", prepared / "package")
    assert fingerprint(train_params(), FACTS) == before
    for name in ("evaluation/curves.py", "training/augment.py"):
        with (prepared / "package" / name).open("a") as file:
            file.write("# a change\n")
        assert (fingerprint(train_params(), FACTS) != before) is name.startswith("training")


def test_the_code_is_what_the_stage_depends_on() -> None:
    root = module.CODE.parents[1]
    deps = yaml.safe_load((root / "dvc.yaml").read_text())["stages"]["train"]["deps"]
    files = {path.relative_to(root).as_posix() for path in module.code() if path.name != "__init__.py"}
    assert files == {dep for dep in deps if dep.startswith("src/")}
