"""The user's own checkout, as DVC sees it: where its cache is, what `dvc add` does not know yet."""

from pathlib import Path

from dvc.repo import Repo

from hemolog.experiments.dvc_store import faults
from hemolog.experiments.dvc_store.params import PARAMS, expect_file


def cached_file(cache: Path, digest: str) -> Path:
    """Where the cache keeps a file, if it has it.

    Args:
        cache: as `cache_folder` gives it.
        digest: MD5, 32 hexadecimal digits.
    """
    return cache / "files/md5" / digest[:2] / digest[2:]


def changed_data(root: Path) -> list[str]:
    """The `.dvc` files whose data has changed since `dvc add` or `dvc import`, relative to `root`.

    Raises:
        RepositoryError: DVC can't read the repository.
    """
    expect_file(root / PARAMS)
    with faults.reading(), Repo(str(root)) as repo:
        sources = [stage for stage in repo.index.stages if stage.cmd is None]
        changed = {
            stage.path_in_repo for stage in sources for out in stage.outs if out.exists and out.changed_checksum()
        }
    return sorted(changed)
