"""A small repository of its own, with git and DVC: stages that take milliseconds, and trials in it."""

import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path

from hemolog.experiments.commit import land
from hemolog.experiments.dvc_store import cache_folder
from hemolog.experiments.messages import TrialRequest, TrialResult
from hemolog.experiments.trial.scratch import Scratch
from hemolog.experiments.trial.trials import Trials
from hemolog.experiments.workspace import Workspace
from support.repositories import Repository, set_up_dvc


def text(lines: str) -> str:
    return textwrap.dedent(lines).lstrip()


PREPARE = text("""
    from pathlib import Path

    from ruamel.yaml import YAML


    def main():
        folder = Path("data/prepared")
        folder.mkdir(parents=True)
        for number in range(YAML(typ="safe").load(Path("params.yaml"))["prepare"]["rows"]):
            (folder / f"{number}.txt").write_text(str(number * 7))


    if __name__ == "__main__":
        main()
""")

TRAIN = text("""
    import json
    from pathlib import Path

    from ruamel.yaml import YAML


    def main():
        params = YAML(typ="safe").load(Path("params.yaml"))["train"]
        rows = sorted(path.name for path in Path("data/prepared").iterdir())
        Path("models").mkdir(exist_ok=True)
        Path("models/model.bin").write_text(repr((rows, sorted(params.items()))))
        curve = Path("results/curve")
        curve.mkdir(parents=True, exist_ok=True)
        losses = "".join(f"{epoch}\\t{1 / (epoch + 1)}\\n" for epoch in range(params["epochs"]))
        (curve / "loss.tsv").write_text("step\\tloss\\n" + losses)
        Path("results/train.json").write_text(json.dumps({"val": {"score": float(params["rate"]) * params["epochs"]}}))


    if __name__ == "__main__":
        main()
""")

EVALUATE = text("""
    import json
    from pathlib import Path


    def main():
        Path("results").mkdir(exist_ok=True)
        size = len(Path("models/model.bin").read_text())
        Path("results/test.json").write_text(json.dumps({"test": {"size": size}}))


    if __name__ == "__main__":
        main()
""")

FILES: Mapping[str, str] = {
    ".gitignore": "__pycache__/\n",
    "src/small/__init__.py": "",
    "src/small/prepare.py": PREPARE,
    "src/small/train.py": TRAIN,
    "src/small/evaluate.py": EVALUATE,
    "notes/read me.txt": "Notes.\n",
    "params.yaml": text("""
        # of all stages
        prepare:
          rows: 3
        train:
          rate: 0.001 # a step
          epochs: 2
          model: cnn
          flip: true
          weights: imagenet
          layers:
          - 1
          - 2
    """),
    "dvc.yaml": text("""
        stages:
          prepare:
            cmd: PYTHONPATH=src python -m small.prepare
            deps: [src/small/prepare.py]
            params: [prepare.rows]
            outs: [data/prepared]
          train:
            cmd: PYTHONPATH=src python -m small.train
            deps: [data/prepared, src/small/train.py]
            params: [train]
            outs: [models/model.bin]
            metrics:
            - results/train.json: {cache: false}
            plots:
            - results/curve: {cache: false, x: step}
          evaluate:
            cmd: PYTHONPATH=src python -m small.evaluate
            deps: [models/model.bin, src/small/evaluate.py]
            metrics:
            - results/test.json: {cache: false}
    """),
}


def write(folder: Path, files: Mapping[str, str | bytes | None]) -> None:
    """Write files below a folder; None removes one."""
    for name, content in files.items():
        path = folder / name
        if content is None:
            path.unlink(missing_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def small_pipeline(
    folder: Path, changes: Mapping[str, str | bytes | None] | None = None, *, below: str = ""
) -> Repository:
    """Make the repository, with one commit and no lock.

    Args:
        folder: to be made.
        changes: files that differ from `FILES`.
        below: the folder of git's root that DVC is set up in.
    """
    root = folder / below
    root.mkdir(parents=True)
    write(root, {**FILES, **(changes or {})})
    repository = Repository(folder)
    repository.git("init", "--quiet", "--initial-branch=main")
    repository.git("config", "user.name", "Test")
    repository.git("config", "user.email", "test@localhost")
    set_up_dvc(root, subdir=bool(below))
    repository.commit("A small pipeline")
    return repository


class Quiet:
    """Hears of epochs and does nothing."""

    def epoch_ended(self, trial_id: str, epoch: int, metrics: Mapping[str, float]) -> None:
        pass


def trials_of(folder: Path, keys: Iterable[str], overrides: Iterable[str] = (), *, place: str = "0") -> Trials:
    """Trials of what a checkout holds now, ready to run.

    Args:
        folder: the checkout, or its folder that DVC is set up in.
        keys: parameters that trials may change.
        overrides: changes of the baseline.
        place: names the scratch folder.
    """
    workspace = Workspace(folder)
    scratch = Scratch(workspace, workspace.work / "scratch" / place, cache_folder(workspace.dvc_root))
    log = workspace.work / f"{place}.log"
    trials = Trials(workspace, workspace.snapshot(), scratch, log=log, overrides=tuple(overrides))
    trials.prepare(keys)
    return trials


def run(trials: Trials, *overrides: str, name: str = "trial-0000") -> TrialResult:
    """Run one trial; nothing refers to what it made."""
    return trials.run(TrialRequest(name.rpartition("-")[2], name, {}, overrides), Quiet())


def record(folder: Path, trials: Trials, *overrides: str, name: str) -> TrialResult:
    """Run one trial and put it into the repository."""
    result = run(trials, *overrides, name=name)
    land(Workspace(folder), result.bundle)
    return result
