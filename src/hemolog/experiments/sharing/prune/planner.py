"""Decides what becomes of the models of each trial of a search."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hemolog.experiments.recorded import RecordedTrial
from hemolog.experiments.sharing.protection.protection import protected
from hemolog.experiments.sharing.prune.models_of_trials import ModelObject, directories, models, objects
from hemolog.experiments.sharing.prune.plan import Doomed, Fate, PlannedTrial
from hemolog.experiments.sharing.prune.ranking import Ranking
from hemolog.experiments.sharing.readable import read_pointers
from hemolog.experiments.sharing.selection import Experiment
from hemolog.experiments.sharing.stores import Place, Stores
from hemolog.experiments.sharing.transfer.directory_lists import DirectoryLists, expect_readable
from hemolog.experiments.sharing.transfer.push import Teller
from hemolog.experiments.stores.store import Stored
from hemolog.experiments.workspace import Workspace

_HOUR = 3600.0


@dataclass(frozen=True)
class PruneOptions:
    """What a user asks for."""

    search: str
    keep: int
    """So many of the best keep their models; 1 at least."""
    older_than: float = 24.0
    """Hours: what was put into the cache or into the DVC remote later stays there."""


class Planner:
    """Decides what becomes of the models of each trial."""

    def __init__(
        self,
        workspace: Workspace,
        options: PruneOptions,
        ranking: Ranking,
        cache: Path,
        stores: Stores | None,
        teller: Teller,
    ) -> None:
        self._options, self._ranking, self._cache, self._stores = options, ranking, cache, stores
        self._others = ranking.trials[options.keep :]
        self._lists = DirectoryLists(cache)
        experiments = [Experiment(each.ref, each.commit) for each in self._others]
        self._pointers, self._problems = read_pointers(workspace, experiments)
        if stores is not None:
            expect_readable(self._lists.bring(directories(self._pointers), stores, teller))
        self._protected = protected(workspace, {each.commit for each in self._others}, self._lists, stores, teller)
        self._oldest = time.time() - options.older_than * _HOUR
        self._teller = teller

    def trials(self, recorded: Mapping[str, frozenset[str]]) -> list[PlannedTrial]:
        """All trials.

        Args:
            recorded: names of objects that earlier prunes were to delete, of commits' ids.
        """
        wanted = {
            each.commit: list(objects(models(self._pointers[each.commit]), self._lists, recorded.get(each.commit, ())))
            for each in self._others
            if each.commit in self._pointers
        }
        every = [each for of in wanted.values() for each in of]
        here, there = self._here(every), self._there(every)
        rows = []
        for number, trial in enumerate(self._ranking.trials, start=1):
            if trial.commit not in wanted:
                problem = self._problems.get(trial.commit)
                fate, reasons = (Fate.STAYS, (problem,)) if problem else (Fate.BEST, ())
                rows.append(PlannedTrial(number, trial.name, trial.commit, trial.score, fate, reasons=reasons))
            else:
                rows.append(self._row(number, trial, wanted[trial.commit], here, there))
        return rows

    def _row(
        self,
        number: int,
        trial: RecordedTrial,
        wanted: Sequence[ModelObject],
        here: Mapping[str, tuple[int, float]],
        there: Mapping[Place, Stored],
    ) -> PlannedTrial:
        doomed: list[Doomed] = []
        paths: dict[str, None] = {}
        reasons = dict.fromkeys(self._pointers[trial.commit].problems)
        for each in wanted:
            if reason := self._protected.get(each.name):
                reasons[f"also of {reason}"] = None
                continue
            local, remote = here.get(each.place[1]), there.get(each.place)
            goes_here = local[0] if local is not None and local[1] <= self._oldest else None
            goes_there = remote.size if remote is not None and remote.modified <= self._oldest else None
            if (local is not None and goes_here is None) or (remote is not None and goes_there is None):
                reasons[f"younger than {self._options.older_than:g} hours"] = None
            if goes_here is not None or goes_there is not None:
                doomed.append(Doomed(each.name, each.place, goes_here, goes_there))
                paths[each.path] = None
        fate = Fate.GOES if doomed else Fate.STAYS if reasons else Fate.GONE
        return PlannedTrial(
            number, trial.name, trial.commit, trial.score, fate, tuple(paths), tuple(doomed), tuple(reasons)
        )

    def _here(self, wanted: Sequence[ModelObject]) -> dict[str, tuple[int, float]]:
        """Bytes of those keys that the cache has, and when they were put there."""
        found = {}
        for key in {each.place[1] for each in wanted}:
            try:
                facts = (self._cache / key).stat()
            except OSError:
                continue
            found[key] = facts.st_size, facts.st_mtime
        return found

    def _there(self, wanted: Sequence[ModelObject]) -> dict[Place, Stored]:
        if self._stores is None or not wanted:
            return {}
        self._teller.doing("looking at what the DVC remote has")
        return self._stores.find({each.place for each in wanted})
