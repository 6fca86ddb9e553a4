"""A team of two clones: experiments made in one, a bare git repository, a place for data, and a fresh clone."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from support.processes import ended
from support.remotes import RemotePlace
from support.repositories import Repository
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
        ended(["git", "clone", "--quiet", str(self.git), str(to)], check=True)
        local = self.here.path / ".dvc/config.local"
        if local.exists():
            (to / ".dvc/config.local").write_bytes(local.read_bytes())
        clone = Repository(to)
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
    """Make one, whose experiments have been pushed nowhere yet."""
    here = small_pipeline(folder / "here")
    place.configure(here.path)
    here.dvc("repro", "--quiet")
    here.commit("The data's place, and a first run")
    git = folder / "git"
    ended(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(git)], check=True)
    here.git("remote", "add", "origin", str(git))
    here.git("push", "--quiet", "--set-upstream", "origin", "main")
    made = Team(here, git, place)
    made.add_experiments(rates)
    return made


def hemolog(repository: Repository, *words: str, code: int = 0) -> str:
    """Run hemolog in a repository; what it printed on both streams."""
    return repository.run("hemolog", *words, code=code)
