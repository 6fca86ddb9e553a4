"""Which experiments a command is about: those named, those of a search, all, or those of the commit checked out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pygit2

from hemolog.errors import RepositoryError
from hemolog.experiments import trailers
from hemolog.experiments.refs import ExperimentRef
from hemolog.experiments.space.names import unknown
from hemolog.experiments.workspace import Workspace

_SHORTEST = 7  # digits of a commit that stands for an experiment
_DIGITS = re.compile(r"[0-9a-f]+")


@dataclass(frozen=True)
class Experiment:
    """An experiment's reference, here or on a git remote."""

    ref: str
    commit: str
    """The id that the reference has, whatever it points at; empty if that can't be read."""
    search: str | None = None
    """The search whose trial it is; None if its commit is not here, or tells of none."""
    problem: str = ""
    """Why it is no commit that can be read: one line; empty if it is one."""

    @property
    def place(self) -> ExperimentRef:
        """What its reference says."""
        place = ExperimentRef.parse(self.ref)
        assert place is not None, "checked where it is made"
        return place

    @property
    def name(self) -> str:
        """Of the experiment."""
        return self.place.name

    @property
    def baseline(self) -> str:
        """The commit that it grows from."""
        return self.place.baseline


def experiments_here(workspace: Workspace) -> list[Experiment]:
    """All experiments of a repository, in the order of their references.

    Raises:
        RepositoryError: git can't list its references.
    """
    listing = workspace.run_git("for-each-ref", "--format=%(objectname) %(refname)", "refs/exps")
    rows = [line.split(" ", 1) for line in listing.decode(errors="replace").splitlines()]
    return [experiment(workspace, ref, oid) for oid, ref in rows if ExperimentRef.parse(ref) is not None]


def experiment(workspace: Workspace, ref: str, oid: str) -> Experiment:
    """An experiment, as its commit tells it if that is here."""
    try:
        found = workspace.git.get(oid)
    except (pygit2.GitError, ValueError) as error:
        return Experiment(ref, oid, problem=f"its commit is damaged: {' '.join(str(error).split())}")
    if found is None:
        return Experiment(ref, oid, problem="its commit is not here")
    if not isinstance(found, pygit2.Commit):
        return Experiment(ref, oid, problem=f"it is no commit but a {found.type_str}")
    return Experiment(ref, oid, trailers.read(found.raw_message.decode(errors="replace")).get(trailers.SEARCH))


def chosen(
    experiments: Sequence[Experiment],
    names: Sequence[str] = (),
    *,
    search: str | None = None,
    every: bool = False,
    head: str = "",
) -> list[Experiment]:
    """Those that a command is about: of all that are named, or of a search; else those of a commit.

    Args:
        experiments: to choose from.
        names: of experiments: a name, `<baseline>/<name>`, a commit or a reference.
        search: name of a search.
        every: all of them.
        head: the commit whose experiments are meant if nothing is said.

    Raises:
        RepositoryError: a name stands for none, or for several; or there is no such search.
    """
    if every:
        return list(experiments)
    found = {each.ref: each for name in names for each in [_named(experiments, name)]}
    if search is not None:
        trials = [each for each in experiments if _is_trial(each, search)]
        if not trials:
            searches = sorted({each.search for each in experiments if each.search})
            raise RepositoryError(f"the search {search!r} {unknown(search, searches)}")
        found.update((each.ref, each) for each in trials)
    if names or search is not None:
        return list(found.values())
    return [each for each in experiments if each.baseline == head]


def _is_trial(of: Experiment, search: str) -> bool:
    """Whether it is a trial of a search: its commit tells, or where that is not here its name, such as `rates-0007`."""
    if of.search is not None or not of.problem:
        return of.search == search
    return re.fullmatch(re.escape(search) + r"-[0-9]{4,}", of.name) is not None


def _named(experiments: Sequence[Experiment], name: str) -> Experiment:
    found = [each for each in experiments if _fits(each, name)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise RepositoryError(f"the experiment {name!r} {unknown(name, _names(experiments))}")
    places = ", ".join(f"{each.baseline[:_SHORTEST]}/{each.name}" for each in found[:10])
    raise RepositoryError(f"{name!r} stands for {len(found)} experiments: name one as {places}")


def _names(experiments: Iterable[Experiment]) -> list[str]:
    return sorted({each.name for each in experiments})


def _fits(each: Experiment, name: str) -> bool:
    if name in (each.name, each.ref):
        return True
    baseline, slash, rest = name.partition("/")
    if slash:
        return rest == each.name and len(baseline) >= 4 and each.baseline.startswith(baseline)
    return len(name) >= _SHORTEST and _DIGITS.fullmatch(name) is not None and each.commit.startswith(name)
