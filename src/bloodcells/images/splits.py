"""Which images train, validate and test: whole source photographs only, by rules that depend on nothing but the images.

- An image of TEST or TEST_SIMPLE tests. Both may show one photograph (TEST_SIMPLE is TEST before augmentation).
- An image of TRAIN whose photograph tests too is dropped.
- Photographs of sets without splits are dealt: `test_fraction` of each class to `test`, the rest to the training ones.
- The training photographs are dealt into folds, one of which validates.

Photographs are dealt by their images and by a hash of their names, so that neither the order of the input nor that in
which they were taken matters, and a new batch of images moves few of the old ones.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bloodcells.errors import DatasetError
from bloodcells.images.reasons import Dropped

TRAIN, VAL, TEST, TEST_SIMPLE = "train", "val", "test", "test_simple"
SPLITS = (TRAIN, VAL, TEST, TEST_SIMPLE)
MOST_CLASSES = 256  # labels are a byte

_EXAMPLES = 3
_TESTS = {"TEST": TEST, "TEST_SIMPLE": TEST_SIMPLE}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An image that can be used."""

    label: str
    photograph: str
    digest: bytes
    given: str | None
    """The split it came in: TRAIN, TEST, TEST_SIMPLE, or None."""


@dataclass(frozen=True, slots=True)
class Photograph:
    """A source photograph, as the dealer sees it."""

    name: str
    label: str
    """The class of most of its images."""
    images: int


def assign(candidates: Sequence[Candidate], *, folds: int, fold: int, test_fraction: float) -> list[str | Dropped]:
    """Give each image its split, one of SPLITS, or the reason why it has none.

    Args:
        candidates: the images; equal content is of one photograph.
        folds: the number of parts of the training photographs.
        fold: the part that validates, in [0, folds).
        test_fraction: of the photographs without given split that test, in (0, 1).
    """
    ambiguous = _ambiguous(candidates)
    clear = [image for image in candidates if image.digest not in ambiguous]
    testing = {image.photograph for image in clear if image.given in _TESTS}
    training = {image.photograph for image in clear if image.given == "TRAIN"} - testing
    photographs = photographs_of(clear)
    free = [photograph for photograph in photographs if photograph.name not in testing | training]
    drawn = draw(free, test_fraction)
    learning = [photograph for photograph in photographs if photograph.name not in testing | drawn]
    fold_of = deal(learning, folds)

    def split(image: Candidate) -> str | Dropped:
        if image.digest in ambiguous:
            return Dropped.TWO_LABELS
        if image.given in _TESTS:
            return _TESTS[image.given]
        if image.photograph in testing:
            return Dropped.IN_TEST if image.given == "TRAIN" else TEST
        if image.photograph in drawn:
            return TEST
        return VAL if fold_of[image.photograph] == fold else TRAIN

    return [split(image) for image in candidates]


def check(labels: Sequence[str], splits: Sequence[str | Dropped], classes: Iterable[str]) -> None:
    """Make sure that every class is in train, val and test, and in test_simple if that isn't empty.

    Raises:
        DatasetError: fewer than two classes, more than a byte can tell apart, or one absent from a split.
    """
    found = set(zip(splits, labels, strict=True))
    classes = sorted(classes)
    if len(classes) < 2:
        raise DatasetError(f"expected images of at least two classes. Received only {', '.join(classes) or 'none'}")
    if len(classes) > MOST_CLASSES:
        raise DatasetError(f"expected at most {MOST_CLASSES} classes. Received {len(classes)}: put rare ones together")
    asked = SPLITS if TEST_SIMPLE in splits else (TRAIN, VAL, TEST)
    missing = [(split, label) for split in asked for label in classes if (split, label) not in found]
    if missing:
        gaps = [f"class {label} has no image in {split}" for split, label in missing[:_EXAMPLES]]
        more = f"; and {len(missing) - _EXAMPLES} more" if len(missing) > _EXAMPLES else ""
        raise DatasetError(f"{'; '.join(gaps)}{more}: {_WAY_OUT[missing[0][0]]}")


def photographs_of(images: Iterable[Candidate]) -> list[Photograph]:
    """The photographs of `images`, sorted by name."""
    labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for image in images:
        labels[image.photograph][image.label] += 1
    return [
        Photograph(name, min(counts, key=lambda label: (-counts[label], label)), counts.total())
        for name, counts in sorted(labels.items())
    ]


def draw(photographs: Iterable[Photograph], share: float) -> set[str]:
    """Draw the names of about `share` of the photographs of each class.

    At least one of each class and never all of them; none of a class that has but one.
    """
    drawn: set[str] = set()
    for members in _by_class(photographs):
        count = min(max(round(share * len(members)), 1), len(members) - 1)
        drawn.update(photograph.name for photograph in sorted(members, key=_shuffled)[:count])
    return drawn


def deal(photographs: Iterable[Photograph], folds: int) -> dict[str, int]:
    """Deal the photographs into `folds` parts that are alike.

    Of each class, the numbers of photographs in two folds differ by at most one. Within that, the photographs with most
    images are dealt first, each round's largest to the fold that has fewest images: of the class, then of all.

    Returns:
        The fold of each photograph by name, in [0, folds).
    """
    fold_of: dict[str, int] = {}
    of_all = [0] * folds
    for members in _by_class(photographs):
        of_class = [0] * folds
        members = sorted(members, key=lambda photograph: (-photograph.images, _shuffled(photograph)))
        for start in range(0, len(members), folds):
            poorest_first = sorted(range(folds), key=lambda fold: (of_class[fold], of_all[fold], fold))
            for photograph, fold in zip(members[start : start + folds], poorest_first, strict=False):
                fold_of[photograph.name] = fold
                of_class[fold] += photograph.images
                of_all[fold] += photograph.images
    return fold_of


def _by_class(photographs: Iterable[Photograph]) -> list[list[Photograph]]:
    groups: defaultdict[str, list[Photograph]] = defaultdict(list)
    for photograph in photographs:
        groups[photograph.label].append(photograph)
    return [group for _, group in sorted(groups.items())]


def _shuffled(photograph: Photograph) -> bytes:
    return hashlib.sha256(photograph.name.encode()).digest()


def _ambiguous(candidates: Iterable[Candidate]) -> set[bytes]:
    """The digests that stand under more than one label."""
    label_of: dict[bytes, str] = {}
    return {image.digest for image in candidates if label_of.setdefault(image.digest, image.label) != image.label}


_WAY_OUT = {
    TRAIN: "add images of other photographs of it to the source, or set prepare.fold to another one",
    VAL: "its photographs are fewer than prepare.folds, so lower that, or set prepare.fold to another one",
    TEST: "add images of it to TEST, or, in a source without splits, images of more photographs",
    TEST_SIMPLE: "add images of it to TEST_SIMPLE, or remove TEST_SIMPLE from the source",
}
