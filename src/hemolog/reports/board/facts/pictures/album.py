"""The pictures of one page: each once, and no more than a page can hold."""

from collections.abc import Callable

from hemolog.reports.board.facts.pictures.picture import Picture

PAGE = 1_500_000
"""Bytes of all pictures, as they are written into the page."""
MOST = 200
"""Files that are looked at."""
FULL = f"is left out: a page holds {PAGE / 1e6:g} MB of pictures, or {MOST} files"


class Album:
    """Takes pictures as long as there is room."""

    def __init__(self, room: int = PAGE) -> None:
        """Begin with none.

        Args:
            room: bytes.
        """
        self._room, self._looks = room, MOST
        self._places: dict[str, int | str] = {}
        self.pictures: list[Picture] = []

    def place(self, key: str, make: Callable[[], Picture | str]) -> int | str:
        """Of a picture among them; it is taken if it is new.

        Args:
            key: equal for equal pictures.
            make: looks at its bytes; asked once a key.

        Returns:
            Why it isn't among them, where it isn't.
        """
        if key not in self._places:
            if self._looks == 0:
                return FULL
            self._looks -= 1
            self._places[key] = self._taken(make())
        return self._places[key]

    def _taken(self, made: Picture | str) -> int | str:
        if isinstance(made, str):
            return made
        if made.bytes > self._room:
            return FULL
        self._room -= made.bytes
        self.pictures.append(made)
        return len(self.pictures) - 1
