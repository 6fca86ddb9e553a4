"""Tests of how many pictures a page holds."""

from hemolog.reports.board.facts.pictures import Album, Picture
from hemolog.reports.board.facts.pictures.album import FULL, MOST


def of(size: int) -> Picture:
    return Picture("image/png", 1, 1, "x" * size, size)


def test_equal_pictures_are_taken_once_and_looked_at_once() -> None:
    album, asked = Album(), []

    def make() -> Picture:
        asked.append("once")
        return of(3)

    assert [album.place("a", make), album.place("b", lambda: of(4)), album.place("a", make)] == [0, 1, 0]
    assert album.pictures == [of(3), of(4)]
    assert asked == ["once"]


def test_a_picture_that_does_not_fit_is_left_out_and_a_smaller_one_still_taken() -> None:
    album = Album(room=10)
    assert [album.place(str(size), lambda size=size: of(size)) for size in (6, 5, 4, 1)] == [0, FULL, 1, FULL]


def test_why_a_picture_can_not_be_shown_is_told_again() -> None:
    album = Album()
    assert [album.place("a", lambda: "is damaged"), album.place("a", lambda: of(1))] == ["is damaged"] * 2
    assert album.pictures == []


def test_no_more_files_are_looked_at_than_may_be() -> None:
    album = Album()
    for number in range(MOST):
        album.place(str(number), lambda: "is damaged")
    assert album.place("one more", lambda: of(1)) == FULL
