"""Speed of the stage `train`, beside the same network with Keras' augmentation layers inside, on the same arrays.

Both train the network of params.yaml with the same optimizer on the same images, and both hold to deterministic
operations. The peer is what Keras' guides show: `fit` on a plain `tf.data` pipeline. All take turns (`turns`). CPU time
is told beside the clock's, for on a busy machine it says more.

    make bench, or: PYTHONPATH=src python bench/bench_train.py [--rounds N] [--steps N] [--set train.width=32 ...]
"""

import argparse
import statistics
from collections.abc import Callable, Iterator
from itertools import islice

import yaml
from turns import ROOT, Seconds, compete, consume, median_ratio, serve

IMAGES, CLASSES = 2048, 4
MATRIX, PRODUCTS = 2048, 3  # rows and columns, large enough to reach the peak; products a run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9, help="default: %(default)s")
    parser.add_argument("--steps", type=int, default=24, help="of each in a round (default: %(default)s)")
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE", help="parameters to change")
    parser.add_argument("--only", nargs="*", choices=CONTESTANTS, default=list(CONTESTANTS), help="beside ours")
    parser.add_argument("--child", choices=CONTESTANTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        serve(CONTESTANTS[options.child](options.set, options.steps))
        return
    names = [OURS, *(name for name in options.only if name != OURS)]
    settings = ["--steps", str(options.steps), "--set", *options.set]
    runs = compete({name: ["--child", name, *settings] for name in names}, options.rounds)
    report(runs, options.steps, options.set)


def report(runs: dict[str, list[Seconds]], steps: int, changes: list[str]) -> None:
    """Print a table of the contestants, and what share of the peak our steps reach."""
    params, size = read_params(changes)
    rounds = len(runs[OURS])
    print(f"{params.model} of width {params.width} on {size}x{size} pixels, {params.precision},")
    print(f"{params.threads} threads, batches of {params.batch_size}; medians of {rounds} rounds of {steps} steps\n")
    print("| what | ms a step | CPU ms a step | images/s | ours is faster | by CPU |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, seconds in runs.items():
        if name != PEAK:
            clock, cpu = (statistics.median(column) / steps for column in zip(*seconds, strict=True))
            ratios = " | ".join(f"{median_ratio(seconds, runs[OURS], column):.2f} x" for column in (0, 1))
            print(f"| {name} | {clock * 1e3:.1f} | {cpu * 1e3:.1f} | {params.batch_size / clock:,.0f} | {ratios} |")
    if PEAK in runs:
        needed = training_flops(params, size) * params.batch_size / 1e9
        for column, what in enumerate(("by the clock", "by CPU")):
            peak = PRODUCTS * 2 * MATRIX**3 / 1e9 / statistics.median(run[column] for run in runs[PEAK])
            share = needed * steps / peak / statistics.median(run[column] for run in runs[OURS])
            print(f"\nmatrix products: {peak:.0f} GFLOP/s {what}; a step has {needed:.1f} GFLOP, {share:.0%} of it")


def ours(changes: list[str], steps: int, *, deterministic: bool = True) -> Callable[[], object]:
    """The stage's feed and step, without what it does at the end of an epoch."""
    params, size = begin(changes)
    if not deterministic:
        # There is no public way back.
        from tensorflow.python.framework import config

        config.disable_op_determinism()
    from bloodcells.training.learner import Learner

    batches = endless_batches(params, size)
    learner = Learner(network(params, size), params, steps)
    return lambda: consume(learner.step(*batch) for batch in islice(batches, steps))


def our_feed(changes: list[str], steps: int) -> Callable[[], object]:
    batches = endless_batches(*begin(changes))
    return lambda: consume(islice(batches, steps))


def our_step(changes: list[str], steps: int) -> Callable[[], object]:
    params, size = begin(changes)
    from bloodcells.training.learner import Learner

    learner = Learner(network(params, size), params, steps)
    batch = next(endless_batches(params, size))
    return lambda: consume(learner.step(*batch) for _ in range(steps))


def keras_fit(changes: list[str], steps: int, *, augmented: bool = True, scored: bool = False) -> Callable[[], object]:
    """The network behind Keras' layers for the same augmentation."""
    params, size = begin(changes)
    import keras
    import tensorflow as tf

    from bloodcells.training.optimizers import optimizer

    if params.precision == "bfloat16":
        keras.config.set_dtype_policy("mixed_bfloat16")
    metrics = keras.metrics
    scores = [metrics.Precision(), metrics.Recall(), metrics.AUC(multi_label=True), metrics.F1Score("macro")]
    layers = augmentation_layers(params.augmentation) if augmented else []
    model = keras.Sequential([keras.Input((size, size, 3)), *layers, network(params, size)])
    model.compile(
        optimizer=optimizer(params, steps),
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=params.label_smoothing),
        metrics=["accuracy", *scores] if scored else [],
    )
    images, labels = arrays(size)
    data = tf.data.Dataset.from_tensor_slices((images, keras.utils.to_categorical(labels, CLASSES)))
    data = data.shuffle(len(labels), seed=1).repeat().batch(params.batch_size).prefetch(tf.data.AUTOTUNE)
    return lambda: model.fit(data, steps_per_epoch=steps, shuffle=False, verbose=0)


def augmentation_layers(strength):
    """Keras has none that stretches by an own draw; it would cost another interpolation."""
    from keras import layers

    return [
        layers.RandomFlip(),
        layers.RandomRotation(strength.rotation / 360, fill_mode="reflect"),
        layers.RandomZoom(strength.zoom, fill_mode="reflect"),
        layers.RandomTranslation(strength.shift, strength.shift, fill_mode="reflect"),
        layers.RandomBrightness(strength.brightness),
        layers.RandomContrast(strength.contrast),
    ]


def matrix_products(changes: list[str], steps: int) -> Callable[[], object]:
    begin(changes)
    import tensorflow as tf

    one, other = tf.random.normal((2, MATRIX, MATRIX))
    return lambda: consume(tf.matmul(one, other).numpy() for _ in range(PRODUCTS))


OURS, PEAK = "ours", "matrix products"
CONTESTANTS = {
    OURS: ours,
    "Keras, augmentation layers": keras_fit,
    "the same, with its metrics": lambda *words: keras_fit(*words, scored=True),
    "Keras, no augmentation": lambda *words: keras_fit(*words, augmented=False),
    "ours, not deterministic": lambda *words: ours(*words, deterministic=False),
    "our step alone": our_step,
    "our feed alone": our_feed,
    PEAK: matrix_products,
}


def begin(changes: list[str]):
    """TensorFlow as the stage starts it; the parameters and the side of the images."""
    from bloodcells import determinism

    params, size = read_params(changes)
    determinism.begin(threads=params.threads, seed=params.seed)
    return params, size


def read_params(changes: list[str]):
    from bloodcells.params.section import read_yaml
    from bloodcells.params.train import TrainParams

    document = read_yaml(ROOT / "params.yaml")
    document["train"]["epochs"] = 10_000
    for name, _, value in (change.partition("=") for change in changes):
        *groups, leaf = name.split(".")
        section = document
        for group in groups:
            section = section[group]
        section[leaf] = yaml.safe_load(value)
    return TrainParams.parse(document), document["prepare"]["image_size"]


def network(params, size: int):
    from bloodcells.model import networks

    return networks.build(params, size, CLASSES, (128.0, 128.0, 128.0))


def arrays(size: int):
    import numpy as np

    images = np.random.default_rng(1).integers(0, 256, (IMAGES, size, size, 3), np.uint8)
    return images, (np.arange(IMAGES) % CLASSES).astype(np.uint8)


def endless_batches(params, size: int) -> Iterator:
    from bloodcells.training import feed

    return iter(feed.batches(*arrays(size), params, 0))


def training_flops(params, size: int) -> int:
    """Of convolutions and dense layers, an image: forward, and the same again for either gradient.

    The first layer needs no gradient of its inputs.
    """
    begin([])
    layers = [layer for layer in network(params, size).layers if getattr(layer, "kernel", None) is not None]
    forward = []
    for layer in layers:
        places = layer.output.shape[1] * layer.output.shape[2] if len(layer.output.shape) == 4 else 1
        forward.append(2 * int(layer.kernel.shape.num_elements()) * places)
    return 3 * sum(forward) - forward[0]


if __name__ == "__main__":
    main()
