"""Experiments from the team: their references from the git remote, what they point at from the DVC remote.

Broken off at any moment, the same command goes on: what the cache has whole is not brought again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hemolog.errors import HemologError
from hemolog.experiments.objects.outputs import Output
from hemolog.experiments.objects.pointers import PointerReader
from hemolog.experiments.refs import NAMESPACE, ExperimentRef
from hemolog.experiments.sharing.references.creation import create
from hemolog.experiments.sharing.references.git_remote import GitRemote
from hemolog.experiments.sharing.selection import Experiment, Wanted, chosen, experiment, experiments_here
from hemolog.experiments.sharing.stores import Place, Stores, by_remote, place_of
from hemolog.experiments.sharing.transfer.inventory import Inventory, reasons
from hemolog.experiments.sharing.transfer.push import Left, Pruned, Teller
from hemolog.experiments.sharing.transfer.transfer import Item, Transferred, bring, first_reason
from hemolog.experiments.stores import leftovers
from hemolog.experiments.stores.store import Stored
from hemolog.experiments.workspace import Workspace


@dataclass(frozen=True)
class Pulled:
    """What a pull has done."""

    brought: tuple[Experiment, ...]
    """Experiments that are new here."""
    there: tuple[Experiment, ...]
    """Those that were here already."""
    left: tuple[Left, ...]
    """Those that did not come, or not whole, and why."""
    objects: int
    bytes: int
    failed: HemologError | None = None
    """Why some objects did not come."""


def pull(
    workspace: Workspace,
    wanted: Wanted,
    git_remote: GitRemote,
    cache: Path,
    teller: Teller,
    *,
    metrics_only: bool = False,
    pruned: Pruned | None = None,
) -> Pulled:
    """Bring experiments.

    Args:
        workspace: the repository.
        wanted: which ones, of those on the git remote and those here.
        git_remote: has their references.
        cache: of DVC.
        teller: is told.
        metrics_only: leave what they point at where it is: parameters, metrics and curves are in git.
        pruned: what is recorded as deleted on purpose: no experiment lacks it.

    Raises:
        HemologError: there is no such experiment, the repository can't be read, or a remote can't be used.
    """
    teller.doing(f"asking {git_remote.name} for experiments")
    remote, here = _on_remote(workspace, git_remote), experiments_here(workspace)
    every = {each.ref: each for each in [*here, *remote]}
    picked = {each.ref for each in chosen(list(every.values()), wanted, head=workspace.head())}
    known = {each.ref: each for each in here}
    new = [each for each in remote if each.ref in picked and each.ref not in known]
    there = [each for each in here if each.ref in picked]
    taken = {each.ref for each in remote if each.ref in known and known[each.ref].commit != each.commit}
    if new:
        teller.doing(f"bringing {len(new):,} references from {git_remote.name}")
        git_remote.bring([each.ref for each in new])
    refused = create(workspace, {each.ref: each.commit for each in new})
    came = [experiment(workspace, each.ref, each.commit) for each in new if each.ref not in refused]
    left = [Left(each, refused[each.ref]) for each in new if each.ref in refused]
    left += [
        Left(each, f"{git_remote.name} has another experiment of this name: `dvc exp rename` yours to get it")
        for each in there
        if each.ref in taken
    ]
    transferred = Transferred()
    if not metrics_only:
        whole = _Objects(workspace, [*came, *there], cache, teller, pruned or {})
        transferred = whole.bring()
        if transferred.done:
            leftovers.sweep(cache)  # Of pulls that were killed; a model's part may be large.
        left += whole.left()
    return Pulled(
        brought=tuple(came),
        there=tuple(there),
        left=tuple(left),
        objects=len(transferred.done),
        bytes=sum(item.size for item in transferred.done),
        failed=first_reason(transferred.failed) if transferred.failed else None,
    )


def _on_remote(workspace: Workspace, git_remote: GitRemote) -> list[Experiment]:
    references = git_remote.references(f"{NAMESPACE}/*")
    return [experiment(workspace, ref, oid) for ref, oid in references.items() if ExperimentRef.parse(ref) is not None]


class _Objects:
    """What experiments point at, brought into the cache."""

    def __init__(
        self,
        workspace: Workspace,
        experiments: Sequence[Experiment],
        cache: Path,
        teller: Teller,
        pruned: Pruned,
    ) -> None:
        self._teller, self._pruned, self._cache = teller, pruned, cache
        self._stores = Stores(workspace.dvc_root)
        self._unreadable = [Left(each, each.problem) for each in experiments if each.problem]
        readable = [each for each in experiments if not each.problem]
        self._inventory = Inventory(PointerReader(workspace).read(each.commit for each in readable), readable, cache)
        self._failed: dict[Place, HemologError] = {}

    def bring(self) -> Transferred:
        """Bring all that the cache lacks and the remote has."""
        result = Transferred()
        asked: set[Place] = set()
        # Once more where lists of directories came: only now it is known what else there is.
        while lacking := [place for place in self._places() if place not in asked and not self._is_here(place)]:
            asked.update(lacking)
            self._teller.doing("looking at what the DVC remote has")
            result.add(self._brought(self._stores.find(lacking)))
        return result

    def _places(self) -> dict[Place, None]:
        inventory = self._inventory
        required = inventory.places(inventory.outputs.values())
        if not self._stores.has_default():
            return dict.fromkeys(required)
        entries = ((None, key) for key in inventory.run_cache)
        return dict.fromkeys([*required, *inventory.places(inventory.remembered), *entries])

    def _brought(self, found: Mapping[Place, Stored]) -> Transferred:
        result = Transferred()
        for remote, keys in by_remote(found).items():
            self._teller.doing("bringing what experiments point at")
            items = [Item.of(key, self._cache, found[remote, key].size) for key in sorted(keys)]
            part = bring(self._stores.of(remote), items, self._teller)
            self._failed.update(((remote, key), error) for key, error in part.failed.items())
            result.add(part)
        return result

    def left(self) -> list[Left]:
        """Experiments of which something is missing."""
        verdicts = {place: self._lacking(output) for place, output in self._inventory.outputs.items()}
        found = list(self._unreadable)
        for each in self._inventory.experiments:
            pruned = self._pruned.get(each.commit, frozenset())
            kept = [output for output in self._inventory.outputs_of(each) if output.name not in pruned]
            outputs = {output.path: verdicts[place_of(output)] for output in kept}
            reason = next((f"{path} {why}" for path, why in outputs.items() if why), "")
            problem = next(iter(self._inventory.problems_of(each)), reason)
            found += [Left(each, problem)] if problem else []
        return found

    def _lacking(self, output: Output) -> str:
        """Why an output is not in the cache; empty if it is."""
        places = list(self._inventory.places([output]))
        failed = {key: self._failed[remote, key] for remote, key in places if (remote, key) in self._failed}
        if failed:
            return f"did not come: {reasons(failed)}"
        if self._inventory.files(output) is not None and all(map(self._is_here, places)):
            return ""
        return "is not in the DVC remote: whoever made it pushes it with `hemolog push`"

    def _is_here(self, place: Place) -> bool:
        output = self._inventory.outputs.get(place)
        if output is not None and output.is_directory:
            return self._inventory.files(output) is not None
        try:
            size = (self._cache / place[1]).stat().st_size
        except OSError:
            return False
        return output is None or output.size in (None, size)
