"""All that some experiments point at, each output once, with the files of directories.

The list of a directory's files is an object itself: it comes from the cache, or from the remote where the cache lacks
it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from hemolog.errors import DamagedObjectError, HemologError
from hemolog.experiments.objects.directories import Member, members
from hemolog.experiments.objects.names import is_old
from hemolog.experiments.objects.outputs import Keeper, Output
from hemolog.experiments.objects.pointers import Pointers
from hemolog.experiments.sharing.selection import Experiment
from hemolog.experiments.sharing.stores import Place, Stores, by_remote, place_of
from hemolog.experiments.sharing.transfer.transfer import Item, Transferred, Watcher, bring


class Inventory:
    """What experiments point at: `outputs`, and the places of each one."""

    def __init__(
        self,
        pointers: Mapping[str, Pointers],
        experiments: Sequence[Experiment],
        cache: Path,
        without: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        """Take what there is.

        Args:
            pointers: what the experiments' commits point at.
            experiments: all can be read.
            cache: DVC's on this machine.
            without: of commits, names of objects that are left out.
        """
        self.experiments, self.cache, self._without = tuple(experiments), cache, without or {}
        self._pointers = pointers
        self._lists: dict[str, tuple[Member, ...]] = {}

    @cached_property
    def outputs(self) -> dict[Place, Output]:
        """Each output that a remote must have, by its place."""
        return {place_of(each): each for of in self.experiments for each in self.outputs_of(of)}

    @cached_property
    def run_cache(self) -> tuple[str, ...]:
        """Keys of what DVC remembers of the experiments' stages."""
        return tuple(dict.fromkeys(key for each in self.experiments for key in self._pointers[each.commit].run_cache))

    @cached_property
    def remembered(self) -> tuple[Output, ...]:
        """Outputs that git keeps; the cache may have them too, for the run cache."""
        found = {
            output.key: output
            for each in self.experiments
            for output in self._pointers[each.commit].outputs
            if output.keeper is Keeper.GIT
        }
        return tuple(found.values())

    def outputs_of(self, experiment: Experiment) -> tuple[Output, ...]:
        """The outputs of one experiment that a remote must have."""
        required, without = self._pointers[experiment.commit].required, self._without.get(experiment.commit, ())
        return tuple(each for each in required if each.name not in without)

    def problems_of(self, experiment: Experiment) -> tuple[str, ...]:
        """What can't be read of one experiment."""
        return self._pointers[experiment.commit].problems

    def files(self, output: Output) -> tuple[Member, ...] | None:
        """The files of a directory that is an output; none of a file. None if the cache lacks the list of them.

        A damaged list is taken for a lacking one, and is brought again.
        """
        if not output.is_directory:
            return ()
        if output.key not in self._lists:
            try:
                self._lists[output.key] = members(self.cache / output.key, old=is_old(output.key))
            except (OSError, DamagedObjectError):
                return None
        return self._lists[output.key]

    def places(self, outputs: Iterable[Output]) -> Iterator[Place]:
        """The places of outputs and of the files of directories, as far as their lists are here."""
        for output in outputs:
            yield place_of(output)
            for member in self.files(output) or ():
                yield output.remote, member.key

    def bring_lists(self, stores: Stores, watcher: Watcher) -> Transferred:
        """Bring the lists of directories that the cache lacks, as far as the remote has them."""
        lacking = [each for each in self.outputs.values() if self.files(each) is None]
        result = Transferred()
        for remote, keys in by_remote(map(place_of, lacking)).items():
            result.add(bring(stores.of(remote), [Item.of(key, self.cache) for key in keys], watcher))
        return result


def reasons(failed: Mapping[str, HemologError]) -> str:
    """Why files could not go or come: the first reason, and how many there are more."""
    told = list(dict.fromkeys(map(str, failed.values())))
    return told[0] + (f" (and {len(told) - 1} more)" if len(told) > 1 else "")
