"""KerasTuner with each trial logged by hand to another tracker, as their guides show it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

MODEL = "models/model.keras"

LogEpoch = Callable[[int, Mapping[str, float]], None]


@contextmanager
def nothing(name: str, values: Mapping[str, object]) -> Iterator[LogEpoch]:
    yield lambda epoch, metrics: None


@contextmanager
def mlflow_run(name: str, values: Mapping[str, object]) -> Iterator[LogEpoch]:
    """Parameters and metrics of each epoch, in SQLite; the model's file, in a folder."""
    import mlflow

    mlflow.set_tracking_uri(f"sqlite:///{Path('mlflow.db').absolute()}")
    with mlflow.start_run(run_name=name):
        mlflow.log_params(dict(values))
        yield lambda epoch, metrics: mlflow.log_metrics(dict(metrics), step=epoch)
        mlflow.log_artifact(MODEL)


@contextmanager
def wandb_run(name: str, values: Mapping[str, object]) -> Iterator[LogEpoch]:
    """The same, kept for a later upload."""
    import wandb

    with wandb.init(project="bench", name=name, mode="offline", config=dict(values)) as run:
        yield lambda epoch, metrics: run.log(dict(metrics), step=epoch)
        model = wandb.Artifact("model", type="model")
        model.add_file(MODEL)
        run.log_artifact(model)
