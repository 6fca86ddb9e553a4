"""All that some experiments point at, each output once, with the files of directories."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from hemolog.errors import HemologError
from hemolog.experiments.objects.directories import Member
from hemolog.experiments.objects.outputs import Keeper, Output
from hemolog.experiments.objects.pointers import Pointers
from hemolog.experiments.sharing.selection import Experiment
from hemolog.experiments.sharing.stores import Place, place_of
from hemolog.experiments.sharing.transfer.directory_lists import DirectoryLists


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
        self.lists = DirectoryLists(cache)

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
        """As `DirectoryLists.of`."""
        return self.lists.of(output)

    def places(self, outputs: Iterable[Output]) -> Iterator[Place]:
        """The places of outputs and of the files of directories, as far as their lists are here."""
        for output in outputs:
            yield place_of(output)
            for member in self.files(output) or ():
                yield output.remote, member.key


def reasons(failed: Mapping[str, HemologError]) -> str:
    """Why files could not go or come: the first reason, and how many there are more."""
    told = list(dict.fromkeys(map(str, failed.values())))
    return told[0] + (f" (and {len(told) - 1} more)" if len(told) > 1 else "")
