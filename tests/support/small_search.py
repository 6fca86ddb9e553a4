"""Searches of a small repository: stages that take milliseconds and do what a test's own hook says."""

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import md5
from pathlib import Path
from typing import Any

import yaml

from hemolog.experiments import recorded
from hemolog.experiments.messages import TrialFailure, TrialRequest, TrialResult
from hemolog.experiments.recorded import RecordedTrial
from hemolog.experiments.search.interruption import Interruption
from hemolog.experiments.search.search import Options, Search
from hemolog.experiments.workspace import Workspace
from support.repositories import Repository
from support.small_pipeline import FILES, small_pipeline, text

HOOK = "SMALL_HOOK"
"""Names a file of Python that the train stage runs at each epoch; it knows `params` and `epoch`."""

TRAIN = text("""
    import json
    import math
    import os
    from pathlib import Path

    from dvclive import Live
    from ruamel.yaml import YAML


    def main():
        params = YAML(typ="safe").load(Path("params.yaml"))["train"]
        rows = sorted(path.name for path in Path("data/prepared").iterdir())
        score = -abs(math.log10(params["rate"]) + 3) - abs(params["width"] - 32) / 64 + 0.01 * params["epochs"]
        hook = os.environ.get("SMALL_HOOK")
        told = {"score": score}
        live = Live("results/live", save_dvc_exp=False, dvcyaml=None, report=None)
        for epoch in range(1, params["epochs"] + 1):
            if hook:
                exec(Path(hook).read_text(), {"params": params, "epoch": epoch, "told": told})
            live.log_metric("val/score", score)
            live.next_step()
        live.end()
        Path("results/live/metrics.json").unlink()
        Path("models").mkdir(exist_ok=True)
        Path("models/model.bin").write_text(repr((rows, sorted(params.items()))) * 20)
        Path("results/train.json").write_text(json.dumps({"val": told}))


    if __name__ == "__main__":
        main()
""")

PARAMS = text("""
    # of all stages
    prepare:
      rows: 3
    train:
      rate: 0.001 # a step
      width: 8
      epochs: 2
      optimizer: adam
      momentum: 0.5
    search:
      objective: metrics.val.score
      direction: max
      algorithm: random
      trials: 4
      seed: 3
      budget:
        param: train.epochs
        max: 4
        factor: 2
      space:
        train.rate:
          float:
          - 1e-5
          - 1e-1
          sampling: log
        train.width:
          int:
          - 8
          - 64
          step: 8
        train.optimizer:
          choice:
          - adam
          - s g d
        train.momentum:
          float:
          - 0.0
          - 0.9
          step: 0.3
          when:
            train.optimizer:
            - s g d
""")


def searchable(folder: Path, changes: Mapping[str, str | bytes | None] | None = None) -> Repository:
    """Make a small repository whose `params.yaml` says what to search."""
    curves = FILES["dvc.yaml"].replace("results/curve", "results/live/plots/metrics")
    own = {"src/small/train.py": TRAIN, "params.yaml": PARAMS, "dvc.yaml": curves}
    return small_pipeline(folder, {**own, **(changes or {})})


@dataclass
class Told:
    """A `Listener` that remembers; `at_epoch` is called with the trial's id at each."""

    started: list[TrialRequest] = field(default_factory=list)
    finished: list[TrialResult] = field(default_factory=list)
    failed: list[TrialFailure] = field(default_factory=list)
    epochs: list[tuple[str, int]] = field(default_factory=list)
    at_epoch: Any = None

    def trial_started(self, request: TrialRequest) -> None:
        self.started.append(request)

    def epoch_ended(self, trial_id: str, epoch: int, metrics: Mapping[str, float]) -> None:
        self.epochs.append((trial_id, epoch))
        if self.at_epoch:
            self.at_epoch(trial_id, epoch)

    def trial_finished(self, result: TrialResult) -> None:
        self.finished.append(result)

    def trial_failed(self, failure: TrialFailure) -> None:
        self.failed.append(failure)

    @property
    def ids(self) -> list[str]:
        """Of trials that ended well."""
        return [result.request.trial_id for result in self.finished]

    @property
    def trained(self) -> list[str]:
        """Ids of trials for which something ran."""
        return [result.request.trial_id for result in self.finished if not result.cached]


def search(folder: Path, told: Told | None = None, interruption: Interruption | None = None, **options: Any) -> Told:
    """Run a search in this process as the command does, and give back what was told of it."""
    told = told or Told()
    with Search(Workspace(folder), Options(**options)) as opened:
        if not opened.complete:
            opened.prepare()
            opened.run(told, interruption or Interruption(lambda line: None))
    return told


def trials(folder: Path, name: str = "search") -> list[RecordedTrial]:
    """What git knows of a search's trials."""
    return recorded.by_id(recorded.of_search(Workspace(folder), name))


def trees(folder: Path, name: str = "search") -> dict[str, str]:
    """Name -> git tree id of a search's trials."""
    return {trial.name: trial.tree for trial in trials(folder, name)}


def numbered(count: int, name: str = "search") -> list[str]:
    """Names of the first trials of a search."""
    return [f"{name}-{number:04}" for number in range(count)]


def assert_whole(folder: Path) -> None:
    """No object of git or of DVC's cache is damaged, and each experiment has all of its data."""
    repository = Repository(folder)
    assert repository.git("fsck", "--full", "--no-dangling") == ""
    objects = (folder / ".dvc/cache/files/md5").glob("*/*")
    # DVC itself copies into the cache under a name with a dot before it; killed there, it leaves that file.
    for path in (each for each in objects if not each.name.startswith(".")):
        assert md5(path.read_bytes()).hexdigest() == path.parent.name + path.name.removesuffix(".dir"), path
    for name in repository.experiments():
        ref = repository.git("for-each-ref", "--format=%(refname)", f"refs/exps/*/*/{name}").strip()
        lock = yaml.safe_load(repository.git("show", f"{ref}:dvc.lock"))
        assert list(lock["stages"]) == ["prepare", "train", "evaluate"]
        for out in (out for stage in lock["stages"].values() for out in stage["outs"]):
            _assert_there(folder, ref, out)


def _assert_there(folder: Path, ref: str, out: Mapping[str, Any]) -> None:
    cache = folder / ".dvc/cache/files/md5"
    digest = out["md5"]
    if (cache / digest[:2] / digest[2:]).exists():
        members = json.loads((cache / digest[:2] / digest[2:]).read_text()) if digest.endswith(".dir") else []
        for member in members:
            assert (cache / member["md5"][:2] / member["md5"][2:]).exists(), (ref, out, member)
        return
    # Metrics and curves stand in git.
    assert re.fullmatch(r"(blob|tree)\n", Repository(folder).git("cat-file", "-t", f"{ref}:{out['path']}")), (ref, out)


def copied(repository: Repository, to: Path) -> Repository:
    """The same repository elsewhere."""
    shutil.copytree(repository.path, to, symlinks=True)
    return Repository(to)
