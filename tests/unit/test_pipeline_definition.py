"""`dvc.yaml` says everything that a stage reads: its code, its parameters, and nothing else."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bloodcells.images.references import OBJECTS
from bloodcells.params.evaluate import EvaluateParams
from bloodcells.params.fetch import FetchParams
from bloodcells.params.prepare import PrepareParams
from bloodcells.params.section import Section
from bloodcells.params.train import TrainParams
from bloodcells.params.whole_file import TRACKER
from support.parameter_reads import reads

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
STAGES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "dvc.yaml").read_text())["stages"]
PARAMS: dict[str, type[Section]] = {
    "fetch": FetchParams,
    "prepare": PrepareParams,
    "train": TrainParams,
    "evaluate": EvaluateParams,
}

# Imports that are no deps: a change in them can't change an output, and must not retrain anything.
EXEMPT = {
    "src/bloodcells/errors.py": "the words of error messages",
    "src/bloodcells/console.py": "progress and exit codes",
    "src/bloodcells/interrupt.py": "the end of a stage that has not begun",
}
# Files that a stage reads beside its modules.
PACKAGE_DATA = {"prepare": {"src/bloodcells/images/blood_cells_sources.csv"}}


def module_file(name: str) -> Path | None:
    path = SRC / name.replace(".", "/")
    if path.with_suffix(".py").is_file():
        return path.with_suffix(".py")
    return path / "__init__.py" if (path / "__init__.py").is_file() else None


def imported(file: Path) -> Iterator[str]:
    """Every module of this repository that `file` imports, anywhere in it."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules_of(stage: str) -> set[str]:
    """The files that the stage's module needs, itself included, without packages' `__init__.py`."""
    waiting, seen = [SRC / f"bloodcells/stages/{stage}.py"], set()
    while waiting:
        file = waiting.pop()
        if file in seen:
            continue
        seen.add(file)
        waiting += [found for name in imported(file) if (found := module_file(name)) is not None]
    return {file.relative_to(ROOT).as_posix() for file in seen if file.name != "__init__.py"}


def code_deps(stage: str) -> set[str]:
    return {dep for dep in STAGES[stage]["deps"] if dep.startswith("src/")}


def test_stages_are_the_modules_of_the_stages_package() -> None:
    modules = {file.stem for file in (SRC / "bloodcells/stages").glob("*.py")} - {"__init__"}
    assert set(STAGES) == modules


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_runs_its_own_module_from_its_own_checkout(stage: str) -> None:
    assert STAGES[stage]["cmd"] == f"PYTHONPATH=src python -m bloodcells.stages.{stage}"
    assert STAGES[stage]["desc"]


@pytest.mark.parametrize("stage", STAGES)
def test_deps_are_exactly_what_the_stage_imports(stage: str) -> None:
    assert code_deps(stage) == modules_of(stage) - set(EXEMPT) | PACKAGE_DATA.get(stage, set())


def test_init_files_hold_no_code_that_could_change_an_output() -> None:
    for file in (SRC / "bloodcells").rglob("__init__.py"):
        docstring, *code = ast.parse(file.read_text()).body
        assert isinstance(docstring, ast.Expr)
        expected = "from bloodcells import interrupt\ninterrupt.take_over()" if file.parent.name == "bloodcells" else ""
        assert ast.unparse(ast.Module(code, [])) == expected, file


@pytest.mark.parametrize("stage", STAGES)
def test_no_output_switches_the_run_cache_off(stage: str) -> None:
    # `cache: false` does, under `outs`; under `metrics` and `plots` it doesn't.
    assert [out for out in STAGES[stage].get("outs", ()) if not isinstance(out, str)] == []


def test_the_record_of_objects_is_an_output_that_git_keeps() -> None:
    assert STAGES["fetch"]["metrics"] == [{OBJECTS.as_posix(): {"cache": False}}]


@pytest.mark.parametrize("stage", STAGES)
def test_declared_params_are_those_that_the_section_types(stage: str) -> None:
    assert STAGES[stage]["params"] == PARAMS[stage].names()


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_reads_each_of_its_params_and_no_other_section(stage: str) -> None:
    modules = [(ROOT / file).read_text() for file in modules_of(stage) if "/params/" not in file]
    read = set().union(*(reads(code, PARAMS[stage]) for code in modules))
    assert [name for name in PARAMS[stage].names() if name not in read] == []
    sections = {Path(file).stem for file in modules_of(stage) if "/params/" in file}
    assert sections == {stage, "section"}


def test_every_parameter_of_the_file_belongs_to_one_stage_or_to_the_tracker() -> None:
    document = yaml.safe_load((ROOT / "params.yaml").read_text())
    declared = {name.partition(".")[0] for stage in STAGES.values() for name in stage["params"]}
    assert set(document) - set(TRACKER) == declared
    assert not declared & set(TRACKER)
