"""Single items that became right or wrong, paired by the digests of their bytes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter

from hemolog.errors import ArtifactError
from hemolog.reports.compare.facts.classes import recalls, which_units
from hemolog.reports.compare.facts.mistakes import Mistake, worst
from hemolog.reports.compare.facts.pair import BASE, HEAD, Pair
from hemolog.reports.compare.facts.pictures import Picture, pictures
from hemolog.reports.compare.facts.predictions import (
    LARGEST,
    Item,
    Key,
    NoPredictionsError,
    Predictions,
    read_predictions,
)
from hemolog.reports.compare.facts.unit_tables import UnitTables, told
from hemolog.reports.compare.settings import CompareSettings
from hemolog.reports.settings.predictions_file import PredictionsFile
from hemolog.reports.significance.units import NoUnitsError
from hemolog.reports.significance.units import pair as paired_units

NOT_NAMED = "`compare.predictions` in params.yaml names no file of predictions: a CSV file, a row for each item"
MOST_UNITS = 20
"""That are listed."""


@dataclass(frozen=True)
class FlipCount:
    """How many items flipped of a class, or of a unit."""

    name: str
    fixed: int
    """Wrong before, right now."""
    broken: int
    """Right before, wrong now."""
    items: int
    """That are paired."""


@dataclass(frozen=True)
class NetChange:
    """By how many the items of a class that are right have changed, where single items can't be paired."""

    name: str
    right: int
    """Now less before."""
    items: int
    """Of units that both sides have."""


@dataclass(frozen=True)
class Flips:
    """All of them."""

    file: str = ""
    """The predictions; empty if the settings name none."""
    where: str = ""
    """Which items count, for people: `split = test`."""
    paired: int = 0
    fixed: int = 0
    broken: int = 0
    still_wrong: int = 0
    """Wrong before and now."""
    only_base: int = 0
    """Rows whose digest the other side doesn't have, or has less often."""
    only_head: int = 0
    relabelled: int = 0
    """Of another true class now: left out, for neither is right or wrong in the other's sense."""
    classes: tuple[FlipCount, ...] = ()
    """All, in alphabetical order."""
    units: tuple[FlipCount, ...] = ()
    """Those in which something flipped, most flips first."""
    more_units: int = 0
    """That are not listed."""
    worst: tuple[Mistake, ...] = ()
    """New mistakes, the least probable truth first."""
    pictures: tuple[Picture, ...] = ()
    """Of both sides, whether items are paired or not."""
    net: tuple[NetChange, ...] = ()
    """By class, from the units that git has; told where single items can't be paired."""
    remarks: tuple[str, ...] = ()
    """One line each: items that are left out."""
    missing: str = ""
    """One line: why single items can't be paired, and what brings them; empty if they are."""


def flips(pair: Pair, tables: UnitTables, settings: CompareSettings) -> Flips:
    """Pair the predictions of both sides, or say why not and what the units tell instead."""
    named = settings.predictions
    shown = pictures(pair, settings.pictures)
    if named is None:
        return Flips(net=_net(tables, settings), pictures=shown, missing=NOT_NAMED)
    old, new = (_predictions(pair, side, named) for side in (BASE, HEAD))
    if isinstance(old, str) or isinstance(new, str):
        problem = next(each for each in (old, new) if isinstance(each, str))
        net = _net(tables, settings)
        return Flips(named.file, told(named.where), net=net, pictures=shown, missing=problem)
    return _flips(old, new, named, shown, _net(tables, settings))


def _predictions(pair: Pair, side: str, named: PredictionsFile) -> Predictions | str:
    try:
        return read_predictions(pair.read(side, named.file, LARGEST), named)
    except ArtifactError as error:
        return str(error)
    except NoPredictionsError as error:
        return f"{named.file} of {side} {error}"


def _flips(
    old: Predictions, new: Predictions, named: PredictionsFile, shown: tuple[Picture, ...], net: tuple[NetChange, ...]
) -> Flips:
    both = {key: (item, new.items[key]) for key, item in old.items.items() if key in new.items}
    same = {key: items for key, items in both.items() if items[0].actual == items[1].actual}
    fixed = [key for key, (before, after) in same.items() if after.is_right and not before.is_right]
    broken = [key for key, (before, after) in same.items() if before.is_right and not after.is_right]
    units = _counts(same, fixed, broken, "unit")
    flipped = sorted((each for each in units if each.fixed or each.broken), key=_most_first)
    return Flips(
        file=named.file,
        where=told(named.where),
        paired=len(same),
        fixed=len(fixed),
        broken=len(broken),
        still_wrong=sum(not before.is_right and not after.is_right for before, after in same.values()),
        only_base=len(old.items) - len(both),
        only_head=len(new.items) - len(both),
        relabelled=len(both) - len(same),
        classes=tuple(_counts(same, fixed, broken, "actual")),
        units=tuple(flipped[:MOST_UNITS]) if named.unit else (),
        more_units=max(0, len(flipped) - MOST_UNITS) if named.unit else 0,
        worst=worst(old, new, broken),
        pictures=shown,
        net=() if same else net,
        remarks=tuple(_left_out(old, new, both, same)),
        missing="" if same else _nothing_paired(old, new, named),
    )


def _left_out(
    old: Predictions, new: Predictions, both: Mapping[Key, object], same: Mapping[Key, object]
) -> Iterator[str]:
    for count, what in (
        (len(old.items) - len(both), "rows of BASE, for HEAD has none or fewer of the same bytes"),
        (len(new.items) - len(both), "rows of HEAD, for BASE has none or fewer of the same bytes"),
        (len(both) - len(same), "rows that are of another class now"),
    ):
        if count:
            yield f"left out: {what}: {count:,}"


def _nothing_paired(old: Predictions, new: Predictions, named: PredictionsFile) -> str:
    counts = f"{len(old.items):,} rows of BASE and {len(new.items):,} of HEAD"
    condition = f" where {told(named.where)}" if named.where else ""
    return f"no row of {named.file} has the same {named.digest} and {named.actual} in both: {counts}{condition}"


def _counts(
    same: Mapping[Key, tuple[Item, Item]], fixed: Iterable[Key], broken: Iterable[Key], by: str
) -> list[FlipCount]:
    """Flips by the class or the unit of the later items, in alphabetical order."""
    name = attrgetter(by)
    items = Counter(name(after) for _, after in same.values())
    became_right, became_wrong = (Counter(name(same[key][1]) for key in keys) for keys in (fixed, broken))
    return [FlipCount(each, became_right[each], became_wrong[each], items[each]) for each in sorted(items)]


def _most_first(count: FlipCount) -> tuple[int, int, str]:
    return -(count.fixed + count.broken), -count.broken, count.name


def _net(tables: UnitTables, settings: CompareSettings) -> tuple[NetChange, ...]:
    where = which_units(settings)
    try:
        both = paired_units(tables.units(BASE, where), tables.units(HEAD, where))
    except NoUnitsError:
        return ()
    old, new = recalls(both.base), recalls(both.head)
    return tuple(
        NetChange(name, (new[name].right or 0) - (old[name].right or 0), new[name].items or 0)
        for name in sorted(new)
        if new[name].items
    )
