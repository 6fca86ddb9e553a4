"""The units of both sides, from the file in git that `compare.units` names: read once for all that is told of them."""

from collections.abc import Mapping
from functools import cached_property

from hemolog.errors import ArtifactError
from hemolog.reports.compare.facts.pair import BASE, HEAD, Pair
from hemolog.reports.compare.settings import CompareSettings
from hemolog.reports.settings.units_file import UnitsFile
from hemolog.reports.significance.units import LARGEST, NoUnitsError, UnitColumns, Units, UnitTable, read_units

NOT_NAMED = (
    "`compare.units` in params.yaml names no file of paired units: a CSV file in git, a row for each unit and class"
)


class UnitTables:
    """Both."""

    def __init__(self, pair: Pair, settings: CompareSettings) -> None:
        """Take the runs, and which file it is."""
        self._pair, self._file = pair, settings.units
        self._chosen: dict[tuple[str, frozenset[tuple[str, str]]], Units] = {}

    @cached_property
    def _tables(self) -> Mapping[str, UnitTable | str]:
        return {side: self._table(side) for side in (BASE, HEAD)}

    def problem(self) -> str:
        """Why a side has no units; empty if both have some."""
        return next((table for table in self._tables.values() if isinstance(table, str)), "")

    def units(self, side: str, where: Mapping[str, str]) -> Units:
        """The units of a side.

        Args:
            side: `BASE` or `HEAD`.
            where: columns and the value that a row has to have in each.

        Raises:
            NoUnitsError: there are none; with the file and the side.
        """
        table, key = self._tables[side], (side, frozenset(where.items()))
        if isinstance(table, str):
            raise NoUnitsError(table)
        if key not in self._chosen:
            try:
                self._chosen[key] = table.where(where)
            except NoUnitsError as error:
                raise NoUnitsError(f"{self._name(side)} {error}") from error
        return self._chosen[key]

    def _table(self, side: str) -> UnitTable | str:
        if self._file is None:
            return NOT_NAMED
        try:
            return read_units(self._pair.read(side, self._file.file, LARGEST), _columns(self._file))
        except ArtifactError as error:
            return str(error)
        except NoUnitsError as error:
            return f"{self._name(side)} {error}"

    def _name(self, side: str) -> str:
        return f"{self._file.file if self._file else ''} of {side}"


def _columns(file: UnitsFile) -> UnitColumns:
    return UnitColumns(file.unit, file.actual, file.items, file.counts, file.sums)


def told(where: Mapping[str, str]) -> str:
    """Conditions, for people: `split = test`."""
    return " and ".join(f"{column} = {value}" for column, value in where.items())
