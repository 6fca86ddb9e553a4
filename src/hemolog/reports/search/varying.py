"""The hyperparameters of a table: short names, and what stands under them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hemolog.experiments.messages import Value
from hemolog.reports.search.words import value

INACTIVE = "-"


@dataclass(frozen=True)
class Varying:
    """Those that vary within a space: nothing else tells two trials apart."""

    names: tuple[str, ...]
    """Dotted, as in `params.yaml`."""
    labels: tuple[str, ...]
    """The shortest ends of the names that no two share."""

    @classmethod
    def of(cls, names: Iterable[str], taken: Iterable[str] = ()) -> "Varying":
        """Shorten `names` to ends of whole words that differ from one another and from the `taken` ones."""
        names = tuple(names)
        ends = [end for name in names for end in _ends(name)]
        unfit = {*taken, *(end for end in ends if ends.count(end) > 1)}
        return cls(names, tuple(next((end for end in _ends(name) if end not in unfit), name) for name in names))

    def cells(self, values: Mapping[str, Value]) -> tuple[str, ...]:
        """The values of one trial, in the order of the names; `-` for inactive ones."""
        return tuple(value(values[name]) if name in values else INACTIVE for name in self.names)


def _ends(name: str) -> list[str]:
    words = name.split(".")
    return [".".join(words[-length:]) for length in range(1, len(words) + 1)]
