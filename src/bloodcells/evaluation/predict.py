"""A trained model from its file, and what it says of images."""

import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bloodcells.console import one_line, track
from bloodcells.errors import ModelError

BATCH = 256
"""Images a step; the last one is smaller. Fixed, for a sum's last bits may depend on it."""

# What Keras and the standard library raise on damaged files, found by damaging them.
_DAMAGE = (OSError, EOFError, ValueError, TypeError, LookupError, RuntimeError, zipfile.BadZipFile, zlib.error)

TOLERANCE = 1e-3
"""How far a row of probabilities may be from 1, by rounding."""


def load(path: Path, image_size: int, classes: int) -> Any:
    """Load a Keras model that fits the data set.

    Args:
        path: of the `.keras` file.
        image_size: side of the images, in pixels.
        classes: number of outputs expected.

    Raises:
        ModelError: the file is missing or damaged, or the model takes other images or tells other classes apart.
    """
    import keras
    import tensorflow as tf

    if not path.is_file():
        raise ModelError(f"{path} is missing: run `dvc repro train`, or `dvc pull` where there is a remote")
    try:
        if not zipfile.is_zipfile(path):
            raise zipfile.BadZipFile("not a whole zip archive")  # Keras would say "file not found"
        model = keras.saving.load_model(path, compile=False)
    except (MemoryError, tf.errors.ResourceExhaustedError) as error:
        raise ModelError(f"{path} holds a model too large for the memory: run `dvc repro -f train`") from error
    except (*_DAMAGE, tf.errors.OpError) as error:
        reason = one_line(error)[:200]
        raise ModelError(f"{path} is no readable Keras model ({reason}): run `dvc repro -f train`") from error
    expected = (None, image_size, image_size, 3), (None, classes)
    received = getattr(model, "input_shape", None), getattr(model, "output_shape", None)
    if received != expected:
        raise ModelError(
            f"{path} was trained on another data set. Expected input {expected[0]} and output {expected[1]}. "
            f"Received {received[0]} and {received[1]}. Run `dvc repro train`."
        )
    return model


def probabilities(model: Any, images: NDArray[np.uint8], what: str) -> NDArray[np.float32]:
    """Ask the model about each image, some at a time, under a progress bar.

    Args:
        model: as `load` gives it.
        images: `(n, size, size, 3)` uint8; may be memory-mapped.
        what: the bar's name.

    Returns:
        `(n, k)` float32, each row a distribution over the classes.

    Raises:
        ModelError: the model's answers are no probabilities.
    """
    starts = range(0, len(images), BATCH)
    answers = [
        np.asarray(model.predict_on_batch(np.asarray(images[start : start + BATCH], np.float32)), np.float32)
        for start in track(starts, what=what, total=len(starts))
    ]
    rows: NDArray[np.float32] = np.concatenate(answers)
    if not ((rows >= 0).all() and np.allclose(rows.sum(axis=1), 1, atol=TOLERANCE)):  # nan is neither
        raise ModelError("the model's outputs are no probabilities: it diverged, or does not end in a softmax")
    return rows
