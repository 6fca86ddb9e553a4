"""What a user names as a side -> a commit: whatever git takes for one, else an experiment by its name."""

from hemolog.errors import RepositoryError
from hemolog.experiments.history.references import experiment_references
from hemolog.experiments.history.revisions import Found, known_names, not_found, revision
from hemolog.experiments.space.names import shown
from hemolog.experiments.workspace import Workspace
from hemolog.reports.compare.ancestry import UNSHALLOW

_MOST = 4  # experiments of one name that a message names
_SHORT = 7  # digits of a commit


def named(workspace: Workspace, name: str) -> Found:
    """The commit that a name stands for.

    Args:
        workspace: the repository.
        name: a revision of git, an experiment, or `<baseline>/<name>` of one; a revision goes first.

    Raises:
        RepositoryError: it stands for none, or for several experiments, or its commit can't be read.
    """
    try:
        return revision(workspace, name)
    except RepositoryError as error:
        experiments = experiment_references(workspace)
        found = _of_name(experiments, name)
        if len({each.commit for each in found}) == 1:
            return _readable(found[0])
        if found:
            raise RepositoryError(_several(name, found)) from error
        raise RepositoryError(_unknown(workspace, name, experiments)) from error


def _of_name(experiments: list[Found], name: str) -> list[Found]:
    baseline, _, last = name.rpartition("/")
    return [each for each in experiments if each.name == last and each.baseline.startswith(baseline)]


def _readable(found: Found) -> Found:
    if found.problem:
        raise RepositoryError(f"the experiment {shown(found.name)} can't be read: {found.problem}")
    return found


def _several(name: str, found: list[Found]) -> str:
    ways = [f"{each.baseline[:_SHORT]}/{each.name}" for each in found]
    more = f" and {len(ways) - _MOST:,} more" if len(ways) > _MOST else ""
    listed = shown(", ".join(ways[:_MOST]), quoted=False, longest=300)
    return f"{shown(name)} may be any of {len(ways):,} experiments: say which, as {listed}{more}"


def _unknown(workspace: Workspace, name: str, experiments: list[Found]) -> str:
    names = [*known_names(workspace), *(each.name for each in experiments)]
    message = f"the revision {shown(name)} {not_found(workspace, name, names)}"
    return f"{message}; this clone is shallow: {UNSHALLOW}" if workspace.git.is_shallow else message
