"""TensorFlow's threads and seeds, as the stages start it."""

import os

import numpy as np
import pytest

from bloodcells import determinism
from bloodcells.errors import TrainingError


def drawn(seed: int) -> list[float]:
    determinism.begin(threads=2, seed=seed)
    import random

    import tensorflow as tf

    return [random.random(), float(np.random.random()), float(tf.random.uniform(()))]


def test_the_seed_decides_everything_that_is_drawn() -> None:
    assert drawn(1) == drawn(1)
    assert not set(drawn(1)) & set(drawn(2))


def test_the_same_threads_again_are_fine_and_others_are_refused() -> None:
    import tensorflow as tf

    determinism.begin(threads=2, seed=0)
    tf.constant(1) + 1
    determinism.begin(threads=2, seed=0)
    with pytest.raises(TrainingError, match=r"with 2 threads\. Expected threads = 3.*process of its own"):
        determinism.begin(threads=3, seed=0)
    assert tf.config.threading.get_inter_op_parallelism_threads() == 2


def test_names_of_layers_begin_anew() -> None:
    import keras

    names = []
    for _ in range(2):
        determinism.begin(threads=2, seed=0)
        names.append(keras.layers.Dense(1).name)
    assert names[0] == names[1]


def test_settings_of_the_user_do_not_count() -> None:
    import keras

    keras.config.set_floatx("float64")
    keras.config.set_image_data_format("channels_first")
    keras.config.set_dtype_policy("mixed_bfloat16")
    determinism.begin(threads=2, seed=0)
    assert (keras.config.floatx(), keras.config.image_data_format()) == ("float32", "channels_last")
    assert keras.config.dtype_policy().name == "float32"


def test_stderr_works_again_after_the_import(capfd: pytest.CaptureFixture[str]) -> None:
    determinism.begin(threads=2, seed=0)
    os.write(2, b"heard")
    assert "heard" in capfd.readouterr().err
