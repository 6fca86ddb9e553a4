"""What experiments point at, as far as their commits can be read: a damaged one hinders no other."""

from collections.abc import Sequence

from hemolog.errors import RepositoryError
from hemolog.experiments.objects.pointers import PointerReader, Pointers
from hemolog.experiments.sharing.selection import Experiment
from hemolog.experiments.workspace import Workspace


def read_pointers(
    workspace: Workspace, experiments: Sequence[Experiment]
) -> tuple[dict[str, Pointers], dict[str, str]]:
    """What the commits of experiments point at, and the problem of each commit that can't be read."""
    reader = PointerReader(workspace)
    problems = {each.commit: each.problem for each in experiments if each.problem}
    commits = dict.fromkeys(each.commit for each in experiments if not each.problem)
    try:
        return reader.read(commits), problems
    except RepositoryError:
        pointers: dict[str, Pointers] = {}
        for commit in commits:
            try:
                pointers |= reader.read([commit])
            except RepositoryError as error:
                problems[commit] = str(error)
        return pointers, problems
