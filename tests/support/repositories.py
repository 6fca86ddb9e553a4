"""Real git and DVC repositories made from this checkout, on the synthetic sample with a small model."""

import logging
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from support import warm
from support.processes import ended

ROOT = Path(__file__).resolve().parents[2]

# Small enough to train in seconds, and of every kind that the pipeline has.
SMALL = {
    "fetch.sources": ["sample"],
    "prepare.image_size": 24,
    "train.model": "cnn",
    "train.width": 4,
    "train.epochs": 2,
    "train.warmup_epochs": 0,
    "evaluate.resamples": 200,
}


Make = Callable[..., tuple[int, str]]


@dataclass(frozen=True)
class Repository:
    """A git and DVC repository in a temporary folder."""

    path: Path

    def run(self, *words: str, code: int = 0) -> str:
        """Run a command in the repository.

        Returns:
            What it printed on both streams.
        """
        if words[0] in warm.COMMANDS:
            result = warm.ended(words, self.path)
        else:
            result = ended(words, cwd=self.path, stderr=subprocess.STDOUT)
        assert result.returncode == code, f"{' '.join(words)} ended with {result.returncode}:\n{result.stdout}"
        return result.stdout

    def git(self, *words: str, code: int = 0) -> str:
        return self.run("git", *words, code=code)

    def dvc(self, *words: str, code: int = 0) -> str:
        return self.run("dvc", *words, code=code)

    def commit(self, message: str) -> str:
        self.git("add", "--all")
        self.git("-c", "user.name=Test", "-c", "user.email=test@localhost", "commit", "--quiet", "-m", message)
        return self.git("rev-parse", "HEAD").strip()

    def run_queue(self) -> None:
        """Run what is queued to its end; if the test stops before, so do the workers, which are nobody's children."""
        self.dvc("queue", "start")
        try:
            while {"Queued", "Running"} & set(self.dvc("queue", "status").split()):
                time.sleep(1)
        except BaseException:
            self.dvc("queue", "stop", "--kill")
            raise

    def experiments(self) -> dict[str, str]:
        """Name -> git tree id, of every experiment."""
        listing = self.git("for-each-ref", "--format=%(refname) %(tree)", "refs/exps/*/*/*")
        rows = [line.split() for line in listing.splitlines()]
        return {name.rpartition("/")[2]: tree for name, tree in rows if "/exec/" not in name}


def copy_of_checkout(to: Path) -> Repository:
    """Copy every file of this checkout that git tracks or would track into a new repository, and commit them."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listing.stdout.decode().split("\0")):
        source, target = ROOT / name, to / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    repository = Repository(to)
    repository.git("init", "--quiet", "--initial-branch=main")
    repository.commit("A copy of the checkout")
    return repository


def set_up_dvc(root: Path, *, subdir: bool = False) -> None:
    """What `dvc init --quiet` does, by its own function: the command takes a second to start."""
    from dvc.repo import Repo

    logging.getLogger("dvc.repo.init").setLevel(logging.ERROR)
    Repo.init(str(root), subdir=subdir).close()


def set_params(repository: Repository, values: dict[str, object]) -> None:
    yaml, file = YAML(), repository.path / "params.yaml"
    document = yaml.load(file.read_text())
    for name, value in values.items():
        *groups, leaf = name.split(".")
        node = document
        for group in groups:
            node = node[group]
        node[leaf] = value
    with file.open("w") as stream:
        yaml.dump(document, stream)
