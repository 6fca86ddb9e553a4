"""The usable images of all archives: their squares, what is known of each, and what could not be used."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bloodcells import console
from bloodcells.errors import DatasetError
from bloodcells.images import archives, arrays, photographs, squares
from bloodcells.images.reasons import Converted, Dropped
from bloodcells.images.splits import Candidate
from bloodcells.images.square import Square

_EXAMPLES = 3


@dataclass
class Rejects:
    """The images that are left out."""

    counts: Counter[Dropped] = field(default_factory=Counter)
    examples: defaultdict[Dropped, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The first few files of each reason."""

    def add(self, file: str, reason: Dropped) -> None:
        """Count `file`, which is left out for `reason`."""
        self.counts[reason] += 1
        if len(self.examples[reason]) < _EXAMPLES:
            self.examples[reason].append(file)

    def check(self, total: int, most: float) -> None:
        """Make sure that not too many are left out, and tell the user if any are.

        Args:
            total: the number of all images.
            most: the share of them that may be left out, in [0, 1].

        Raises:
            DatasetError: more are left out, or all.
        """
        count = self.counts.total()
        if not count:
            return
        told = f"{count} of {total} images are left out: {self}"
        if count > most * total:
            raise DatasetError(
                f"{told}. Expected at most {most:.2%} of them: mend or remove the files, or raise prepare.max_dropped"
            )
        if count == total:
            raise DatasetError(f"{told}. None is left")
        console.warn(told)

    def __str__(self) -> str:
        return "; ".join(
            f"{count} {reason.value} ({', '.join(self.examples[reason])}{', ...' if count > _EXAMPLES else ''})"
            for reason, count in sorted(self.counts.items())
        )


@dataclass
class Collection:
    """The usable images of all archives, in the order of their squares."""

    files: list[str] = field(default_factory=list)
    """`<source>/<member>`."""
    candidates: list[Candidate] = field(default_factory=list)
    squares: list[tuple[Path, NDArray[np.bool]]] = field(default_factory=list)
    """For each archive, an array on disk with a row for each image, and which of them are usable."""
    classes: set[str] = field(default_factory=set)
    """Of all images, also of those left out."""
    total: int = 0
    rejects: Rejects = field(default_factory=Rejects)
    converted: Counter[Converted] = field(default_factory=Counter)


def collect(sources: Sequence[Path], square: Square, folder: Path) -> Collection:
    """Cut the squares of all archives, in the order of `sources` and of the members of each.

    Args:
        sources: canonical archives; the name of each file is the name of the source.
        square: what to cut out of each image.
        folder: where to put the squares, one file an archive.

    Raises:
        ArchiveError: an archive is damaged.
        DatasetError: a `sources.csv` is malformed or incomplete, or an image crashes its decoder.
    """
    collection = Collection()
    for path in sources:
        _add(collection, path, square, folder / f"{path.stem}.npy")
    found = collection.candidates
    merged = photographs.merged([image.photograph for image in found], [image.digest for image in found])
    collection.candidates = [
        image if image.photograph == name else replace(image, photograph=name)
        for image, name in zip(found, merged, strict=True)
    ]
    return collection


def _add(collection: Collection, archive: Path, square: Square, target: Path) -> None:
    source = archive.stem
    contents = archives.contents(archive)
    members = contents.members
    known = photographs.table(source, contents.sources)
    photographs.check(source, members, known)
    if known is None:
        console.warn(
            f"source {source} has no sources.csv, so each of its images counts as a photograph of its own: "
            "augmented copies of one photograph would leak from training into validation and test"
        )
    arrays.create(target, (len(members), square.size, square.size, 3))
    outcomes = squares.cut_all(archive, contents, square, target)
    used, digests, usable = [], [], np.zeros(len(members), np.bool)
    for row, outcome in enumerate(console.track(outcomes, what=f"preparing {source}", total=len(members))):
        if outcome.dropped is None:
            used.append(members[row])
            digests.append(outcome.digest)
            usable[row] = True
            collection.converted.update(outcome.converted)
        else:
            collection.rejects.add(f"{source}/{members[row].name}", outcome.dropped)
    collection.squares.append((target, usable))
    collection.total += len(members)
    collection.classes.update(member.label for member in members)
    names = photographs.of(source, used, digests, known)
    for member, digest, photograph in zip(used, digests, names, strict=True):
        collection.files.append(f"{source}/{member.name}")
        collection.candidates.append(Candidate(member.label, photograph, digest, member.split))
