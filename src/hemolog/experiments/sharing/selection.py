"""Which experiments a command is about: those named, those of a search, all, or those of the commit checked out."""

import re
from collections.abc import Iterable, Mapping, Sequence
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
    rows = [line.split(" ", 1) for line in listing.decode(errors="surrogateescape").split("\n") if line]
    return experiments_of(workspace, {ref: oid for oid, ref in rows})


def experiments_of(workspace: Workspace, references: Mapping[str, str]) -> list[Experiment]:
    """Those of some references that are experiments.

    Args:
        workspace: may have their commits.
        references: names to ids, here or on a git remote.
    """
    return [experiment(workspace, ref, oid) for ref, oid in references.items() if ExperimentRef.parse(ref) is not None]


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


@dataclass(frozen=True)
class Wanted:
    """Which experiments a user means; where he says nothing, those of the commit that is checked out."""

    names: tuple[str, ...] = ()
    """Each a name, `<baseline>/<name>`, a commit or a reference."""
    search: str | None = None
    """All trials of a search, beside those named."""
    every: bool = False
    """All that there are."""


def chosen(experiments: Sequence[Experiment], wanted: Wanted, head: str) -> list[Experiment]:
    """Those of some experiments that are meant.

    Args:
        experiments: to choose from.
        wanted: what the user says.
        head: the commit that is checked out.

    Raises:
        RepositoryError: a name stands for none, or for several; there is no such search; or nothing at all is meant.
    """
    if wanted.every:
        found = list(experiments)
    elif wanted.names or wanted.search is not None:
        return _said(experiments, wanted)
    else:
        found = [each for each in experiments if each.baseline == head]
    if not found:
        elsewhere = f" of {head[:_SHORTEST]}, the commit that is checked out: name some, or take `--all`"
        raise RepositoryError(f"there are no experiments{elsewhere if experiments else ': `dvc exp run` makes some'}")
    return found


def _said(experiments: Sequence[Experiment], wanted: Wanted) -> list[Experiment]:
    found = {each.ref: each for name in wanted.names for each in [_named(experiments, name)]}
    if wanted.search is not None:
        trials = [each for each in experiments if _is_trial(each, wanted.search)]
        if not trials:
            searches = sorted({each.search for each in experiments if each.search})
            raise RepositoryError(f"the search {wanted.search!r} {unknown(wanted.search, searches)}")
        found.update((each.ref, each) for each in trials)
    return list(found.values())


def _is_trial(of: Experiment, search: str) -> bool:
    """Whether it is a trial of a search: its commit tells, or where that is not here its name, such as `rates-0007`."""
    if of.search is not None or not of.problem:
        return of.search == search
    return re.fullmatch(re.escape(search) + r"-[0-9]{4,}", of.name) is not None


def fitting(experiments: Iterable[Experiment], name: str) -> list[Experiment]:
    """Those of some experiments that a name, `<baseline>/<name>`, a commit or a reference may stand for."""
    return [each for each in experiments if _fits(each, name)]


def _named(experiments: Sequence[Experiment], name: str) -> Experiment:
    found = fitting(experiments, name)
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
