"""The objects that hold the models of trials."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hemolog.experiments.objects.names import is_directory, is_old, key_of
from hemolog.experiments.objects.outputs import Output
from hemolog.experiments.objects.pointers import Pointers
from hemolog.experiments.sharing.stores import Place, place_of
from hemolog.experiments.sharing.transfer.directory_lists import DirectoryLists


@dataclass(frozen=True)
class ModelObject:
    """One of them."""

    path: str
    """Of the model."""
    name: str
    place: Place


def models(pointers: Pointers) -> tuple[Output, ...]:
    """The outputs of a commit that are models, and that the DVC remote has."""
    return tuple(each for each in pointers.required if each.is_model)


def objects(outputs: Sequence[Output], lists: DirectoryLists, recorded: Collection[str] = ()) -> Iterator[ModelObject]:
    """The objects of some models; of a directory its files first, and then its list, without which nobody finds them.

    Args:
        outputs: the models.
        lists: of the files of directories.
        recorded: names of objects that an earlier prune was to delete: stands for a list that is deleted already.
    """
    for output in outputs:
        members = lists.of(output)
        names = [each.name for each in members] if members is not None else _files(recorded)
        for name in dict.fromkeys(names):
            yield ModelObject(output.path, name, (output.remote, key_of(name, old=is_old(output.key))))
        yield ModelObject(output.path, output.name, place_of(output))


def _files(recorded: Collection[str]) -> list[str]:
    return sorted(name for name in recorded if not is_directory(name))


def directories(pointers: Mapping[str, Pointers]) -> list[Output]:
    """The models of some commits that are directories."""
    return [each for of in pointers.values() for each in models(of) if each.is_directory]
