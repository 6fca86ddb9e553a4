"""A team's clone with a finished search in it, a git remote and a DVC remote beside it: stages of milliseconds."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hemolog.experiments import trailers
from hemolog.experiments.commit import land
from hemolog.experiments.messages import TrialRequest
from hemolog.experiments.workspace import Workspace
from support import warm
from support.processes import environment
from support.repositories import Repository
from support.small_pipeline import FILES, Quiet, small_pipeline, text, trials_of

DEFINITION = json.dumps(
    {
        "objective": "metrics.val.score",
        "direction": "max",
        "algorithm": "random",
        "seed": 1,
        "space": {"train.rate": {"float": [0.001, 1.0]}},
    }
)
RATES = (0.5, 0.1, 0.9, 0.3)
"""Of the trials 0000, 0001 and so on; their scores are twice as large."""
MODEL_IS_AN_ARTIFACT = text("""
    artifacts:
      model:
        path: models/model.bin
        type: model
""")
MODEL, DATA = "models/model.bin", "data/prepared"


@dataclass(frozen=True)
class Team:
    """A clone, and what it shares."""

    folder: Path

    @property
    def clone(self) -> Repository:
        return Repository(self.folder / "clone")

    @property
    def origin(self) -> Repository:
        return Repository(self.folder / "origin.git")

    @property
    def cache(self) -> Path:
        return self.folder / "clone/.dvc/cache"

    @property
    def store(self) -> Path:
        return self.folder / "store"

    def another(self, name: str = "other") -> Repository:
        """A fresh clone of the git remote: no experiments, no data."""
        Repository(self.folder).git("clone", "--quiet", "origin.git", name)
        other = Repository(self.folder / name)
        other.git("remote", "set-url", "origin", "../origin.git")
        other.git("config", "user.name", "Other")
        other.git("config", "user.email", "other@localhost")
        return other

    def key(self, path: str, experiment: str, repository: Repository | None = None) -> str:
        """Where cache and remote keep an output of an experiment."""
        name = self.objects(experiment, repository)[path]
        return f"files/md5/{name[:2]}/{name[2:]}"

    def objects(self, experiment: str, repository: Repository | None = None) -> dict[str, str]:
        """Output -> name of its object."""
        repository = repository or self.clone
        ref = repository.git("for-each-ref", "--format=%(refname)", f"refs/exps/*/*/{experiment}").strip()
        lock = repository.git("show", f"{ref or experiment}:dvc.lock")
        pairs = [line.strip().lstrip("- ") for line in lock.splitlines()]
        found, path = {}, ""
        for line in pairs:
            if line.startswith("path: "):
                path = line.removeprefix("path: ")
            elif line.startswith("md5: "):
                found[path] = line.removeprefix("md5: ")
        return found

    def members(self, experiment: str) -> list[str]:
        """Keys of the files of the prepared data."""
        listed = json.loads((self.cache / self.key(DATA, experiment)).read_text())
        return [f"files/md5/{each['md5'][:2]}/{each['md5'][2:]}" for each in listed]


def team(folder: Path) -> Team:
    """Make it: a search `rates` of four trials, which nobody has pushed yet."""
    made = Team(folder)
    definition = FILES["dvc.yaml"] + MODEL_IS_AN_ARTIFACT
    params = FILES["params.yaml"].replace("rate: 0.001", "rate: 0.25")
    clone = small_pipeline(folder / "clone", {"dvc.yaml": definition, "params.yaml": params})
    made.origin.path.mkdir()
    made.origin.git("init", "--quiet", "--bare", "--initial-branch=main")
    clone.git("remote", "add", "origin", "../origin.git")
    made.store.mkdir()
    clone.dvc("remote", "add", "--quiet", "--default", "storage", "../store")
    clone.commit("A remote for data")
    clone.git("push", "--quiet", "origin", "main")
    add_trials(clone.path, "rates", RATES)
    return made


def add_trials(
    folder: Path,
    search: str,
    values: Sequence[float],
    parameter: str = "train.rate",
) -> None:
    """Run and record trials of a search as `hemolog search` does, without KerasTuner, which takes long to start.

    Args:
        folder: the checkout.
        search: its name.
        values: of the parameter, one a trial.
        parameter: that it varies.
    """
    trials, workspace = trials_of(folder, [parameter]), Workspace(folder)
    for number, value in enumerate(values):
        told = {
            trailers.SEARCH: search,
            trailers.TRIAL: f"{number:04}",
            trailers.OBJECTIVE: "metrics.val.score",
            trailers.VALUES: json.dumps({parameter: value}),
            trailers.DEFINITION: DEFINITION,
            trailers.BASELINE_TREE: "1" * 40,
        }
        request = TrialRequest(
            f"{number:04}", f"{search}-{number:04}", {parameter: value}, (f"{parameter}={value}",), told
        )
        land(workspace, trials.run(request, Quiet()).bundle)


def copied(original: Team, folder: Path) -> Team:
    """The same elsewhere."""
    shutil.copytree(original.folder, folder, symlinks=True)
    return Team(folder)


def hemolog(folder: Path, *words: str, code: int = 0) -> str:
    """What the command prints on standard output."""
    result = run_hemolog(folder, *words)
    assert result.returncode == code, f"ended with {result.returncode}:\n{result.stdout}\n{result.stderr}"
    return result.stdout


def run_hemolog(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder."""
    return warm.ended(["hemolog", *words], folder, environment(), one_stream=False)
