"""A team whose bucket is behind a proxy with faults: how it pushes and pulls, and what must hold whatever happens."""

from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from hemolog.cli import main
from support.faulty_proxy import FaultyProxy, faulty
from support.proof import damaged, damaged_files, lacking
from support.remotes import RemotePlace
from support.repositories import Repository
from support.shared import hemolog, references, use
from support.shared_experiments import Shared, shared_experiments


@dataclass(frozen=True)
class FaultyTeam:
    """A repository with experiments that nobody else has yet."""

    shared: Shared
    place: RemotePlace
    """In the bucket, past the proxy."""
    proxy: FaultyProxy

    @property
    def here(self) -> Repository:
        return self.shared.repository

    def clone(self, name: str = "clone") -> Repository:
        """That of a colleague, who reaches the bucket through the proxy too."""
        clone = self.shared.clone(self.here.path.parent / name)
        use(clone, self.place.through(self.proxy.url))
        return clone

    def copy(self, name: str, *experiments: str) -> Repository:
        """A clone that has experiments and their data, as if they had been made there."""
        clone = self.clone(name)
        clone.git("fetch", "--quiet", str(self.here.path), *(f"{each}:{each}" for each in experiments))
        clone.run("cp", "-r", str(self.shared.cache), ".dvc/cache")
        return clone

    def references(self) -> dict[str, str]:
        """Experiments on the git remote: name -> commit."""
        return references(Repository(self.shared.hub.path))

    def expect_sound(self, *others: Repository) -> None:
        """No reference on the git remote lacks an object, and nothing damaged is in the bucket or in a cache.

        Args:
            others: clones, beside the repository in which the experiments were made.
        """
        assert lacking(self.shared.hub.path, self.place) == []
        assert damaged(self.place) == []
        for each in (self.here, *others):
            assert damaged_files(each.path / ".dvc/cache") == []

    def expect_whole(self, *others: Repository) -> None:
        """All experiments have been pushed, and `hemolog audit` finds the same."""
        self.expect_sound(*others)
        assert self.references() == {each.name: each.commit for each in self.shared.experiments}
        assert self.place.sizes().items() >= self.shared.objects.items()
        with chdir(self.here.path), pytest.raises(SystemExit) as audited:
            main(["audit", "--remote"])
        assert audited.value.code == 0

    def expect_pulled(self, clone: Repository) -> None:
        """A clone has all experiments and all that they point at; whatever else must hold does."""
        self.expect_sound(clone)
        assert references(clone) == self.references() == {each.name: each.commit for each in self.shared.experiments}
        cache = clone.path / ".dvc/cache"
        assert {key: (cache / key).stat().st_size for key in self.shared.objects} == self.shared.objects


@contextmanager
def faulty_team(
    folder: Path, place: RemotePlace, count: int = 3, *, objects: int = 2, size: int = 1000
) -> Iterator[FaultyTeam]:
    """Make one.

    Args:
        folder: for its repositories.
        place: in a bucket.
        count: of experiments.
        objects: of each.
        size: bytes of each.
    """
    assert place.endpoint
    with faulty(place.endpoint) as proxy:
        shared = shared_experiments(folder, count, objects=objects, size=size)
        use(shared.repository, place.through(proxy.url))
        yield FaultyTeam(shared, place, proxy)


def use_profile(repository: Repository, place: RemotePlace, profile: str) -> None:
    """As `use`, with the keys of a profile in AWS's own file."""
    from dvc.config import Config

    use(repository, place)
    with Config(dvc_dir=str(repository.path / ".dvc")).edit("local") as local:
        storage = local["remote"]["storage"]
        del storage["access_key_id"], storage["secret_access_key"]
        storage["profile"] = profile


def refused(repository: Repository, *words: str) -> str:
    """Run hemolog where it must fail as it should: what went wrong, on the one line that stands last.

    Returns:
        That line.
    """
    said = hemolog(repository, *words, code=2)
    assert "Traceback" not in said
    line = said.splitlines()[-1]
    assert line.startswith("error: "), said
    return line
