"""What DVC itself says a commit points at."""

from pathlib import Path

from dvc.repo import Repo

from hemolog.experiments.objects.directories import members
from hemolog.experiments.objects.pointers import PointerReader
from hemolog.experiments.workspace import Workspace


def by_dvc(root: Path, commit: str) -> set[str]:
    """Names of the objects that DVC would push for a commit, those of directories' files among them."""
    found: set[str] = set()
    with Repo(str(root)) as repo:
        for _ in repo.brancher(revs=[commit], workspace=False):
            used = repo.index.used_objs(push=True)
            found |= {info.value for infos in used.values() for info in infos if info.value}
    return found


def by_hemolog(root: Path, commit: str) -> set[str]:
    """The same, as Hemolog reads it."""
    pointers = PointerReader(Workspace(root)).read([commit])[commit]
    assert pointers.problems == ()
    found = {output.name for output in pointers.required}
    cache = root / ".dvc/cache"
    lists = [output for output in pointers.required if output.is_directory]
    return found | {member.name for output in lists for member in members(cache / output.key)}
