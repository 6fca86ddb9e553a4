"""Where DVC's cache is, as its settings tell it.

To open a repository of DVC's for that takes as long as all else of a push that finds nothing to send.
"""

from pathlib import Path

from dvc.config import Config

from hemolog.experiments.dvc_store import faults


def cache_folder(root: Path) -> Path:
    """DVC's local cache of the repository in `root`.

    Raises:
        RepositoryError: DVC can't read its settings.
    """
    with faults.reading():
        told = Config(str(root / ".dvc"))["cache"]
        folder = told.get("dir") or str(root / ".dvc/cache")
        if told.get("local") or "://" in folder:
            return _asked(root)
    return Path(folder)


def _asked(root: Path) -> Path:
    """As DVC itself finds it, where its settings name it by a remote or by a URL."""
    from dvc.repo import Repo

    with Repo(str(root)) as repo:
        return Path(repo.cache.local_cache_dir)
