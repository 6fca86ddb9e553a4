"""How many items of each class are found, on both sides."""

from collections.abc import Mapping
from dataclasses import dataclass

from hemolog.experiments.history.run import Run
from hemolog.reports.compare.facts.metrics import is_finite
from hemolog.reports.compare.facts.pair import BASE, HEAD, Pair
from hemolog.reports.compare.facts.unit_tables import UnitTables, told
from hemolog.reports.compare.settings import CompareSettings
from hemolog.reports.confusion import per_class
from hemolog.reports.significance.units import NoUnitsError, Units

MOST = 100
"""Classes that are listed."""
_RECALL = "recall"


@dataclass(frozen=True)
class ClassRecall:
    """Of one class on one side."""

    recall: float | None
    """None where the class has no items, or its recall is no number."""
    right: int | None = None
    """Items that were taken for what they are; None where only the recall is told."""
    items: int | None = None
    units: int | None = None


@dataclass(frozen=True)
class ClassChange:
    """One class."""

    name: str
    old: ClassRecall | None
    """None where that side doesn't know the class."""
    new: ClassRecall | None
    delta: float | None = None
    """New recall less old; None where one is missing."""


@dataclass(frozen=True)
class Classes:
    """All of them."""

    rows: tuple[ClassChange, ...] = ()
    """Those of HEAD first."""
    source: str = ""
    """The file of units, or what the names of the metrics begin with: `metrics.test.per_class`."""
    where: str = ""
    """Which units count, for people: `split = test`."""
    more: int = 0
    """That are not listed."""
    remarks: tuple[str, ...] = ()
    missing: str = ""
    """One line: why they can't be compared; `rows` still has what either side tells. Empty if they are."""


def which_units(settings: CompareSettings) -> Mapping[str, str]:
    """The units that figures of classes are of: those that the predictions are of, if a guarded metric is of them.

    Else those of the first guarded metric, whose conditions are surely about columns of the units.
    """
    wanted = settings.predictions.where if settings.predictions is not None else {}
    guarded = [guard.where for guard in settings.guarded]
    return guarded[0] if guarded and wanted not in guarded else wanted


def classes(pair: Pair, tables: UnitTables, settings: CompareSettings) -> Classes:
    """Compare the classes: by the units, or where a side has none by its metrics."""
    by_units, problem = _of_units(tables, settings)
    if HEAD in by_units and (BASE in by_units or pair.base is None):
        file = settings.units.file if settings.units is not None else ""
        return _classes(by_units, source=file, where=told(which_units(settings)), missing=pair.missing)
    if settings.per_class is None:
        return Classes(missing=pair.missing or f"{problem}; nor does `compare.per_class` name metrics of classes")
    by_metrics = {side: _of_metrics(run, settings.per_class) for side, run in pair.sides.items() if run is not None}
    missing = pair.missing or next(
        (f"{side} has no {settings.per_class}.<class>.recall" for side, found in by_metrics.items() if not found), ""
    )
    remarks = (f"by metrics, for {problem}",) if settings.units is not None and pair.base is not None else ()
    return _classes(by_metrics, source=settings.per_class, remarks=remarks, missing=missing)


def _classes(
    of: Mapping[str, Mapping[str, ClassRecall]],
    source: str,
    where: str = "",
    remarks: tuple[str, ...] = (),
    missing: str = "",
) -> Classes:
    old, new = of.get(BASE, {}), of.get(HEAD, {})
    names = list(dict.fromkeys([*new, *old]))
    rows = tuple(_row(name, old.get(name), new.get(name)) for name in names[:MOST])
    return Classes(rows, source, where, max(0, len(names) - MOST), remarks, missing)


def _row(name: str, old: ClassRecall | None, new: ClassRecall | None) -> ClassChange:
    before, after = (each.recall if each is not None else None for each in (old, new))
    return ClassChange(name, old, new, None if before is None or after is None else after - before)


def _of_units(tables: UnitTables, settings: CompareSettings) -> tuple[dict[str, dict[str, ClassRecall]], str]:
    """Recalls of each side that has units, and why another one has none."""
    found: dict[str, dict[str, ClassRecall]] = {}
    problem = ""
    for side in (BASE, HEAD):
        try:
            found[side] = recalls(tables.units(side, which_units(settings)))
        except NoUnitsError as error:
            problem = problem or str(error)
    return found, problem


def recalls(units: Units) -> dict[str, ClassRecall]:
    """Those of all classes of some units."""
    found = {}
    for number, name in enumerate(units.classes):
        chosen = units.actual == number
        right, items = int(units.predicted[chosen, number].sum()), int(units.items[chosen].sum())
        found[name] = ClassRecall(right / items if items else None, right, items, int(chosen.sum()))
    return found


def _of_metrics(run: Run, prefix: str) -> dict[str, ClassRecall]:
    figures = per_class(run.metrics, prefix)
    values = {name: told.get(_RECALL) for name, told in figures.items() if _RECALL in told}
    return {name: ClassRecall(float(value) if is_finite(value) else None) for name, value in values.items()}
