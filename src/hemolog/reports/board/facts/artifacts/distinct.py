"""Values that are kept once and named by their place: thousands of runs share most of what they are made from."""

from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Distinct(Generic[T]):
    """Distinct values in the order in which they came."""

    def __init__(self) -> None:
        """Begin with none."""
        self._places: dict[T, int] = {}

    def place(self, value: T) -> int:
        """Of a value among them; it becomes the last one if it is new."""
        return self._places.setdefault(value, len(self._places))

    @property
    def values(self) -> tuple[T, ...]:
        """All of them, by their places."""
        return tuple(self._places)
