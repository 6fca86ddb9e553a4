import random

from hemolog.reports.board.facts.forest import grow
from hemolog.reports.board.facts.grower import Grower

DRAWN = random.Random(1)
BLOCKS = [[DRAWN.random() for _ in range(30)], [DRAWN.choice(["cnn", "resnet"]) for _ in range(30)]]
TARGET = [float(str(value)) for value in BLOCKS[0]]


def test_forests_grown_elsewhere_are_those_grown_here() -> None:
    with Grower() as grower:
        assert [grower.grow(BLOCKS, TARGET), grower.grow(BLOCKS[:1], TARGET)] == [
            grow(BLOCKS, TARGET),
            grow(BLOCKS[:1], TARGET),
        ]


def test_where_the_process_is_gone_they_are_grown_here() -> None:
    with Grower() as grower:
        grower._process.kill()
        grower._process.join()
        assert grower.grow(BLOCKS, TARGET) == grow(BLOCKS, TARGET)


def test_nobody_waits_for_a_process_that_is_not_needed() -> None:
    with Grower() as grower:
        process = grower._process
    assert not process.is_alive()
