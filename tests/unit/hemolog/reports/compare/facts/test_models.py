"""Tests of the size of models and of how many numbers they hold."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from hemolog.reports.compare.facts import weights
from hemolog.reports.compare.facts.models import BegunModels, Models
from hemolog.reports.compare.facts.weights import WeightCounts
from hemolog.reports.compare.settings import CompareSettings
from support.compared_pairs import of_repository
from support.compared_repository import BASE, Compared, compared_repository

SHAPES = {
    "layers/dense/vars/0": (5, 3),
    "layers/dense/vars/1": (3,),
    "layers/dropout/seed_generator/vars/0": (2,),
    "layers/scale/vars/0": (),
    "optimizer/vars/1": (5, 3),
}
WEIGHTS = 5 * 3 + 3 + 1
PLAIN = CompareSettings()


def hdf5(shapes: dict[str, tuple[int, ...]]) -> bytes:
    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        for name, shape in shapes.items():
            file.create_dataset(name, data=np.zeros(shape, np.float32))
    return memory.getvalue()


def keras(member: str = "model.weights.h5", data: bytes | None = None) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("config.json", "{}")
        archive.writestr(member, hdf5(SHAPES) if data is None else data)
    return memory.getvalue()


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    base = replace(BASE, model=keras())
    found = compared_repository(tmp_path_factory.mktemp("models"), base, replace(base, model=hdf5({"a": (7, 2)})))
    found.branch("damaged", replace(base, model=b"PK no model"))
    found.branch("gone", replace(base, model=b"a model that nobody has"))
    found.forget("model.keras")
    return found


def models(repository: Compared, head: str, settings: CompareSettings = PLAIN) -> Models:
    return BegunModels(of_repository(repository.here.root, "main", head), settings).result()


def test_weights_are_counted_without_optimizer_and_seeds(repository: Compared) -> None:
    (model,) = models(repository, "change").models
    assert model.path == "model.keras"
    assert model.old is not None
    assert model.new is not None
    assert (model.old.weights, model.new.weights) == (WEIGHTS, 14)
    assert (model.old.digest, model.old.size) == (repository.digest("model.keras", "main"), len(keras()))


def test_what_can_t_be_counted_says_why(repository: Compared) -> None:
    (damaged,) = models(repository, "damaged").models
    assert damaged.new is not None
    assert damaged.new.missing.startswith("it is no Keras model that can be read: ")
    (gone,) = models(repository, "gone").models
    assert gone.new is not None
    assert (gone.new.weights, gone.new.size) == (None, 23)
    assert gone.new.missing.startswith("model.keras of HEAD is neither in git nor in DVC's cache: `git switch")


def test_settings_may_name_the_model(repository: Compared) -> None:
    (named,) = models(repository, "change", CompareSettings(model="results/worst.png")).models
    assert named.path == "results/worst.png"
    assert models(repository, "change", CompareSettings(model="other.keras")).missing == (
        "no stage of either side made other.keras, which `compare.model` in params.yaml names"
    )


def test_damaged_files_are_told_and_the_next_ones_are_counted(tmp_path: Path) -> None:
    odd = {
        "empty": b"",
        "text": b"no model",
        "zip of text": keras(data=b"no weights"),
        "zip of others": keras("other"),
        "cut zip": keras()[:200],
        "cut weights": hdf5(SHAPES)[:300],
        "no weights": hdf5({}),
    }
    files = [tmp_path / name for name in (*odd, "right")]
    for file in files:
        file.write_bytes(odd.get(file.name, keras()))
    found = WeightCounts([*files, files[0]]).result()
    assert {file.name: count for file, count in found.items() if isinstance(count, int)} == {"right": WEIGHTS}
    assert found[tmp_path / "no weights"] == "it holds no weights"
    assert "it is no Keras model that can be read" in str(found[tmp_path / "text"])


def test_a_process_that_takes_too_long_or_dies_costs_only_its_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script, file = tmp_path / "script.py", tmp_path / "model"
    monkeypatch.setattr(weights.weights_of_file, "__file__", str(script))
    monkeypatch.setattr(weights, "LONGEST", 1.0)
    for source in ("import os; print(3, flush=True); os.abort()", "import time; print(3, flush=True); time.sleep(60)"):
        script.write_text(source)
        assert WeightCounts([file, tmp_path]).result() == {
            file: 3,
            tmp_path: "reading it ended without a result: it may be damaged",
        }
    script.write_text("print('[]')")
    assert isinstance(WeightCounts([file]).result()[file], str)


def test_nothing_to_count_starts_no_process() -> None:
    assert WeightCounts([]).result() == {}
