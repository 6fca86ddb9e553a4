"""TensorFlow as a function of its inputs: the same bytes out, whatever ran before in this process."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from bloodcells.errors import TrainingError


def begin(*, threads: int, seed: int) -> None:
    """Import TensorFlow quietly and put it into a known state: threads, deterministic operations, seeds, no models.

    Sums may be cut into as many parts as there are threads, so their number belongs to the result.

    Args:
        threads: within an operation, and of operations at once. TensorFlow fixes both when it first computes.
        seed: of Python, NumPy and TensorFlow.

    Raises:
        TrainingError: TensorFlow has started in this process with other threads, or Keras without TensorFlow.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["KERAS_BACKEND"] = "tensorflow"
    with _silent_stderr():
        import keras
        import tensorflow as tf
    if keras.backend.backend() != "tensorflow":
        raise TrainingError(f"Keras has started with {keras.backend.backend()}: unset KERAS_BACKEND and try again")
    try:
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(threads)
    except RuntimeError:
        started = tf.config.threading.get_intra_op_parallelism_threads() or "the default number of"
        raise TrainingError(
            f"TensorFlow has started in this process with {started} threads. Expected threads = {threads}, "
            "which is part of the result. Run the stage in a process of its own."
        ) from None
    tf.config.experimental.enable_op_determinism()
    keras.backend.clear_session()
    keras.config.set_floatx("float32")
    keras.config.set_image_data_format("channels_last")
    keras.config.set_dtype_policy("float32")
    keras.utils.set_random_seed(seed)


@contextmanager
def _silent_stderr() -> Iterator[None]:
    # TensorFlow tells of its build before its log level counts, from C++, so only the descriptor can be silenced.
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)
