"""Where the public Blood Images are had from: 12,515 images of four classes of white cells, made from 348 photographs.

The places below hold the same images in different containers, along with other things: only
`images/{TRAIN,TEST,TEST_SIMPLE}/<CLASS>/` is the classification set.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path, PurePosixPath

import requests

from bloodcells import console
from bloodcells.errors import ArchiveError, SourceError
from bloodcells.images import containers, locations
from bloodcells.images.archives import SPLITS, SUFFIXES
from bloodcells.images.containers import Container
from bloodcells.images.download import Downloads
from bloodcells.images.references import Reference
from bloodcells.images.web import WebFile

NAME = "blood-cells"
ON_DISK = f"{NAME}/archive.zip"
ON_KAGGLE = "paultimothymooney/blood-cells"
COMMIT = "0b22eb2084b1004d464fb5ab87adc85ab94b2079"
ON_GITHUB = f"https://codeload.github.com/dhruvp/wbc-classification/zip/{COMMIT}"


@contextmanager
def opened(downloads: Downloads, *, origin: str = ON_GITHUB) -> Iterator[Container]:
    """Open the first of: a copy on this machine, Kaggle, its origin on GitHub.

    Raises:
        SourceError: it is at none of them, for reasons that the message tells, or at one but can't be read.
    """
    places: dict[str, Callable[[], AbstractContextManager[Container]]] = {
        f"${locations.DATASETS}/{ON_DISK}": _on_disk,
        f"Kaggle ({ON_KAGGLE})": _on_kaggle,
        f"GitHub ({origin})": lambda: _on_github(origin, downloads),
    }
    with ExitStack() as stack:
        yield ClassificationSet(_first(places, stack))


class _AbsentError(SourceError):
    """The set is not at one of the places, which is no reason not to look at the next."""


class ClassificationSet:
    """A Container that shows of another one only the images of the set."""

    def __init__(self, whole: Container) -> None:
        self._whole = whole

    @property
    def reference(self) -> Reference | None:
        """As of Container."""
        return self._whole.reference

    def files(self) -> list[str]:
        """As of Container."""
        return [file for file in self._whole.files() if _counts(file)]

    def read(self, files: Sequence[str]) -> Iterator[bytes]:
        """As of Container."""
        return self._whole.read(files)


def _counts(file: str) -> bool:
    match PurePosixPath(file).parts:
        case (*_, "images", split, _, name):
            return split in SPLITS and name.lower().endswith(SUFFIXES)
    return False


def _first(places: dict[str, Callable[[], AbstractContextManager[Container]]], stack: ExitStack) -> Container:
    tried = []
    for name, place in places.items():
        try:
            container = stack.enter_context(place())
        except _AbsentError as error:
            tried.append(f"{name}: {error}")
        else:
            console.say(f"{NAME}: from {name}")
            return container
    raise SourceError(
        f"no way to {NAME}. Tried {'; '.join(tried)}. Either go online, or put the archive at "
        f"<folder>/{ON_DISK} and export {locations.DATASETS}=<folder>, or use -S 'fetch.sources=[sample]'"
    )


@contextmanager
def _on_disk() -> Iterator[Container]:
    folder = locations.datasets()
    if folder is None:
        raise _AbsentError("not set")
    path = folder / ON_DISK
    if not path.exists():
        raise _AbsentError("not there")
    with containers.opened(path) as container:
        yield container


@contextmanager
def _on_kaggle() -> Iterator[Container]:
    try:
        import kagglehub
        from kagglehub import exceptions
    except ImportError as error:
        raise _AbsentError("kagglehub is not installed (pip install --editable '.[kaggle]')") from error
    kinds = [kind for kind in vars(exceptions).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    failures: tuple[type[Exception], ...] = (requests.RequestException, *kinds)
    try:
        folder = kagglehub.dataset_download(ON_KAGGLE)
    except failures as error:
        raise _AbsentError(console.one_line(error)) from error
    with containers.opened(Path(folder)) as container:
        yield container


@contextmanager
def _on_github(origin: str, downloads: Downloads) -> Iterator[Container]:
    with ExitStack() as stack:
        try:
            container = stack.enter_context(containers.downloaded(WebFile(origin), downloads))
        except ArchiveError:
            raise
        except SourceError as error:
            raise _AbsentError(str(error)) from error
        yield container
