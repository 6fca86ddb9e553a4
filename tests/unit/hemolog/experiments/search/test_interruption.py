"""Ctrl-C: once is a wish, twice an order."""

import os
import signal
import threading

import pytest

from hemolog.experiments.executor.runner import SearchInterrupted
from hemolog.experiments.search.interruption import SIGNALS, Interruption


@pytest.mark.parametrize("number", SIGNALS)
def test_once_is_told_and_raised_at_the_next_check(number: signal.Signals) -> None:
    told: list[str] = []
    with Interruption(told.append) as interruption:
        interruption.check()
        os.kill(os.getpid(), number)
        assert told == ["stopping after this epoch; once more stops at once"]
        with pytest.raises(SearchInterrupted):
            interruption.check()


def test_twice_is_raised_at_once() -> None:
    told: list[str] = []
    with Interruption(told.append):
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(SearchInterrupted):
            os.kill(os.getpid(), signal.SIGTERM)
    assert len(told) == 1


def test_afterwards_signals_mean_what_they_meant_before() -> None:
    before = [signal.getsignal(each) for each in SIGNALS]
    with Interruption(lambda line: None):
        assert [signal.getsignal(each) for each in SIGNALS] != before
    assert [signal.getsignal(each) for each in SIGNALS] == before
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)


def test_in_another_thread_it_leaves_signals_alone() -> None:
    before, seen = [signal.getsignal(each) for each in SIGNALS], []

    def work() -> None:
        with Interruption(lambda line: None) as interruption:
            interruption.check()
            seen.extend(signal.getsignal(each) for each in SIGNALS)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == before


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_that_is_ignored_stays_ignored(number: signal.Signals) -> None:
    before = signal.signal(number, signal.SIG_IGN)
    try:
        with Interruption(lambda line: None) as interruption:
            os.kill(os.getpid(), number)
            interruption.check()
        assert signal.getsignal(number) is signal.SIG_IGN
    finally:
        signal.signal(number, before)
