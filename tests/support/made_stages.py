"""The stages of a run that never took place, as its lock would tell them: data, a model, what evaluates it."""

import hashlib
from functools import cache

from hemolog.experiments.history.run import Dep, Stage
from hemolog.experiments.objects.names import key_of
from hemolog.experiments.objects.outputs import Keeper, Output


def md5(text: str) -> str:
    """The name that an object of some text has."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def sha1(text: str) -> str:
    """As long as the id of a commit, and made of a text."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


@cache
def of_data(version: str) -> tuple[Stage, Stage, Dep]:
    """What all runs on one version of the data share: the stages that brought it in, and what is trained on."""
    raw = output("data/raw", "fetch", md5(f"raw {version}") + ".dir", 105_000_000, files=2)
    index = output("data/prepared", "prepare", md5(f"prepared {version}") + ".dir", 154_000_000, files=6)
    fetch = Stage("fetch", command("fetch"), (code("fetch"),), (raw,))
    prepare = Stage("prepare", command("prepare"), (dep(raw), code("prepare")), (index,))
    return fetch, prepare, dep(index)


def of_run(name: str, version: str) -> tuple[Stage, ...]:
    """All four stages of a run.

    Args:
        name: of the run: its model is its own.
        version: of the data.
    """
    fetch, prepare, data = of_data(version)
    model = output("models/model.keras", "train", md5(f"model {name}"), 5_400_000, is_model=True)
    curves = output("results/train/plots/metrics", "train", md5(f"curves {name}") + ".dir", 24_000, Keeper.GIT, files=8)
    told = output("results/train/metrics.json", "train", md5(f"metrics {name}"), 420, Keeper.GIT)
    train = Stage("train", command("train"), (data, code("train")), (model, curves, told))
    sheet = output("results/evaluate/mistakes.png", "evaluate", md5(f"sheet {name}"), 180_000)
    tested = output("results/evaluate/metrics.json", "evaluate", md5(f"tested {name}"), 1_200, Keeper.GIT)
    evaluate = Stage("evaluate", command("evaluate"), (data, dep(model), code("evaluate")), (sheet, tested))
    return fetch, prepare, train, evaluate


def output(
    path: str,
    stage: str,
    name: str,
    size: int | None,
    keeper: Keeper = Keeper.REMOTE,
    *,
    files: int | None = None,
    is_model: bool = False,
) -> Output:
    """An output where its name says that it lies."""
    return Output(path, stage, name, key_of(name), size, files, keeper, is_model=is_model)


def dep(made: Output) -> Dep:
    """An output as what another stage is made from."""
    return Dep(made.path, made.name, made.size, made.files)


def code(stage: str) -> Dep:
    """The module of a stage."""
    return Dep(f"src/pipeline/{stage}.py", md5(stage), 2_000)


def command(stage: str) -> str:
    """What `dvc.yaml` would run."""
    return f"PYTHONPATH=src python -m pipeline.{stage}"
