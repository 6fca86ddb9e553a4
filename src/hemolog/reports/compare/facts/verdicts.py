"""For each guarded metric: better, worse or can't tell, by the units that git has of both sides."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hemolog.experiments.definition import Direction
from hemolog.reports.compare.facts.pair import BASE, HEAD, Pair
from hemolog.reports.compare.facts.unit_tables import NOT_NAMED, UnitTables
from hemolog.reports.compare.settings import CompareSettings, Guard
from hemolog.reports.significance.units import NoUnitsError, Paired
from hemolog.reports.significance.units import pair as paired_units
from hemolog.reports.significance.verdict import Outcome, Question, Verdict, judge

NOT_GUARDED = "`compare.guarded` in params.yaml names no metric that a change must not make worse: none is judged"
_ROUNDED = 1e-4  # What a metric may differ from the same figure of its units by, where it was rounded.


@dataclass(frozen=True)
class Guarded:
    """A guarded metric."""

    metric: str
    """Qualified: `metrics.test.accuracy`."""
    statistic: str
    direction: Direction
    tolerance: float
    verdict: Verdict | None = None
    """None where it can't be judged; `missing` says why."""
    beyond_tolerance: bool = False
    """Whether it is worse, and by more than the tolerance."""
    missing: str = ""
    """One line: why it is not judged, and what would let it be."""


@dataclass(frozen=True)
class Verdicts:
    """Of all guarded metrics, in the order of the settings."""

    guarded: tuple[Guarded, ...] = ()
    confidence: float = 0.95
    """Of each interval, and 1 - the chance of any false verdict."""
    resamples: int = 0
    file: str = ""
    """What they are judged from; empty if the settings name none."""
    unit: str = "units"
    """For people, what is resampled: `photographs`."""
    item: str = "items"
    """For people: `images`."""
    remarks: tuple[str, ...] = ()
    """One line each: units that only one side has, or that hold another number of items."""
    missing: str = ""
    """One line: why nothing is judged; then no metric is."""


@dataclass(frozen=True)
class _Case:
    """A guarded metric with what it is judged from, or why there is nothing."""

    guard: Guard
    question: Question | None
    missing: str = ""


def verdicts(pair: Pair, tables: UnitTables, settings: CompareSettings) -> Verdicts:
    """Judge all guarded metrics together, so that they are corrected for each other."""
    cases = [_case(tables, guard) for guard in settings.guarded]
    questions = [case.question for case in cases if case.question is not None]
    answers = iter(judge(questions, settings.confidence, settings.resamples))
    guarded = [_guarded(case, next(answers) if case.question is not None else None) for case in cases]
    units = settings.units
    found = Verdicts(
        guarded=tuple(guarded),
        confidence=settings.confidence,
        resamples=settings.resamples,
        remarks=tuple(dict.fromkeys([*_unpaired(cases, settings), *_contradictions(pair, cases, guarded)])),
        missing=_missing(pair, tables, settings),
    )
    return found if units is None else replace(found, file=units.file, unit=units.name, item=units.items_name)


def _missing(pair: Pair, tables: UnitTables, settings: CompareSettings) -> str:
    if not settings.guarded:
        return NOT_GUARDED
    return pair.missing or (NOT_NAMED if settings.units is None else tables.problem())


def _case(tables: UnitTables, guard: Guard) -> _Case:
    try:
        paired = paired_units(tables.units(BASE, guard.where), tables.units(HEAD, guard.where))
    except NoUnitsError as error:
        return _Case(guard, None, str(error))
    question = Question(guard.metric, guard.statistic, guard.direction, paired, guard.unaugmented)
    return _Case(guard, None if question.problem else question, question.problem)


def _guarded(case: _Case, verdict: Verdict | None) -> Guarded:
    guard = case.guard
    found = Guarded(guard.metric, guard.statistic, guard.direction, guard.tolerance, verdict, missing=case.missing)
    if verdict is None or verdict.outcome is not Outcome.WORSE:
        return found
    loss = verdict.delta if guard.direction == "min" else -verdict.delta
    return replace(found, beyond_tolerance=loss > guard.tolerance)


def _unpaired(cases: list[_Case], settings: CompareSettings) -> Iterator[str]:
    """What only one side has of the units of each question."""
    named = settings.units
    name, items = (named.name, named.items_name) if named is not None else ("", "")
    for case in cases:
        if case.question is None:
            continue
        paired: Paired = case.question.paired
        for count, what in (
            (paired.only_base, "are in BASE alone"),
            (paired.only_head, "are in HEAD alone"),
            (paired.changed, f"hold another number of {items} now"),
        ):
            if count:
                yield f"{case.guard.metric} leaves out {name} that {what}: {count:,}"


def _contradictions(pair: Pair, cases: list[_Case], guarded: list[Guarded]) -> Iterator[str]:
    """Metrics that are not what their units come to, where all of these are paired."""
    for case, each in zip(cases, guarded, strict=True):
        if case.question is None or each.verdict is None or _is_part(case.question.paired):
            continue
        for side, value in ((BASE, each.verdict.base), (HEAD, each.verdict.head)):
            run = pair.sides[side]
            metric = run.metrics.get(each.metric) if run is not None else None
            if isinstance(metric, int | float) and not abs(metric - value) <= _ROUNDED * max(1.0, abs(value)):
                yield (
                    f"{each.metric} of {side} is {metric:.6g} among its metrics, and {value:.6g} by its units: the "
                    "verdict is of the latter"
                )


def _is_part(paired: Paired) -> bool:
    return bool(paired.only_base or paired.only_head or paired.changed)
