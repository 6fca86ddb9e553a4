"""Deletes the models of all but the best trials of a search: they can be made again.

No reference, metric or curve goes, and no object that anything else points at. What is to go is recorded in the notes,
which the git remote gets, before anything is deleted; so whenever this is broken off, an audit knows what is missing on
purpose, and the same command finishes.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hemolog.errors import GitRemoteError, RepositoryError, SearchError, SharingError
from hemolog.experiments.dvc_store import remote_settings
from hemolog.experiments.objects.names import is_directory
from hemolog.experiments.recorded import in_references
from hemolog.experiments.refs import check_name
from hemolog.experiments.sharing.notes import shared as shared_notes
from hemolog.experiments.sharing.notes.notes import Notes
from hemolog.experiments.sharing.notes.pruned import Pruned, pruned_objects
from hemolog.experiments.sharing.protection.roots import expect_whole_history
from hemolog.experiments.sharing.prune.plan import Doomed, PrunePlan
from hemolog.experiments.sharing.prune.planner import Planner, PruneOptions
from hemolog.experiments.sharing.prune.ranking import rank
from hemolog.experiments.sharing.references.git_remote import GitRemote, names
from hemolog.experiments.sharing.selection import experiments_here
from hemolog.experiments.sharing.stores import Stores, by_remote
from hemolog.experiments.sharing.transfer.push import Teller
from hemolog.experiments.trial.locks import only_search
from hemolog.experiments.workspace import Workspace


@dataclass(frozen=True)
class Deleted:
    """What is gone."""

    here: tuple[Doomed, ...]
    """From the cache."""
    there: tuple[Doomed, ...]
    """From the DVC remote."""
    spared: tuple[Doomed, ...]
    """What was planned to go and stays, for something else has come to point at it meanwhile."""

    @property
    def bytes_here(self) -> int:
        """From the cache."""
        return sum(each.here or 0 for each in self.here)

    @property
    def bytes_there(self) -> int:
        """From the DVC remote."""
        return sum(each.there or 0 for each in self.there)


class Prune:
    """One prune: plan it, and then execute that plan."""

    def __init__(
        self, workspace: Workspace, options: PruneOptions, git_remote: GitRemote | None, cache: Path, teller: Teller
    ) -> None:
        """Take what is asked for.

        Args:
            workspace: the repository.
            options: which models.
            git_remote: where others' experiments are; None if git has no remote.
            cache: of DVC.
            teller: is told.
        """
        self._workspace, self._options, self._git_remote = workspace, options, git_remote
        self._cache, self._teller = cache, teller
        self._stores = Stores(workspace.dvc_root)
        self._notes = Notes(workspace)

    def plan(self) -> PrunePlan:
        """Look at everything, and delete nothing.

        Raises:
            SharingError: there is no such search, or several.
            HemologError: git or a remote can't be read.
        """
        check_name(self._options.search)
        expect_whole_history(self._workspace)
        here = [(each.ref, each.commit) for each in experiments_here(self._workspace) if not each.problem]
        there, unreachable = self._on_git_remote()
        stores, unusable = (None, unreachable) if unreachable else self._usable()
        trials = in_references(self._workspace, [*there, *here])
        ranking = rank(trials, self._options.search, self._workspace.head())
        planner = Planner(self._workspace, self._options, ranking, self._cache, stores, self._teller)
        return PrunePlan(
            search=self._options.search,
            metric=ranking.metric,
            direction=ranking.direction,
            keep=self._options.keep,
            trials=tuple(planner.trials(self._recorded())),
            cautions=(*self._unseen(), *unusable),
        )

    def execute(self, plan: PrunePlan) -> Deleted:
        """Delete what a plan says, as far as it still holds.

        Raises:
            HemologError: the search is running, or the record can't be made or sent, and nothing is deleted; or a
                remote can't be used.
            OSError: a file of the cache can't be deleted.
        """
        with self._nobody_searching():
            return self._executed(plan)

    def _executed(self, plan: PrunePlan) -> Deleted:
        self._record(plan)
        # Who has pushed an experiment meanwhile, and took these for there, either stands in git now or sees the record.
        again = self.plan().doomed
        agreed = [(plan.doomed[place], each) for place, each in again.items() if place in plan.doomed]
        here = [now for before, now in agreed if before.here is not None and now.here is not None]
        there = [now for before, now in agreed if before.there is not None and now.there is not None]
        self._teller.doing(f"deleting {len(agreed):,} objects")
        for part in _lists_last(there):
            for remote, keys in by_remote(each.place for each in part).items():
                self._stores.of(remote).delete(keys)
        for part in _lists_last(here):
            for each in part:
                (self._cache / each.place[1]).unlink(missing_ok=True)
        spared = [each for place, each in plan.doomed.items() if place not in again]
        return Deleted(tuple(here), tuple(there), tuple(spared))

    @contextmanager
    def _nobody_searching(self) -> Iterator[None]:
        """Hold the search: a trial that is being recorded may take a model out of the cache that is to go."""
        try:
            with only_search(self._workspace, self._options.search):
                yield
        except SearchError as error:
            raise SharingError(
                f"the search {self._options.search!r} is running, or is being pruned: wait for it"
            ) from error

    def _on_git_remote(self) -> tuple[list[tuple[str, str]], list[str]]:
        """Experiments on the git remote; and why it could not be asked."""
        if self._git_remote is None:
            return [], []
        self._teller.doing(f"looking at what {self._git_remote.name} has")
        try:
            there = self._git_remote.mirror().experiments
            shared_notes.bring(self._notes, self._git_remote)
        except GitRemoteError as error:
            return [], [f"only what is here goes, for nobody knows what others point at: {error}"]
        return list(there.items()), []

    def _unseen(self) -> list[str]:
        """What is never looked at."""
        if self._git_remote is None:
            return ["git has no remote: experiments of this repository are all that is known of"]
        others = [name for name in names(self._workspace) if name != self._git_remote.name]
        return [f"experiments that only the git remote {each} has are not known of" for each in others]

    def _usable(self) -> tuple[Stores | None, list[str]]:
        """The DVC remotes, if there are any."""
        try:
            remote_settings(self._workspace.dvc_root)
        except RepositoryError as error:
            return None, [f"only what is in the cache goes: {error}"]
        return self._stores, []

    def _recorded(self) -> dict[str, frozenset[str]]:
        return pruned_objects(self._notes.read())

    def _record(self, plan: PrunePlan) -> None:
        known, now = self._recorded(), datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        lines = {}
        for trial in plan.trials:
            names = {each.name for each in trial.doomed} - known.get(trial.commit, frozenset())
            if names:
                lines[trial.commit] = [Pruned(tuple(sorted(names)), trial.paths, now, plan.rule).to_line()]
        self._notes.add(lines)
        if self._git_remote is not None and any(each.there is not None for each in plan.doomed.values()):
            self._teller.doing(f"telling {self._git_remote.name} what goes")
            shared_notes.share(self._notes, self._git_remote)


def _lists_last(objects: Sequence[Doomed]) -> tuple[list[Doomed], list[Doomed]]:
    """Lists of directories go after their files: without one, nobody would find those that are left."""
    files = [each for each in objects if not is_directory(each.name)]
    return files, [each for each in objects if is_directory(each.name)]
