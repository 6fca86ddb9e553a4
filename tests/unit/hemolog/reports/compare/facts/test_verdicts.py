"""Tests of the verdicts on guarded metrics."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hemolog.reports.compare.facts.pair import Pair
from hemolog.reports.compare.facts.unit_tables import UnitTables
from hemolog.reports.compare.facts.verdicts import NOT_GUARDED, Verdicts, verdicts
from hemolog.reports.compare.settings import CompareSettings, settings_of
from hemolog.reports.significance.verdict import Outcome
from support.compared_pairs import of_repository
from support.compared_repository import BASE, Compared, compared_repository
from support.compared_states import figures_of, items_of, rocks_csv

ROCKS = "results/rocks.csv"
TABLE = rocks_csv(items_of(BASE))


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    found = compared_repository(tmp_path_factory.mktemp("verdicts"))
    worse = replace(BASE, skill=0.3, rate=0.2)
    found.branch("worse", worse)
    found.branch("seed", replace(BASE, seed=2))
    found.branch("more-rocks", replace(BASE, rocks=36))
    found.branch("recounted", replace(BASE, more={ROCKS: TABLE.replace("rock00,flint,8", "rock00,flint,9")}))
    found.branch("gone", replace(BASE, more={ROCKS: None}))
    found.branch("other-schema", replace(BASE, more={ROCKS: TABLE.replace("photos", "pictures")}))
    found.branch("no-test", replace(BASE, more={ROCKS: TABLE.replace("test,", "exam,")}))
    found.branch("no-loss", replace(BASE, more={ROCKS: TABLE.replace("log_loss", "brier")}))
    boast = '{"test": {"accuracy": 0.99}}'
    found.branch("boast", replace(BASE, more={"results/test.json": boast}))
    found.branch("odd", replace(BASE, more={"results/test.json": '{"test": {"accuracy": NaN, "log_loss": "x"}}'}))
    return found


@pytest.fixture(scope="module")
def settings(repository: Compared) -> CompareSettings:
    return settings_of(repository.here.workspace)


def judged(repository: Compared, settings: CompareSettings, head: str, base: str = "main") -> Verdicts:
    pair: Pair = of_repository(repository.here.root, base, head)
    return verdicts(pair, UnitTables(pair, settings), settings)


def outcomes(found: Verdicts) -> list[Any]:
    return [each.verdict.outcome if each.verdict else None for each in found.guarded]


def with_tolerance(settings: CompareSettings, tolerance: float) -> CompareSettings:
    return replace(settings, guarded=tuple(replace(guard, tolerance=tolerance) for guard in settings.guarded))


def test_better_worse_and_another_seed_are_told_apart(repository: Compared, settings: CompareSettings) -> None:
    assert outcomes(judged(repository, settings, "change")) == [Outcome.BETTER] * 2
    assert outcomes(judged(repository, settings, "worse")) == [Outcome.WORSE] * 2
    assert outcomes(judged(repository, settings, "seed")) == [Outcome.UNCERTAIN] * 2


def test_a_verdict_says_what_it_rests_on(repository: Compared, settings: CompareSettings) -> None:
    found = judged(repository, settings, "change")
    assert (found.file, found.unit, found.item, found.confidence, found.resamples) == (
        ROCKS,
        "rocks",
        "photos",
        0.95,
        1_000,
    )
    verdict = found.guarded[0].verdict
    assert verdict is not None
    assert (verdict.units, verdict.items) == (10, 80)
    assert verdict.base == figures_of(items_of(BASE))["accuracy"]
    assert (found.remarks, found.missing) == ((), "")


@pytest.mark.parametrize(("tolerance", "beyond"), [(0.0, True), (0.1, True), (0.9, False)])
def test_beyond_tolerance_is_worse_and_by_more_than_that(
    repository: Compared, settings: CompareSettings, tolerance: float, beyond: bool
) -> None:
    accuracy, _ = judged(repository, with_tolerance(settings, tolerance), "worse").guarded
    assert accuracy.verdict is not None
    assert accuracy.verdict.delta < -0.1
    assert accuracy.beyond_tolerance is beyond


def test_what_is_better_or_uncertain_is_never_beyond_tolerance(repository: Compared, settings: CompareSettings) -> None:
    for head in ("change", "seed"):
        assert not any(each.beyond_tolerance for each in judged(repository, settings, head).guarded)


@pytest.mark.parametrize(
    ("head", "remark"),
    [
        ("more-rocks", "metrics.test.accuracy leaves out rocks that are in HEAD alone: 2"),
        ("recounted", "metrics.test.accuracy leaves out rocks that hold another number of photos now: 1"),
        (
            "boast",
            "metrics.test.accuracy of HEAD is 0.99 among its metrics, and 0.7 by its units: "
            "the verdict is of the latter",
        ),
    ],
)
def test_what_a_reader_has_to_know_is_remarked(
    repository: Compared, settings: CompareSettings, head: str, remark: str
) -> None:
    assert judged(repository, settings, head).remarks[0] == remark


def test_units_that_only_base_has_are_remarked(repository: Compared, settings: CompareSettings) -> None:
    found = judged(repository, settings, "main", "more-rocks")
    assert found.remarks[0] == "metrics.test.accuracy leaves out rocks that are in BASE alone: 2"


def test_metrics_that_are_no_numbers_do_not_matter_to_verdicts(repository: Compared, settings: CompareSettings) -> None:
    found = judged(repository, settings, "odd")
    assert outcomes(found) == [Outcome.UNCERTAIN] * 2
    assert [each.partition(" among")[0] for each in found.remarks] == ["metrics.test.accuracy of HEAD is nan"]


@pytest.mark.parametrize(
    ("head", "reason", "all_missing"),
    [
        ("gone", f"{ROCKS} of HEAD is not in git, which keeps it as dvc.yaml says: `", True),
        ("other-schema", f"{ROCKS} of HEAD has no column photos", True),
        ("no-test", f"{ROCKS} of HEAD has no row with items where split = test", False),
    ],
)
def test_what_can_t_be_judged_says_why(
    repository: Compared, settings: CompareSettings, head: str, reason: str, all_missing: bool
) -> None:
    found = judged(repository, settings, head)
    assert [each.missing.startswith(reason) for each in found.guarded] == [True] * 2
    assert found.missing == (found.guarded[0].missing if all_missing else "")
    assert outcomes(found) == [None, None]


def test_a_metric_that_can_t_be_judged_leaves_the_others(repository: Compared, settings: CompareSettings) -> None:
    accuracy, loss = judged(repository, settings, "no-loss").guarded
    assert accuracy.verdict is not None
    assert (loss.verdict, loss.missing) == (None, "log_loss is no statistic and no column summed in both")


def test_settings_that_name_nothing_are_the_reason(repository: Compared, settings: CompareSettings) -> None:
    nothing = judged(repository, replace(settings, guarded=()), "change")
    assert (nothing.guarded, nothing.missing) == ((), NOT_GUARDED)
    no_units = judged(repository, replace(settings, units=None), "change")
    assert no_units.missing.startswith("`compare.units` in params.yaml names no file of paired units")
    assert [each.missing for each in no_units.guarded] == [no_units.missing] * 2
    assert (no_units.unit, no_units.item) == ("units", "items")


def test_units_that_git_has_lost_are_said(tmp_path: Path) -> None:
    repository = compared_repository(tmp_path)
    blob = repository.here.repository.git("rev-parse", f"main:{ROCKS}").strip()
    (tmp_path / f".git/objects/{blob[:2]}/{blob[2:]}").unlink()
    found = judged(repository, settings_of(repository.here.workspace), "change")
    assert found.missing == f"in BASE, {ROCKS} can't be read: git has no object {blob}"


def test_units_too_large_to_be_read_are_said(tmp_path: Path) -> None:
    huge = replace(BASE, more={ROCKS: "x" * 20_000_001})
    repository = compared_repository(tmp_path, head=huge)
    settings = settings_of(repository.here.workspace)
    found = judged(repository, settings, "change")
    assert found.missing == f"in HEAD, {ROCKS} has 20,000,001 bytes, more than 20,000,000"
