"""Whether each object that experiments point at is there and of the right size.

Of an experiment of this repository it may be in the cache or in the DVC remote. Of one on the git remote it must be in
the DVC remote: whoever sees the experiment must be able to pull it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hemolog.experiments.objects.outputs import Output
from hemolog.experiments.sharing.audit.audited import BAD, Audited, Finding, Mend, State, worst
from hemolog.experiments.sharing.audit.presence import Presence
from hemolog.experiments.sharing.readable import read_pointers
from hemolog.experiments.sharing.selection import Experiment
from hemolog.experiments.sharing.stores import Place, Stores, place_of
from hemolog.experiments.sharing.transfer.directory_lists import expect_readable
from hemolog.experiments.sharing.transfer.inventory import Inventory
from hemolog.experiments.sharing.transfer.push import Teller
from hemolog.experiments.workspace import Workspace


@dataclass(frozen=True)
class _Lack:
    """An object that is not whole, whichever experiment points at it."""

    path: str
    name: str
    place: Place
    size: int | None
    """That it should have, in bytes, as far as that is known."""
    state: State


def audit(
    workspace: Workspace,
    experiments: Sequence[Experiment],
    presence: Presence,
    stores: Stores,
    teller: Teller,
    *,
    shared: bool,
    deep: bool,
    pruned: Callable[[], Mapping[str, Collection[str]]],
    here: Collection[str] | None = None,
) -> tuple[Audited, ...]:
    """Look at experiments.

    Args:
        workspace: has their commits.
        experiments: the damaged ones too.
        presence: of cache and remotes.
        stores: the remotes.
        teller: is told.
        shared: they are on the git remote.
        deep: read bytes again.
        pruned: gives the names of objects that were deleted on purpose, of commits' ids. Asked for after all else was
            looked at: what goes meanwhile was recorded before.
        here: commits of the experiments that this repository has; None for all.

    Raises:
        HemologError: the DVC remote can't be used.
    """
    auditor = _Auditor(workspace, experiments, presence, teller, shared=shared)
    auditor.look(stores, deep=deep)
    names = pruned()
    return tuple(
        auditor.audited(each, names.get(each.commit, ()), is_here=here is None or each.commit in here)
        for each in experiments
    )


class _Auditor:
    def __init__(
        self,
        workspace: Workspace,
        experiments: Sequence[Experiment],
        presence: Presence,
        teller: Teller,
        *,
        shared: bool,
    ) -> None:
        teller.doing(f"reading what {len(experiments):,} experiments point at")
        self._pointers, self._problems = read_pointers(workspace, experiments)
        readable = [each for each in experiments if each.commit in self._pointers]
        self._inventory = Inventory(self._pointers, readable, presence.cache)
        self._presence, self._teller, self._shared = presence, teller, shared
        self._lacks: dict[tuple[Place, int | None, int | None], tuple[_Lack, ...]] = {}

    def look(self, stores: Stores, *, deep: bool) -> None:
        """Look at all that is to be looked at, in as few requests as it can be."""
        self._bring_lists(stores)
        presence, outputs = self._presence, self._inventory.outputs
        places = dict.fromkeys(self._inventory.places(outputs.values()))
        sizes = {place: each.size for place, each in outputs.items() if not each.is_directory}
        keys = dict.fromkeys(key for _, key in places)
        presence.look_here(keys)
        if deep and not self._shared:
            self._teller.doing("reading the cache again")
            presence.rehash_here(keys, self._teller)
        asked = [
            place for place in places if self._shared or presence.here(place[1], sizes.get(place)) is not State.WHOLE
        ]
        if asked:
            self._teller.doing("looking at what the DVC remote has")
            presence.look_there(asked, needed=self._shared)
        if deep and asked:
            self._teller.doing("reading the DVC remote again")
            presence.rehash_there(asked, self._teller)

    def _bring_lists(self, stores: Stores) -> None:
        lacking = [each for each in self._inventory.outputs.values() if self._inventory.files(each) is None]
        if not lacking:
            return
        self._presence.look_there(map(place_of, lacking), needed=self._shared)
        known = [each for each in lacking if self._presence.size_there(place_of(each)) is not None]
        if not known:
            return
        self._teller.doing("bringing the lists of directories")
        expect_readable(self._inventory.lists.bring(known, stores, self._teller))

    def audited(self, experiment: Experiment, pruned: Collection[str], *, is_here: bool) -> Audited:
        """What became of one experiment, of which some objects were deleted on purpose."""
        if experiment.commit not in self._pointers:
            problem = self._problems.get(experiment.commit, "")
            return Audited(experiment, State.UNREADABLE, 0, 0, problem=problem, is_here=is_here)
        outputs = self._inventory.outputs_of(experiment)
        lacks = [lack for output in outputs for lack in self._lacks_of(output)]
        found = {self._finding(lack, pruned): lack for lack in lacks}
        problem = next(iter(self._inventory.problems_of(experiment)), "") or self._unusable(outputs)
        states = [each.state for each in found] + ([State.UNREADABLE] if problem else [])
        return Audited(
            experiment=experiment,
            state=worst(states),
            outputs=len(outputs),
            size=sum(each.size or 0 for each in outputs),
            findings=tuple(sorted(found, key=lambda each: each.path)),
            problem=problem,
            mend=self._mend([lack for finding, lack in found.items() if finding.state in BAD]),
            is_here=is_here,
        )

    def _unusable(self, outputs: Sequence[Output]) -> str:
        """Why the remote of an output can't be looked at, where that matters."""
        for each in outputs:
            error = self._presence.unusable.get(each.remote)
            if error is not None and (self._shared or each.remote is not None) and self._lacks_of(each):
                return f"the DVC remote {each.remote!r}: {error}"
        return ""

    def _finding(self, lack: _Lack, pruned: Collection[str]) -> Finding:
        if lack.state is State.MISSING:
            return Finding(lack.path, lack.name, State.PRUNED if lack.name in pruned else State.MISSING)
        presence, (_, key) = self._presence, lack.place
        is_file = not self._shared and presence.size_here(key) is not None
        return Finding(lack.path, lack.name, lack.state, presence.file(key) if is_file else presence.uri(lack.place))

    def _lacks_of(self, output: Output) -> tuple[_Lack, ...]:
        # Locks may tell different sizes of one object.
        told = place_of(output), output.size, output.files
        if told not in self._lacks:
            self._lacks[told] = tuple(self._lacking(output))
        found = self._lacks[told]
        # The same object may be another path's elsewhere.
        return tuple(_Lack(output.path + each.path, each.name, each.place, each.size, each.state) for each in found)

    def _lacking(self, output: Output) -> Iterator[_Lack]:
        """What is not whole of an output; paths begin below it."""
        place, size = place_of(output), None if output.is_directory else output.size
        state, files = self._state(place, size), self._inventory.files(output)
        if state is State.WHOLE and files is None:
            state = State.DAMAGED
        if state is not State.WHOLE:
            yield _Lack("", output.name, place, size, state)
        if not output.is_directory or files is None:
            return
        lacking = [
            _Lack(f"/{each.path}", each.name, (output.remote, each.key), None, found)
            for each in files
            if (found := self._state((output.remote, each.key), None)) is not State.WHOLE
        ]
        yield from lacking
        if not lacking and state is State.WHOLE and not self._adds_up(output):
            # Whole by itself, but not what the lock tells of, wherever it lies: no size would do.
            yield _Lack("", output.name, place, -1, State.WRONG_SIZE)

    def _adds_up(self, output: Output) -> bool:
        """Whether a directory has as many files, and as many bytes in them, as its lock says."""
        files = self._inventory.files(output) or ()
        sizes = [self._size((output.remote, each.key)) for each in files]
        return output.files in (None, len(files)) and output.size in (None, sum(sizes))

    def _size(self, place: Place) -> int:
        there, here = self._presence.size_there(place), self._presence.size_here(place[1])
        first, second = (there, here) if self._shared else (here, there)
        return first if first is not None else second or 0

    def _state(self, place: Place, size: int | None) -> State:
        if self._shared:
            return self._presence.there(place, size)
        here = self._presence.here(place[1], size)
        return here if here is not State.MISSING else self._presence.there(place, size)

    def _mend(self, lacks: Sequence[_Lack]) -> Mend | None:
        if not lacks:
            return None
        presence = self._presence
        if self._shared:
            elsewhere = [presence.here(each.place[1], each.size) for each in lacks]
        else:
            elsewhere = [presence.there(each.place, each.size) for each in lacks]
        if all(each is State.WHOLE for each in elsewhere):
            return Mend.PUSH if self._shared else Mend.PULL
        return Mend.MAKE
