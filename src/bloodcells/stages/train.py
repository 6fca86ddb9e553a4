"""Train the model on the training images; keep the weights of the epoch that is best on validation."""

from typing import Any

from bloodcells import console, determinism, paths
from bloodcells.images import arrays, dataset
from bloodcells.lock import only_run
from bloodcells.params.train import TrainParams


def main() -> None:
    """Write the model, the scores of its epoch, and the curves of all epochs."""
    with only_run("train"):
        _train(TrainParams.read())


def _train(params: TrainParams) -> None:
    described = dataset.read()
    means = list(described.channel_means.values())
    determinism.begin(threads=params.threads, seed=params.seed)

    # Only now: TensorFlow takes seconds to import, and mistakes in the parameters should not wait for it.
    from bloodcells.model import keras_file, networks
    from bloodcells.training import curves, fingerprint, run, state, stopping
    from bloodcells.training.epochs import Split

    facts: list[Any] = [described.classes, described.image_size, means]
    store = state.Store(fingerprint.fingerprint(params, facts))
    model = networks.build(params, described.image_size, len(described.classes), means)
    console.say(f"{params.model}: {model.count_params():,} weights, images of {described.image_size} pixels")
    data = {split: Split(*arrays.read(split)) for split in ("train", "val")}
    history = run.run(model, params, data, store).history

    best = stopping.best_epoch(history, params.early_stopping.monitor)
    keras_file.write(model, paths.MODEL)
    curves.publish(history[best - 1], best)
    store.clear()
    scores = history[best - 1]
    console.say(
        f"kept epoch {best}: validation accuracy {scores['val/accuracy']:.3f}, macro F1 {scores['val/macro_f1']:.3f}"
    )


if __name__ == "__main__":
    console.run(main)
