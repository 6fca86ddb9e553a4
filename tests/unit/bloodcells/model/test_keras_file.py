"""The canonical file: the same bytes for the same model, and still a Keras file."""

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bloodcells.model import keras_file
from support.prepared import train_params

# Keras asks TensorFlow's variables for arrays in the way of NumPy 1.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")

PATH = Path("models/model.keras")
KINDS = ["cnn", "resnet", "mobilenet"]


def network(kind: str) -> Any:
    from bloodcells import determinism

    determinism.begin(threads=2, seed=3)
    from bloodcells.model import networks

    return networks.build(train_params(model=kind), 32, 4, (90.0, 90.0, 80.0))


@pytest.mark.parametrize("kind", KINDS)
def test_equal_models_give_equal_bytes_and_predict_the_same_when_loaded(workspace: Path, kind: str) -> None:
    import keras

    model = network(kind)
    images = np.random.default_rng(0).integers(0, 256, (5, 32, 32, 3)).astype(np.float32)
    before = model.predict_on_batch(images)
    keras_file.write(model, PATH)
    first = PATH.read_bytes()
    keras_file.write(network(kind), PATH)
    assert PATH.read_bytes() == first
    np.testing.assert_array_equal(keras.saving.load_model(PATH).predict_on_batch(images), before)


def test_members_are_stored_sorted_and_without_a_date(workspace: Path) -> None:
    keras_file.write(network("resnet"), PATH)
    with zipfile.ZipFile(PATH) as archive:
        members = archive.infolist()
        config = json.loads(archive.read("config.json"))
        metadata = json.loads(archive.read("metadata.json"))
    assert [member.filename for member in members] == ["config.json", "metadata.json", "model.weights.h5"]
    assert {(member.date_time, member.compress_type) for member in members} == {((1980, 1, 1, 0, 0, 0), 0)}
    assert metadata["date_saved"] == "1980-01-01@00:00:00"
    assert config["compile_config"] == {}


def test_shared_objects_are_numbered_in_their_order() -> None:
    document = [{"shared_object_id": 140_001, "b": [{"shared_object_id": 97}]}, {"shared_object_id": 140_001}]
    canonical = json.loads(keras_file._canonical("config.json", json.dumps(document).encode()))
    assert canonical == [{"shared_object_id": 1, "b": [{"shared_object_id": 2}]}, {"shared_object_id": 1}]


def test_an_earlier_model_stays_when_the_new_one_cannot_be_saved(workspace: Path) -> None:
    class Unsaveable:
        def save(self, path: Path) -> None:
            path.write_bytes(b"half")
            raise OSError(28, "No space left on device")

    PATH.parent.mkdir()
    PATH.write_bytes(b"earlier")
    with pytest.raises(OSError, match="No space"):
        keras_file.write(Unsaveable(), PATH)
    assert [path.read_bytes() for path in PATH.parent.iterdir()] == [b"earlier"]
