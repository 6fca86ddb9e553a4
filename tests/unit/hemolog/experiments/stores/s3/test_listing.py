"""The planner: from one page of a listing, what is still to be asked."""

import pytest

from hemolog.experiments.stores.s3.listing import Plan, Range, Space, pages_left, ranges, rest, space_of, spaces

FILES, RUNS, OLD = Space("files/md5/"), Space("runs/"), Space("")


def key(place: float) -> str:
    digits = f"{int(place * 2**32):08x}" + "0" * 24
    return f"files/md5/{digits[:2]}/{digits[2:]}"


def test_keys_are_told_apart_by_the_space_they_lie_in() -> None:
    keys = ["runs/ab/ab1/c", "other/x", "files/md5/00/1", "ab/cd", "files/md5/ff/2.dir", "files/md5/xx/3"]
    assert spaces(keys) == (
        {OLD: ("ab/cd",), FILES: ("files/md5/00/1", "files/md5/ff/2.dir"), RUNS: ("runs/ab/ab1/c",)},
        ("files/md5/xx/3", "other/x"),
    )


@pytest.mark.parametrize(
    ("space", "name", "place"),
    [
        (FILES, "files/md5/80/000000", 0.5),
        (FILES, "files/md5/00/80", 0.5 / 256),
        (RUNS, "runs/80/8080/ff", 0.5 + 0.5 / 256),
        (OLD, "40/00", 0.25),
    ],
)
def test_a_key_has_a_place(space: Space, name: str, place: float) -> None:
    assert space.place(name) == pytest.approx(place)


def test_places_are_in_the_order_of_keys() -> None:
    keys = sorted(f"files/md5/{n * 37 % 256:02x}/{n * 7919 % 2**32:08x}" for n in range(300))
    places = [FILES.place(each) for each in keys]
    assert places == sorted(places)


def test_pages_are_estimated_from_the_first_one() -> None:
    assert pages_left(0.25, 1000) == 3.0
    assert pages_left(0.25, 1000, 0.5) == 1.0


def test_nothing_is_left_to_ask_when_the_first_page_reached_all() -> None:
    assert rest(FILES, key(0.5), 1000, [key(0.1), key(0.5)], 16) == Plan()


def test_few_keys_in_a_large_bucket_are_asked_for_one_by_one() -> None:
    wanted = [key(0.001 + n / 1000) for n in range(900)]
    assert rest(FILES, key(0.001), 1000, wanted, 16) == Plan(keys=tuple(wanted[1:]))


def test_many_keys_in_a_small_bucket_are_listed_in_parts() -> None:
    wanted = [key(0.125 + n / 1000) for n in range(1, 800)]
    plan = rest(FILES, key(0.125), 1000, wanted, 16)
    assert plan.keys == ()
    assert plan.ranges[0].after == key(0.125)
    assert plan.ranges[-1].before == f"{wanted[-1]}\0"
    assert len(plan.ranges) == 3
    assert all(a.before == b.after for a, b in zip(plan.ranges, plan.ranges[1:], strict=False))


def test_ranges_are_about_two_pages_each_and_no_more_than_workers() -> None:
    assert ranges(FILES, key(0.5), FILES.end, 1.0, 16) == (Range(key(0.5), FILES.end),)
    assert len(ranges(FILES, key(0.01), FILES.end, 99.0, 16)) == 16


def test_only_whole_spaces_are_listed_in_parts() -> None:
    assert (space_of("files/md5/"), space_of("files/md5/ab/"), space_of("")) == (FILES, None, None)
