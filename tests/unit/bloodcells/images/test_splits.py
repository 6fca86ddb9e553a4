import random
from collections import Counter, defaultdict
from collections.abc import Sequence

import pytest

from bloodcells.errors import DatasetError
from bloodcells.images import photographs, splits
from bloodcells.images.reasons import Dropped
from bloodcells.images.splits import Candidate, Photograph


def image(label: str, photograph: str, given: str | None = "TRAIN", content: object = None) -> Candidate:
    digest = repr((label, photograph, given, random.random()) if content is None else content).encode()
    return Candidate(label, photograph, digest, given)


def population(seed: int, classes: str = "ABC", most: int = 40) -> list[Photograph]:
    chance = random.Random(seed)
    return [
        Photograph(f"{label}{number}", label, chance.randrange(1, 90))
        for label in classes
        for number in range(chance.randrange(1, most))
    ]


def blood_images() -> list[Candidate]:
    """The real ones, by the table that ships with the package."""
    known = photographs.table("blood-cells", None)
    assert known is not None
    names = [name.split("/") for name in known]
    return [
        Candidate(label, source, f"{split}{file}{label}".encode(), split)
        for (split, label, file), source in zip(names, known.values(), strict=True)
    ]


def assigned(images: Sequence[Candidate], fold: int = 0, folds: int = 5, share: float = 0.2) -> list[str]:
    return splits.assign(images, folds=folds, fold=fold, test_fraction=share)


def photographs_by_split(images: Sequence[Candidate], given: Sequence[str]) -> dict[str, set[str]]:
    found = defaultdict(set)
    for one, split in zip(images, given, strict=True):
        found[split].add(one.photograph)
    return found


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("folds", [2, 5, 7])
def test_the_folds_are_alike(seed: int, folds: int) -> None:
    everything = population(seed)
    fold_of = splits.deal(everything, folds)
    assert set(fold_of) == {photograph.name for photograph in everything}
    for label in "ABC":
        members = [photograph for photograph in everything if photograph.label == label]
        numbers = Counter(dict.fromkeys(range(folds), 0))
        images = Counter(numbers)
        for photograph in members:
            numbers[fold_of[photograph.name]] += 1
            images[fold_of[photograph.name]] += photograph.images
        assert max(numbers.values()) - min(numbers.values()) <= 1
        largest = max(photograph.images for photograph in members)
        assert max(images.values()) - min(images.values()) <= largest


def test_the_order_of_the_input_changes_no_fold() -> None:
    everything = population(1)
    backwards = everything[::-1]
    assert splits.deal(everything, 5) == splits.deal(backwards, 5)
    assert splits.draw(everything, 0.2) == splits.draw(backwards, 0.2)


def test_photographs_that_no_class_can_spread_evenly_go_to_folds_with_few_images() -> None:
    singles = [Photograph(label, label, 10) for label in "ABCDE"]
    assert sorted(splits.deal(singles, 5).values()) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("number", "share", "drawn"),
    [(1, 0.2, 0), (2, 0.2, 1), (2, 0.9, 1), (3, 0.2, 1), (10, 0.2, 2), (10, 0.01, 1), (10, 0.99, 9), (14, 0.25, 4)],
)
def test_a_share_of_each_class_is_drawn(number: int, share: float, drawn: int) -> None:
    everything = [Photograph(f"{label}{index}", label, 3) for label in "AB" for index in range(number)]
    found = splits.draw(everything, share)
    assert Counter(name[0] for name in found) == Counter({"A": drawn, "B": drawn})


def test_a_photograph_has_the_class_of_most_of_its_images() -> None:
    images = [image("B", "1"), image("A", "1"), image("B", "1"), image("B", "2"), image("A", "2")]
    assert splits.photographs_of(images) == [Photograph("1", "B", 3), Photograph("2", "A", 2)]


@pytest.mark.parametrize("fold", range(5))
def test_no_blood_image_leaks(fold: int) -> None:
    images = blood_images()
    found = photographs_by_split(images, assigned(images, fold))
    assert set(found) == {"train", "val", "test"}
    assert not found["train"] & found["val"]
    assert not found["train"] & found["test"]
    assert not found["val"] & found["test"]
    assert len(found["test"]) == 71
    assert len(found["train"] | found["val"]) == 277
    assert 54 <= len(found["val"]) <= 57


def test_every_blood_photograph_validates_exactly_once() -> None:
    images = blood_images()
    validating = Counter()
    shares = []
    for fold in range(5):
        given = assigned(images, fold)
        validating.update(photographs_by_split(images, given)["val"])
        labels = Counter(one.label for one, split in zip(images, given, strict=True) if split == "val")
        shares.append(labels)
    assert len(validating) == 277
    assert set(validating.values()) == {1}
    for label, (low, high) in {
        "EOSINOPHIL": (460, 540),
        "LYMPHOCYTE": (400, 600),
        "MONOCYTE": (400, 650),
        "NEUTROPHIL": (460, 540),
    }.items():
        assert all(low <= share[label] <= high for share in shares)


def test_a_set_without_splits_gets_them_by_photograph() -> None:
    images = [image(label, f"{label}{number}", None) for label in "AB" for number in range(10) for _ in range(7)]
    found = photographs_by_split(images, assigned(images))
    assert {split: len(names) for split, names in found.items()} == {"train": 12, "val": 4, "test": 4}
    assert len(found["train"] | found["val"] | found["test"]) == 20


def test_given_splits_are_kept() -> None:
    images = [
        image("A", "1", "TEST"),
        image("A", "1", "TEST_SIMPLE"),
        image("A", "2", "TRAIN"),
        image("A", "3", "TRAIN"),
        image("B", "4", "TEST"),
    ]
    given = assigned(images, folds=2)
    assert given[:2] == ["test", "test_simple"]
    assert sorted(given[2:4]) == ["train", "val"]
    assert given[4] == "test"


@pytest.mark.parametrize("held_out", ["TEST", "TEST_SIMPLE"])
def test_a_training_image_whose_photograph_tests_is_dropped(held_out: str) -> None:
    images = [image("A", "1"), image("A", "1", held_out), image("A", "2"), image("A", "3")]
    given = assigned(images, folds=2)
    assert given[0] is Dropped.IN_TEST
    assert given[1] == held_out.lower()
    assert sorted(given[2:]) == ["train", "val"]


def test_an_image_without_split_joins_its_photograph() -> None:
    others = [image("A", f"other{number}", None) for number in range(8)]
    images = [image("A", "1", "TEST"), image("A", "1", None), image("A", "2", "TRAIN"), image("A", "2", None), *others]
    for fold in range(3):
        given = assigned(images, fold, folds=3, share=0.5)
        assert given[:2] == ["test", "test"]
        assert given[2] == given[3] in ("train", "val")


def test_content_under_two_labels_is_dropped_wherever_it_is() -> None:
    images = [
        image("A", "1", "TRAIN", "same"),
        image("B", "1", "TEST", "same"),
        image("A", "1", "TRAIN", "other"),
        image("A", "2"),
        image("A", "3"),
    ]
    given = assigned(images, folds=2)
    assert given[:2] == [Dropped.TWO_LABELS, Dropped.TWO_LABELS]
    assert given[2] in ("train", "val")


def test_equal_content_under_one_label_is_kept() -> None:
    images = [image("A", "1", "TRAIN", "same"), image("A", "1", "TRAIN", "same"), image("A", "2")]
    given = assigned(images, folds=2)
    assert given[0] == given[1] in ("train", "val")


EVERYWHERE = [(split, label) for split in ("train", "val", "test") for label in "AB"]


@pytest.mark.parametrize(
    "found",
    [
        EVERYWHERE,
        [*EVERYWHERE, ("test_simple", "A"), ("test_simple", "B")],
        [*EVERYWHERE, (Dropped.IN_TEST, "A")],
    ],
)
def test_complete_splits(found: list[tuple[str, str]]) -> None:
    splits.check([label for _, label in found], [split for split, _ in found], {"A", "B"})


@pytest.mark.parametrize(
    ("found", "classes", "complaint"),
    [
        (EVERYWHERE, {"A"}, "at least two classes. Received only A"),
        ([], set(), "at least two classes. Received only none"),
        ([], {f"C{number}" for number in range(257)}, "at most 256 classes. Received 257"),
        (EVERYWHERE[1:], {"A", "B"}, "class A has no image in train: .* set prepare.fold"),
        ([*EVERYWHERE[:3], *EVERYWHERE[4:]], {"A", "B"}, "class B has no image in val: .* lower"),
        (EVERYWHERE[:-1], {"A", "B"}, "class B has no image in test: add images of it to TEST"),
        (EVERYWHERE[:-2], {"A", "B"}, "class A has no image in test; class B has no image in test: add"),
        (EVERYWHERE[:1], {"A", "B"}, "class B has no image in train; .* A .* val; .* B .* val; and 2 more: add"),
        ([*EVERYWHERE, ("test_simple", "A")], {"A", "B"}, "class B has no image in test_simple: .* remove TEST_SIMPLE"),
        (EVERYWHERE, {"A", "B", "C"}, "class C has no image in train"),
    ],
)
def test_incomplete_splits_are_refused(found: list[tuple[str, str]], classes: set[str], complaint: str) -> None:
    with pytest.raises(DatasetError, match=complaint):
        splits.check([label for _, label in found], [split for split, _ in found], classes)
