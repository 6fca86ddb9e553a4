"""A repository of another kind: two stages, four rows, a Keras model logged by DVCLive's own callback."""

from pathlib import Path

from support.repositories import Repository
from support.small_pipeline import small_pipeline, text

MAKE = text("""
    from pathlib import Path

    import numpy


    def main():
        Path("build").mkdir(exist_ok=True)
        with Path("build/rows.csv").open("w") as file:
            numpy.savetxt(file, [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]], fmt="%d", delimiter=",")


    if __name__ == "__main__":
        main()
""")

FIT = text("""
    from pathlib import Path

    import keras
    import numpy
    from dvclive import Live
    from dvclive.keras import DVCLiveCallback
    from ruamel.yaml import YAML


    def main():
        params = YAML(typ="safe").load(Path("params.yaml"))["fit"]
        rows = numpy.loadtxt("build/rows.csv", delimiter=",")
        keras.utils.clear_session()
        keras.utils.set_random_seed(1)
        layers = [keras.layers.Dense(params["units"], activation="tanh"), keras.layers.Dense(1, activation="sigmoid")]
        model = keras.Sequential([keras.Input((2,)), *layers])
        model.compile(keras.optimizers.Adam(params["rate"]), "binary_crossentropy")
        with Live("logs", save_dvc_exp=False, dvcyaml=None, report=None) as live:
            callback = DVCLiveCallback(live=live)
            model.fit(rows[:, :2], rows[:, 2], epochs=params["epochs"], verbose=0, callbacks=[callback])
        numpy.save("build/weights.npy", model.layers[0].get_weights()[0])


    if __name__ == "__main__":
        main()
""")

FILES = {
    "src/small/prepare.py": None,
    "src/small/train.py": None,
    "src/small/evaluate.py": None,
    "src/toy/__init__.py": "",
    "src/toy/make.py": MAKE,
    "src/toy/fit.py": FIT,
    "params.yaml": text("""
        fit:
          rate: 0.01
          units: 2
          epochs: 3
        search:
          objective: metrics.train.loss
          algorithm: random
          trials: 3
          seed: 1
          space:
            fit.rate:
              float:
              - 0.001
              - 0.1
              sampling: log
            fit.units:
              int:
              - 1
              - 8
    """),
    "dvc.yaml": text("""
        stages:
          make:
            cmd: PYTHONPATH=src python -m toy.make
            deps: [src/toy/make.py]
            outs: [build/rows.csv]
          fit:
            cmd: PYTHONPATH=src python -m toy.fit
            deps: [src/toy/fit.py, build/rows.csv]
            params: [fit]
            outs: [build/weights.npy]
            metrics:
            - logs/metrics.json: {cache: false}
            plots:
            - logs/plots/metrics: {cache: false, x: step}
    """),
}


def keras_repository(folder: Path) -> Repository:
    """Make it, with one commit."""
    return small_pipeline(folder, FILES)
