"""Batches are a function of the seed, the epoch and the step."""

from typing import Any

import numpy as np
import pytest

from support.prepared import train_params

N, SIZE = 22, 6


@pytest.fixture(scope="module", autouse=True)
def tensorflow() -> None:
    from bloodcells import determinism

    determinism.begin(threads=2, seed=0)


def numbered() -> tuple[np.ndarray, np.ndarray]:
    """Images whose colour is their number, and labels that follow from it."""
    numbers = np.arange(N, dtype=np.uint8)
    return np.broadcast_to(numbers[:, None, None, None] * 10, (N, SIZE, SIZE, 3)), numbers % 5


def epochs(first: int = 0, **changes: Any) -> list[list[tuple[np.ndarray, np.ndarray]]]:
    """The batches of each epoch from `first` on."""
    from bloodcells.training import feed

    params = train_params(**{"epochs": 3, "batch_size": 4} | changes)
    batches = [(images.numpy(), labels.numpy()) for images, labels in feed.batches(*numbered(), params, first)]
    steps = feed.steps(params, N)
    assert len(batches) == steps * (params.epochs - first)
    return [batches[start : start + steps] for start in range(0, len(batches), steps)]


def flat(epoch: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    images, labels = zip(*epoch, strict=True)
    return np.concatenate(images), np.concatenate(labels)


STILL = {
    "augmentation__flips": False,
    "augmentation__rotation": 0.0,
    "augmentation__zoom": 0.0,
    "augmentation__shift": 0.0,
    "augmentation__brightness": 0.0,
    "augmentation__contrast": 0.0,
}


def order(epoch: list[tuple[np.ndarray, np.ndarray]]) -> list[int]:
    return [int(value) for value in flat(epoch)[0][:, 0, 0, 0] // 10]


def test_an_epoch_has_full_batches_of_different_images() -> None:
    for epoch in epochs(**STILL):
        assert [images.shape for images, _ in epoch] == [(4, SIZE, SIZE, 3)] * 5
        assert len(set(order(epoch))) == 20


def test_the_images_left_out_differ_between_epochs() -> None:
    assert set().union(*(order(epoch) for epoch in epochs(epochs=6, **STILL))) == set(range(N))


def test_images_keep_their_labels_whatever_is_done_to_them() -> None:
    geometry = STILL | {"augmentation__flips": True, "augmentation__rotation": 180.0, "augmentation__shift": 0.2}
    for images, labels in (flat(epoch) for epoch in epochs(**geometry)):
        np.testing.assert_array_equal(np.rint(images[:, 3, 3, 0] / 10).astype(int) % 5, labels)


def test_each_epoch_has_an_order_of_its_own() -> None:
    first, second, third = (order(epoch) for epoch in epochs(**STILL))
    assert first != second != third != first


@pytest.mark.parametrize("first", [1, 2])
def test_a_feed_that_begins_later_gives_what_the_whole_one_gives_there(first: int) -> None:
    for whole, late in zip(epochs()[first:], epochs(first), strict=True):
        for (images, labels), (late_images, late_labels) in zip(whole, late, strict=True):
            np.testing.assert_array_equal(images, late_images)
            np.testing.assert_array_equal(labels, late_labels)


def test_another_seed_gives_another_order_and_other_changes() -> None:
    assert order(epochs(seed=1, **STILL)[0]) != order(epochs(seed=2, **STILL)[0])
    assert not np.array_equal(flat(epochs(seed=1)[0])[0], flat(epochs(seed=2)[0])[0])


def test_an_image_is_changed_anew_in_each_epoch() -> None:
    brightness = STILL | {"augmentation__brightness": 0.2}
    seen = [dict(zip(flat(still)[0][:, 0, 0, 0], flat(bright)[0][:, 0, 0, 0], strict=True))
            for still, bright in zip(epochs(**STILL), epochs(**brightness), strict=True)]  # fmt: skip
    both = seen[0].keys() & seen[1].keys()
    assert sum(seen[0][image] == seen[1][image] for image in both) <= 2


def test_fewer_images_than_a_batch_make_one_smaller_batch() -> None:
    assert [images.shape[0] for images, _ in epochs(batch_size=100)[0]] == [N]
