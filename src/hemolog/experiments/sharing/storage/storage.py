"""What experiments and searches take up, in the cache and in the DVC remote: alone, and together with others.

An object counts where it is, once, however many paths and directories it is in.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hemolog.experiments.dvc_store import cache_folder
from hemolog.experiments.objects.names import name_of
from hemolog.experiments.objects.outputs import Output
from hemolog.experiments.objects.pointers import Pointers
from hemolog.experiments.sharing.protection.protection import protected
from hemolog.experiments.sharing.readable import read_pointers
from hemolog.experiments.sharing.references.git_remote import git_remote
from hemolog.experiments.sharing.selection import Experiment, experiments_here, experiments_of
from hemolog.experiments.sharing.storage.holdings import Holdings, in_cache, in_remotes
from hemolog.experiments.sharing.stores import Place, Stores, place_of
from hemolog.experiments.sharing.transfer.directory_lists import DirectoryLists, expect_readable
from hemolog.experiments.sharing.transfer.push import Teller
from hemolog.experiments.workspace import Workspace


@dataclass(frozen=True)
class Usage:
    """What one experiment or search takes up, in bytes."""

    here: int
    """In the cache."""
    there: int | None
    """In the DVC remote; None if it was not looked at."""
    unique: int
    """Of objects that nothing else points at, in whichever place they are; they would go with it."""
    shared: int
    """Of the others."""


@dataclass(frozen=True)
class ExperimentUsage:
    """Of an experiment."""

    experiment: Experiment
    usage: Usage
    problem: str = ""
    """Why nothing is known of it: one line."""


@dataclass(frozen=True)
class SearchUsage:
    """Of all trials of a search."""

    search: str
    trials: int
    usage: Usage


@dataclass(frozen=True)
class Total:
    """All that a place holds."""

    objects: int
    bytes: int
    idle_objects: int
    """Those that no experiment, branch, tag or workspace points at."""
    idle_bytes: int


@dataclass(frozen=True)
class Storage:
    """All of it."""

    experiments: tuple[ExperimentUsage, ...]
    """In the order of their references."""
    searches: tuple[SearchUsage, ...]
    """In the order of their names."""
    here: Total
    there: Total | None
    """Of the default DVC remote; None if it was not looked at."""


def storage(workspace: Workspace, teller: Teller, *, remote: bool, name: str | None = None) -> Storage:
    """Look at the cache, and at the DVC remote if that is asked for.

    Args:
        workspace: the repository.
        teller: is told.
        remote: count what is in the DVC remote, and the experiments on the git remote, too.
        name: of the git remote; None for the one that `git push` would take.

    Raises:
        HemologError: git or a remote can't be read.
    """
    experiments = {each.commit: each for each in experiments_here(workspace)}
    if remote:
        there = git_remote(workspace, name)
        teller.doing(f"looking at what {there.name} has")
        experiments = {e.commit: e for e in experiments_of(workspace, there.mirror().experiments)} | experiments
    listed = sorted(experiments.values(), key=lambda each: each.ref)
    return _Count(workspace, listed, Stores(workspace.dvc_root) if remote else None, teller).storage()


class _Count:
    def __init__(
        self, workspace: Workspace, experiments: Sequence[Experiment], stores: Stores | None, teller: Teller
    ) -> None:
        cache = cache_folder(workspace.dvc_root)
        self._experiments = experiments
        self._lists = DirectoryLists(cache)
        teller.doing(f"reading what {len(experiments):,} experiments point at")
        self._pointers, self._problems = read_pointers(workspace, experiments)
        if stores is not None:
            outputs = [each for of in self._pointers.values() for each in of.outputs if each.is_directory]
            expect_readable(self._lists.bring({place_of(each): each for each in outputs}.values(), stores, teller))
        self._base = protected(workspace, {each.commit for each in experiments}, self._lists, stores, teller)
        self._of = {commit: self._places(pointers.required) for commit, pointers in self._pointers.items()}
        teller.doing("looking at the cache")
        self._here = in_cache(cache)
        self._there: Holdings | None = None
        if stores is not None:
            teller.doing("looking at what the DVC remote has")
            self._there = in_remotes(stores, {place for of in self._of.values() for place in of})

    def storage(self) -> Storage:
        """Count."""
        owners = Counter(place for of in self._of.values() for place in of)
        searches: dict[str, list[str]] = defaultdict(list)
        for each in self._experiments:
            if each.search is not None and each.commit in self._of:
                searches[each.search].append(each.commit)
        return Storage(
            experiments=tuple(
                ExperimentUsage(each, self._usage([each.commit], owners), self._problems.get(each.commit, ""))
                for each in self._experiments
            ),
            searches=tuple(
                SearchUsage(search, len(commits), self._usage(commits, owners))
                for search, commits in sorted(searches.items())
            ),
            here=self._total({key: size for (_, key), size in self._here.items()}),
            there=None if self._there is None else self._total(_default(self._there)),
        )

    def _usage(self, commits: Sequence[str], owners: Mapping[Place, int]) -> Usage:
        """Of experiments together.

        Args:
            commits: theirs.
            owners: how many experiments point at each place.
        """
        mine = Counter(place for commit in commits for place in self._of.get(commit, ()))
        unique = [place for place, times in mine.items() if times == owners[place] and not self._is_base(place)]
        alone = sum(map(self._size, unique))
        return Usage(
            here=sum(self._here.get((None, key), 0) for key in {key for _, key in mine}),
            there=None if self._there is None else sum(self._there.get(place, 0) for place in mine),
            unique=alone,
            shared=sum(map(self._size, mine)) - alone,
        )

    def _is_base(self, place: Place) -> bool:
        return name_of(place[1]) in self._base

    def _size(self, place: Place) -> int:
        here = self._here.get((None, place[1]))
        return here if here is not None else (self._there or {}).get(place, 0)

    def _places(self, outputs: Iterable[Output]) -> frozenset[Place]:
        found: set[Place] = set()
        for output in outputs:
            found.add(place_of(output))
            found.update((output.remote, each.key) for each in self._lists.of(output) or ())
        return frozenset(found)

    def _total(self, sizes: Mapping[str, int]) -> Total:
        used = {name for pointers in self._pointers.values() for name in self._names(pointers)} | self._base.keys()
        idle = [size for key, size in sizes.items() if name_of(key) not in used]
        return Total(len(sizes), sum(sizes.values()), len(idle), sum(idle))

    def _names(self, pointers: Pointers) -> Iterable[str]:
        """Also of outputs that git keeps: the run cache needs them."""
        for output in pointers.outputs:
            yield output.name
            yield from (each.name for each in self._lists.of(output) or ())


def _default(holdings: Holdings) -> dict[str, int]:
    return {key: size for (remote, key), size in holdings.items() if remote is None}
