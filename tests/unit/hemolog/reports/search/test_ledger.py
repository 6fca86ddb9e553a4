"""What a search tells becomes facts."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from hemolog.experiments.definition import Direction
from hemolog.reports.search.ledger import Ledger
from hemolog.reports.search.progress import Progress, State, TrialRow
from support.search_events import Clock, failure, plan, request, result, row

FIRST = request(0, learning_rate=1e-05, model="cnn")
SECOND = request(1, learning_rate=0.01, model="resnet", width=16)


def test_a_search_that_has_not_begun_has_no_trials() -> None:
    clock = Clock()
    ledger = Ledger(plan(), clock=clock)
    clock.now += 3
    assert ledger.progress() == Progress(rows=(), total=20, best=None, elapsed=3.0, left=None)


def test_a_running_trial_shows_its_last_epoch() -> None:
    clock = Clock()
    ledger = Ledger(plan(), clock=clock)
    clock.now += 1
    ledger.trial_started(FIRST)
    ledger.epoch_ended("0000", 1, {"val/macro_f1": 0.5, "val/loss": 1.0})
    ledger.epoch_ended("0000", 2, {"val/macro_f1": 0.75, "val/loss": 2.0})
    clock.now += 9
    expected = TrialRow("0000", "blood-0000", State.RUNNING, FIRST.values, epochs=2, now=0.75, seconds=9.0)
    assert ledger.progress() == Progress((expected,), total=20, best=None, elapsed=10.0, left=None)


def test_an_objective_that_no_epoch_logs_is_unknown_until_the_end() -> None:
    ledger = Ledger(plan(objective="metrics.test.accuracy"))
    ledger.trial_started(FIRST)
    ledger.epoch_ended("0000", 1, {"val/macro_f1": 0.5})
    assert [(trial.now, trial.final) for trial in ledger.progress().rows] == [(None, None)]
    ledger.trial_finished(result(FIRST, 0.5))
    assert [(trial.now, trial.final) for trial in ledger.progress().rows] == [(None, 0.123)]


def test_ends_of_all_kinds_are_told_apart() -> None:
    ledger = Ledger(plan(trials=4), clock=Clock())
    third = request(2, learning_rate=0.1)
    for trial in (FIRST, SECOND, third):
        ledger.trial_started(trial)
    ledger.epoch_ended("0000", 6, {"val/macro_f1": 0.75})
    ledger.trial_failed(failure(third, "MemoryError: no"))
    ledger.trial_finished(result(SECOND, 0.5, seconds=0.5, cached=True))
    ledger.trial_finished(result(FIRST, 0.8))
    first = TrialRow("0000", "blood-0000", State.FINISHED, FIRST.values, 6, now=0.75, final=0.8, seconds=30.0)
    second = TrialRow("0001", "blood-0001", State.CACHED, SECOND.values, 0, final=0.5, seconds=0.5)
    failed = TrialRow("0002", "blood-0002", State.FAILED, third.values, 2, seconds=5.0, cause="MemoryError: no")
    progress = ledger.progress()
    assert progress == Progress((first, second, failed), total=4, best=first, elapsed=0.0, left=30.0)
    assert (progress.finished, progress.failed, progress.ended, progress.count(State.CACHED)) == (2, 1, 3, 1)


@pytest.mark.parametrize(("direction", "best"), [("max", "0001"), ("min", "0000")])
def test_the_best_honours_the_direction(direction: Direction, best: str) -> None:
    ledger = Ledger(plan(direction=direction))
    ledger.trial_finished(result(FIRST, 0.2))
    ledger.trial_finished(result(SECOND, 0.7))
    found = ledger.progress().best
    assert found is not None
    assert found.trial_id == best


def test_trials_of_earlier_runs_count_and_time_does_not_go_back_for_them() -> None:
    clock = Clock()
    before = (row(0, 0.9), row(1, None, State.FAILED, cause="x"))
    ledger = Ledger(plan(trials=3), before=before, clock=clock)
    clock.now += 2
    assert ledger.progress() == Progress(before, total=3, best=before[0], elapsed=2.0, left=30.0)


def test_a_trial_that_begins_again_forgets_its_first_attempt() -> None:
    ledger = Ledger(plan(), before=[row(0, None, State.FAILED), row(1, 0.5)], clock=Clock())
    ledger.trial_started(FIRST)
    assert ledger.progress().rows == (row(1, 0.5), TrialRow("0000", "blood-0000", State.RUNNING, FIRST.values))


def test_epochs_of_trials_that_do_not_run_are_passed_over() -> None:
    ledger = Ledger(plan(), before=[row(0, 0.5)])
    ledger.epoch_ended("0000", 9, {"val/macro_f1": 0.9})
    ledger.epoch_ended("0007", 1, {"val/macro_f1": 0.9})
    assert ledger.progress().rows == (row(0, 0.5),)


def test_many_threads_may_tell_and_ask_at_once() -> None:
    ledger = Ledger(plan(trials=400))
    seen: list[int] = []

    def work(worker: int) -> None:
        for number in range(worker * 50, worker * 50 + 50):
            trial = request(number, learning_rate=number / 1000)
            ledger.trial_started(trial)
            ledger.epoch_ended(trial.trial_id, 1, {"val/macro_f1": 0.5})
            ledger.trial_finished(result(trial, number / 1000))
            progress = ledger.progress()
            assert all((trial.final is None) == (trial.state is State.RUNNING) for trial in progress.rows)
            seen.append(progress.finished)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    progress = ledger.progress()
    assert (progress.finished, len(progress.rows), max(seen)) == (400, 400, 400)
    assert progress.best is not None
    assert progress.best.trial_id == "0399"
