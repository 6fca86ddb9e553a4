"""Experiments to the team: what they point at goes to the DVC remote, and only then their references to the git remote.

So whoever sees an experiment can pull it. Everything may be done again, and by several at once: what is there is not
sent twice, and what was broken off is gone on with.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from hemolog.errors import HemologError
from hemolog.experiments.objects.outputs import Output
from hemolog.experiments.objects.pointers import PointerReader
from hemolog.experiments.refs import NAMESPACE
from hemolog.experiments.sharing.references.git_remote import GitRemote
from hemolog.experiments.sharing.selection import Experiment
from hemolog.experiments.sharing.stores import Place, Stores, by_remote, place_of
from hemolog.experiments.sharing.transfer.inventory import Inventory, reasons
from hemolog.experiments.sharing.transfer.transfer import Item, Transferred, Watcher, first_reason, send
from hemolog.experiments.workspace import Workspace

Pruned = Mapping[str, frozenset[str]]
"""Of commits: the names of objects that they point at and that are recorded as deleted on purpose."""


class Teller(Watcher, Protocol):
    """Told what a push or a pull does."""

    def doing(self, what: str) -> None:
        """It begins with something that may take a while."""


@dataclass(frozen=True)
class Left:
    """An experiment that could not go or come."""

    experiment: Experiment
    reason: str


@dataclass(frozen=True)
class Pushed:
    """What a push has done."""

    sent: tuple[Experiment, ...]
    """Experiments that are new on the git remote."""
    there: tuple[Experiment, ...]
    """Those that it had already."""
    left: tuple[Left, ...]
    """Those that stay here, and why."""
    objects: int
    """Sent to the DVC remote, run-cache entries among them."""
    bytes: int
    failed: HemologError | None = None
    """Why some objects could not be sent."""


def push(
    workspace: Workspace,
    experiments: Sequence[Experiment],
    git_remote: GitRemote,
    cache: Path,
    teller: Teller,
    *,
    pruned: Pruned | None = None,
    without: Pruned | None = None,
    again: bool = False,
) -> Pushed:
    """Send experiments.

    Args:
        workspace: the repository.
        experiments: of it.
        git_remote: takes their references.
        cache: of DVC.
        teller: is told.
        pruned: what is recorded as deleted on purpose: no experiment has to wait for it.
        without: names of objects, of commits, that are not sent, though the cache may have them.
        again: send what is there already, too: what lies there may be damaged.

    Raises:
        HemologError: the repository can't be read, or a remote can't be used.
    """
    return _Push(workspace, experiments, git_remote, cache, teller, pruned or {}, without or {}, again=again).run()


class _Push:
    def __init__(
        self,
        workspace: Workspace,
        experiments: Sequence[Experiment],
        git_remote: GitRemote,
        cache: Path,
        teller: Teller,
        pruned: Pruned,
        without: Pruned,
        *,
        again: bool,
    ) -> None:
        self._git_remote, self._teller, self._pruned, self._again = git_remote, teller, pruned, again
        self._stores = Stores(workspace.dvc_root)
        self._readable = [each for each in experiments if not each.problem]
        self._left = [Left(each, each.problem) for each in experiments if each.problem]
        pointers = PointerReader(workspace).read(each.commit for each in self._readable)
        self._inventory = Inventory(pointers, self._readable, cache, without)
        self._there: set[Place] = set()
        self._failed: dict[Place, HemologError] = {}
        self._verdicts: dict[Place, str] = {}

    def run(self) -> Pushed:
        with ThreadPoolExecutor(1) as aside:
            listing = aside.submit(self._git_remote.references, f"{NAMESPACE}/*")
            transferred = self._send_objects()
            references = listing.result()
        taken = [each for each in self._readable if references.get(each.ref, each.commit) != each.commit]
        self._left += [
            Left(each, f"{self._git_remote.name} has another experiment of this name: `dvc exp rename` one of both")
            for each in taken
        ]
        whole = [each for each in self._readable if each not in taken and self._is_whole(each)]
        there = [each for each in whole if each.ref in references]
        new = [each for each in whole if each.ref not in references]
        refused = self._send_references(new)
        self._left += [
            Left(each, f"{self._git_remote.name}: {refused[each.ref]}") for each in new if each.ref in refused
        ]
        return Pushed(
            sent=tuple(each for each in new if each.ref not in refused),
            there=tuple(there),
            left=tuple(self._left),
            objects=len(transferred.done),
            bytes=sum(item.size for item in transferred.done),
            failed=first_reason(transferred.failed) if transferred.failed else None,
        )

    def _send_objects(self) -> Transferred:
        inventory = self._inventory
        if not inventory.outputs and not inventory.run_cache:
            return Transferred()
        self._teller.doing("looking at what the DVC remote has")
        lacking = inventory.lists.bring(inventory.outputs.values(), self._stores, self._teller)
        self._failed.update((place, lacking[place[1]]) for place in inventory.outputs if place[1] in lacking)
        required = dict.fromkeys(inventory.places(inventory.outputs.values()))
        extra = {place: None for place in self._extras() if place not in required}
        # What is to go again and is not here is looked for all the same.
        asked = [place for place in [*required, *extra] if not (self._again and self._is_here(place))]
        found = self._stores.find(asked)
        sizes = {place: output.size for place, output in inventory.outputs.items() if not output.is_directory}
        self._there = {place for place, stored in found.items() if sizes.get(place) in (None, stored.size)}
        transferred = Transferred()
        # Lists of directories last: DVC takes one that is there for a sign that its files are.
        lists = {place_of(each) for each in inventory.outputs.values() if each.is_directory}
        wanted = [place for place in [*required, *extra] if place not in self._there]
        transferred.add(self._send([place for place in wanted if place not in lists]))
        if not transferred.ended:
            ready = [each for each in inventory.outputs.values() if place_of(each) in lists and self._has_files(each)]
            transferred.add(self._send([place_of(each) for each in ready if place_of(each) not in self._there]))
        return transferred

    def _send(self, places: Sequence[Place]) -> Transferred:
        result = Transferred()
        for remote, keys in by_remote(places).items():
            items = [_sized(Item.of(key, self._inventory.cache)) for key in sorted(keys)]
            here = [item for item in items if item is not None]
            if here:
                self._teller.doing("sending what experiments point at")
                part = send(self._stores.of(remote), here, self._teller)
                self._there.update((remote, item.key) for item in part.done)
                self._failed.update(((remote, key), error) for key, error in part.failed.items())
                result.add(part)
        return result

    def _extras(self) -> list[Place]:
        """What may go too: the run cache's entries, and what it needs of outputs that git keeps."""
        inventory = self._inventory
        if not self._stores.has_default():
            return []
        entries = [key for key in inventory.run_cache if (inventory.cache / key).is_file()]
        remembered = [output for output in inventory.remembered if (inventory.cache / output.key).is_file()]
        return [*((None, key) for key in entries), *inventory.places(remembered)]

    def _is_here(self, place: Place) -> bool:
        return (self._inventory.cache / place[1]).is_file()

    def _has_files(self, output: Output) -> bool:
        files = self._inventory.files(output)
        return files is not None and all((output.remote, each.key) in self._there for each in files)

    def _is_whole(self, experiment: Experiment) -> bool:
        """Whether all that an experiment points at is in the DVC remote; if not it is left here."""
        if problems := self._inventory.problems_of(experiment):
            self._left.append(Left(experiment, problems[0]))
            return False
        pruned = self._pruned.get(experiment.commit, frozenset())
        for output in self._inventory.outputs_of(experiment):
            place = place_of(output)
            if output.name in pruned:
                continue
            if place not in self._verdicts:
                self._verdicts[place] = self._lacking(output)
            if reason := self._verdicts[place]:
                self._left.append(Left(experiment, f"{output.path} {reason}"))
                return False
        return True

    def _lacking(self, output: Output) -> str:
        """Why an output isn't in the DVC remote; empty if it is."""
        places = self._inventory.places([output])
        failed = {key: self._failed[remote, key] for remote, key in places if (remote, key) in self._failed}
        if failed:
            return f"could not be sent: {reasons(failed)}"
        if place_of(output) in self._there and self._has_files(output):
            return ""
        return "is neither in the cache nor in the DVC remote: `dvc exp apply` and `dvc repro` make it again"

    def _send_references(self, experiments: Sequence[Experiment]) -> dict[str, str]:
        """Send them; those that are not there then, to the reason."""
        if not experiments:
            return {}
        self._teller.doing(f"sending {len(experiments):,} references to {self._git_remote.name}")
        wanted = {each.ref: each.commit for each in experiments}
        refused = self._git_remote.send(wanted)
        if not refused:
            return {}
        # Another push may have been quicker with the same experiments.
        there = self._git_remote.references(f"{NAMESPACE}/*")
        return {ref: reason for ref, reason in refused.items() if there.get(ref) != wanted[ref]}


def _sized(item: Item) -> Item | None:
    """The same with the size that its file has; None if there is none."""
    try:
        size = item.file.stat().st_size
    except OSError:
        return None
    return Item(item.key, item.file, size, item.md5)
