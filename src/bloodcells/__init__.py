"""The pipeline: microscope images in, an evaluated Keras model out. Knows nothing of git or DVC."""
