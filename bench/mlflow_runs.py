"""The experiments of a repository as runs of MLflow, in SQLite: parameters, metrics, and the metrics of each epoch."""

from pathlib import Path

from hemolog.experiments.history.run import History, Run

_PARAMS, _METRICS = 100, 1_000  # that MLflow takes at once
_EXPERIMENT = "bench"


def fill(database: Path, history: History) -> None:
    """Log all runs of a history."""
    from mlflow.tracking import MlflowClient

    client = MlflowClient(f"sqlite:///{database}")
    experiment = client.create_experiment(_EXPERIMENT)
    for run in history.runs:
        _log(client, experiment, run)


def _log(client, experiment: str, run: Run) -> None:
    from mlflow.entities import Metric, Param

    made = client.create_run(experiment, run_name=run.name).info.run_id
    params = [Param(_name(name), str(value)) for name, value in run.params.items()]
    metrics = [
        Metric(_name(name), value, 0, 0) for name, value in run.metrics.items() if isinstance(value, int | float)
    ]
    for name, curve in run.curves.items():
        points = zip(curve.steps, curve.values, strict=True)
        metrics += [Metric(_name(name), value, 0, int(step)) for step, value in points]
    for start in range(0, len(params), _PARAMS):
        client.log_batch(made, params=params[start : start + _PARAMS])
    for start in range(0, len(metrics), _METRICS):
        client.log_batch(made, metrics=metrics[start : start + _METRICS])


def _name(name: str) -> str:
    """With what MLflow allows in names."""
    return "".join(letter if letter.isalnum() or letter in "_-. /" else "_" for letter in name)


def search(database: Path) -> int:
    """All runs by MLflow's own way of reading many: the latest value of each metric, no epochs."""
    import mlflow

    mlflow.set_tracking_uri(f"sqlite:///{database}")
    return len(mlflow.search_runs(experiment_names=[_EXPERIMENT], max_results=100_000))
