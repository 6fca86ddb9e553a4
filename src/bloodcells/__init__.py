"""The pipeline: microscope images in, an evaluated Keras model out. Knows nothing of git or DVC."""

from bloodcells import interrupt

interrupt.take_over()
