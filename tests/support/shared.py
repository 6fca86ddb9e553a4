"""A team of two clones: experiments made in one, a bare git repository, a place for data, and a fresh clone."""

import atexit
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from support.remotes import RemotePlace
from support.repositories import Repository
from support.s3_endpoint import REGION
from support.small_pipeline import record, small_pipeline, trials_of


@dataclass(frozen=True)
class Team:
    """Where its experiments are."""

    here: Repository
    """Where they were made; on the commit that they grow from."""
    git: Path
    """The bare repository, `origin` of all."""
    place: RemotePlace

    def clone(self, name: str = "clone") -> Repository:
        """A fresh clone, which knows the place's keys."""
        to = self.git.parent / name
        self.here.git("clone", "--quiet", str(self.git), str(to))
        clone = Repository(to)
        use(clone, self.place)
        clone.git("config", "user.name", "Other")
        clone.git("config", "user.email", "other@localhost")
        return clone

    def references(self) -> dict[str, str]:
        """Experiments on the git remote: name -> commit."""
        return references(Repository(self.git))

    def add_experiments(self, rates: Sequence[float], *, prefix: str = "trial") -> list[str]:
        """Record one more experiment for each rate; their names."""
        trials = trials_of(self.here.path, ["train.rate"])
        names = [f"{prefix}-{number:04}" for number in range(len(rates))]
        for name, rate in zip(names, rates, strict=True):
            record(self.here.path, trials, f"train.rate={rate}", name=name)
        return names


def references(repository: Repository) -> dict[str, str]:
    """Experiments of a repository: name -> commit."""
    rows = repository.git("for-each-ref", "--format=%(refname) %(objectname)", "refs/exps/*/*/*").splitlines()
    return {ref.rpartition("/")[2]: oid for ref, oid in map(str.split, rows)}


def team(folder: Path, place: RemotePlace, rates: Sequence[float] = (0.1, 0.2, 0.3)) -> Team:
    """Make one, whose experiments have been pushed nowhere yet.

    Args:
        folder: for its repositories.
        place: for its data; known to `.dvc/config.local` alone.
        rates: of its experiments, `trial-0000` and so on.
    """
    here, git = Repository(folder / "here"), folder / "git"
    shutil.copytree(_small(), here.path, symlinks=True)
    use(here, place)
    here.git("init", "--quiet", "--bare", "--initial-branch=main", str(git))
    here.git("remote", "add", "origin", str(git))
    here.git("push", "--quiet", "--set-upstream", "origin", "main")
    made = Team(here, git, place)
    made.add_experiments(rates)
    return made


@cache
def _small() -> Path:
    """A small pipeline that has run once; made once for all tests."""
    folder = Path(tempfile.mkdtemp(prefix="hemolog-small-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    small = small_pipeline(folder / "small")
    small.dvc("repro", "--quiet")
    small.commit("A first run")
    return small.path


def use(repository: Repository, place: RemotePlace) -> None:
    """Make a place the default DVC remote, for this clone alone."""
    from dvc.config import Config

    settings = {"url": place.url}
    if place.endpoint:
        settings |= {"endpointurl": place.endpoint.url, "region": REGION}
        settings |= {"access_key_id": place.endpoint.key, "secret_access_key": place.endpoint.secret}
    with Config(dvc_dir=str(repository.path / ".dvc")).edit("local") as local:
        local["remote"]["storage"] = settings
        local["core"]["remote"] = "storage"


def hemolog(repository: Repository, *words: str, code: int = 0) -> str:
    """Run hemolog in a repository; what it printed on both streams."""
    return repository.run("hemolog", *words, code=code)
