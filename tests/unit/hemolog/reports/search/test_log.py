"""The lines where there is no terminal."""

import io

from rich.console import Console

from hemolog.reports.search.ledger import Ledger
from hemolog.reports.search.log import SILENCE, Log
from hemolog.reports.search.plan import SearchPlan
from hemolog.reports.search.progress import State
from support.search_events import Clock, failure, plan, request, result, row


class Told:
    """A log, its clock, and what it has written."""

    def __init__(self, plan: SearchPlan, *before: object) -> None:
        self.clock, self._file = Clock(), io.StringIO()
        ledger = Ledger(plan, before=before, clock=self.clock)  # type: ignore
        self.log = Log(plan, ledger, Console(file=self._file, width=40), self.clock)

    @property
    def lines(self) -> list[str]:
        return self._file.getvalue().splitlines()


FIRST = request(0, learning_rate=1e-05, model="cnn", other="fixed")
SECOND = request(1, learning_rate=0.01, model="[b]\nresnet\x1b", width=16)


def test_it_opens_with_what_is_searched_for() -> None:
    told = Told(plan())
    told.log.open()
    assert told.lines == ["search blood: 20 trials, 1 job, highest val.macro_f1"]


def test_it_says_from_where_it_goes_on() -> None:
    told = Told(plan(direction="min", trials=None, jobs=2), row(0, 0.5), row(1, None, State.FAILED))
    told.log.open()
    assert told.lines == ["search blood: trials, 2 of them already there, 2 jobs, lowest val.macro_f1"]


def test_each_end_of_a_trial_is_one_line_however_narrow_the_log() -> None:
    told = Told(plan(trials=4))
    told.log.trial_started(FIRST)
    told.log.trial_finished(result(FIRST, 0.75, seconds=62.0))
    told.log.trial_finished(result(SECOND, 0.5, seconds=0.1, cached=True))
    told.log.trial_failed(failure(request(2, learning_rate=0.1), "ValueError: [red]no\nnumber[/red]"))
    told.log.trial_finished(result(request(3), 0.875, seconds=60.0))
    assert told.lines == [
        "[1/4] blood-0000  val.macro_f1 0.7500 (best so far)  learning_rate=1e-05 model=cnn  6 epochs  1:02  "
        "about 3:06 left",
        r"[2/4] blood-0001  val.macro_f1 0.5000  cached  learning_rate=0.01 model=[b] resnet\x1b width=16  0:00  "
        "about 2:04 left",
        "[3/4] blood-0002  failed: ValueError: [red]no number[/red]  learning_rate=0.1  2 epochs  0:05  "
        "about 1:02 left",
        "[4/4] blood-0003  val.macro_f1 0.8750 (best so far)  6 epochs  1:00",
    ]


def test_the_first_epoch_is_told_and_then_one_after_each_silence() -> None:
    told = Told(plan())
    told.log.trial_started(FIRST)
    told.log.epoch_ended("0000", 1, {"val/macro_f1": 0.5})
    told.clock.now += SILENCE - 1
    told.log.epoch_ended("0000", 2, {"val/macro_f1": 0.6})
    told.clock.now += 1
    told.log.epoch_ended("0000", 3, {"loss": 1.0})
    told.log.epoch_ended("0000", 4, {"val/macro_f1": 0.8})
    assert told.lines == ["blood-0000  epoch 1  val.macro_f1 0.5000", "blood-0000  epoch 3"]


def test_a_line_on_a_trial_breaks_the_silence() -> None:
    told = Told(plan())
    told.log.trial_finished(result(FIRST, 0.75))
    told.log.trial_started(SECOND)
    told.log.epoch_ended("0001", 1, {})
    assert len(told.lines) == 1


def test_no_line_holds_a_metric_that_is_not_the_objective() -> None:
    told = Told(plan())
    told.log.trial_finished(result(FIRST, 0.75))
    assert "0.123" not in told.lines[0]
    asked = Told(plan(objective="metrics.test.accuracy"))
    asked.log.trial_finished(result(FIRST, 0.75))
    assert "test.accuracy 0.1230 (best so far)" in asked.lines[0]
