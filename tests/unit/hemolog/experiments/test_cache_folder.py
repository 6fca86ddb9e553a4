import subprocess
import sys
from pathlib import Path

import pytest

from hemolog.errors import RepositoryError
from hemolog.experiments import dvc_store
from hemolog.experiments.dvc_store import cache_folder
from support.repositories import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "work")
    made.path.mkdir()
    made.git("init", "--quiet")
    made.dvc("init", "--quiet")
    return made


@pytest.mark.parametrize(
    "settings",
    [
        [],
        ["cache.dir ../elsewhere"],
        ["--local cache.dir /somewhere/else"],
        ["cache.dir ../elsewhere", "--local cache.dir ../mine"],
        ["remote.there.url ../remote", "cache.local there"],
        ["cache.dir ~/cache"],
    ],
    ids=["nothing", "relative", "absolute", "two levels", "a remote", "home"],
)
def test_the_cache_is_where_dvc_says(repository: Repository, settings: list[str]) -> None:
    for each in settings:
        repository.dvc("config", *each.split())
    told = Path(repository.dvc("cache", "dir").strip()) if "cache.local" not in str(settings) else None
    assert cache_folder(repository.path) == (told or repository.path.parent / "remote")


def test_settings_that_dvc_can_not_read_are_an_error(repository: Repository) -> None:
    (repository.path / ".dvc/config").write_text("[cache\n")
    with pytest.raises(RepositoryError):
        cache_folder(repository.path)


def test_each_name_of_the_package_is_found() -> None:
    assert all(getattr(dvc_store, name) is not None for name in dvc_store.__all__)
    assert sorted(dvc_store._PLACES) == sorted(dvc_store.__all__)


def test_where_the_cache_is_can_be_asked_without_all_of_dvc() -> None:
    code = "from hemolog.experiments.dvc_store import cache_folder; import sys; sys.exit('dvc.repo' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
