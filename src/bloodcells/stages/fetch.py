"""Bring in each source of images as one canonical archive, pinned by its digest.

Which objects of a bucket they were made from is recorded. A run reads every source anew, also a pinned one whose
archive is there, so the record tells of the very bytes. Where DVC brings archives back from its run cache instead, it
brings back the record of the run that made them: it tells what they are of, not what the bucket holds by now.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from bloodcells import atomic, console, lock, paths
from bloodcells.errors import DigestError, SourceError
from bloodcells.images import archives, blood_cells, layout, locations, references
from bloodcells.images.containers import Container
from bloodcells.images.download import Downloads
from bloodcells.images.references import OBJECTS, Reference
from bloodcells.images.synthetic import sample
from bloodcells.params.fetch import Dataset, FetchParams


def main() -> None:
    """Make `data/raw` and its record anew: all archives that `fetch.sources` names, or else nothing.

    Raises:
        SourceError: a source cannot be had, is damaged, or is not the pinned one; both stay as they were.
    """
    with lock.only_run("fetch"):
        params = FetchParams.read()
        sources = {name: params.datasets[name] for name in params.sources}
        for dataset in sources.values():
            if dataset.location is not None:
                locations.check(dataset.location)
        downloads = Downloads()
        with atomic.new_file(OBJECTS) as record, atomic.new_folder(paths.RAW) as folder:
            found = {
                name: fetch(name, dataset, folder / paths.archive(name).name, downloads)
                for name, dataset in sources.items()
            }
            record.write_text(references.written(found), encoding="utf-8")
        downloads.clear()


def fetch(name: str, dataset: Dataset, archive: Path, downloads: Downloads) -> Reference | None:
    """Write the canonical archive of one source.

    Returns:
        What it was made from, if that is in a bucket.

    Raises:
        SourceError: it cannot be had, or is damaged.
        DigestError: it is not the pinned one.
    """
    try:
        if dataset.location is None and name == sample.NAME:
            members = console.track(sample.contents(), what=name, total=sample.MEMBERS)
            digest, reference = archives.write(archive, members), None
        else:
            with _opened(dataset, downloads) as container:
                digest = archives.write(archive, _members(name, container))
                reference = container.reference
    except SourceError as error:
        raise type(error)(f"source {name!r}: {error}") from error
    if dataset.digest not in (None, digest):
        raise DigestError(name, str(dataset.digest), digest)
    console.say(f"{name}: {len(archives.members(archive)):,} images, {digest}")
    return reference


def _opened(dataset: Dataset, downloads: Downloads) -> AbstractContextManager[Container]:
    if dataset.location is None:
        return blood_cells.opened(downloads)
    return locations.opened(dataset.location, downloads)


def _members(name: str, container: Container) -> Iterator[tuple[str, bytes]]:
    found = layout.find(container.files())
    if found.left_out:
        console.say(f"{name}: left out what is no image: {len(found.left_out):,} files, such as {found.left_out[0]!r}")
    files = list(found.members.values())
    yield from zip(found.members, console.track(container.read(files), what=name, total=len(files)), strict=True)


if __name__ == "__main__":
    console.run(main)
