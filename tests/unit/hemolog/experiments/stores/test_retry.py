"""How often something is tried, when it is given up, and what is said then; no test really waits."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from hemolog.errors import DamagedObjectError, RemoteError
from hemolog.experiments.stores.retry import Retries, Stop
from hemolog.experiments.stores.trouble import Diagnosis, Trouble

BUSY = Diagnosis(Trouble.BUSY, "503 SlowDown", "try again later", passing=True)
DENIED = Diagnosis(Trouble.PERMISSION, "access denied", "ask for it")
EXPIRED = Diagnosis(Trouble.CREDENTIALS, "the credentials have expired", "get new ones", expired=True)
DAMAGED = Diagnosis(Trouble.DAMAGED, "damaged", "try again later", passing=True)


class RefusedError(Exception):
    def __init__(self, diagnosis: Diagnosis) -> None:
        self.diagnosis = diagnosis


@dataclass
class Clock:
    now: float = 0.0
    pauses: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def retries(self, draw: Callable[[], float] = lambda: 0.5) -> Retries:
        return Retries(sleep=self.sleep, draw=draw, clock=lambda: self.now)


def call(retries: Retries, refusals: list[Diagnosis], renew: Callable[[], bool] | None = None) -> str:
    left = list(refusals)

    def work() -> str:
        if left:
            raise RefusedError(left.pop(0))
        return "done"

    def diagnose(error: Exception) -> Diagnosis:
        assert isinstance(error, RefusedError)
        return error.diagnosis

    return retries.call(work, "s3://bucket/key", diagnose, (RefusedError,), renew)


def test_what_passes_is_tried_again_with_growing_pauses() -> None:
    clock = Clock()
    assert call(clock.retries(), [BUSY] * 5) == "done"
    assert clock.pauses == [0.1, 0.2, 0.4, 0.8, 1.6]


def test_pauses_have_a_cap_and_are_drawn_anew() -> None:
    retries = Retries(draw=lambda: 1.0)
    assert [retries.pause(attempt, None) for attempt in (0, 1, 5, 6, 60)] == [0.2, 0.4, 6.4, 8.0, 8.0]
    assert Retries(draw=lambda: 0.0).pause(3, None) == 0.0


@pytest.mark.parametrize(("asked", "pause"), [(None, 0.1), (0.0, 0.1), (5.0, 5.0), (31.0, 0.1), (-1.0, 0.1)])
def test_a_server_may_ask_for_a_longer_pause_within_reason(asked: float | None, pause: float) -> None:
    assert Retries(draw=lambda: 0.5).pause(0, asked) == pause


def test_the_bound_is_told_with_what_was_tried() -> None:
    clock = Clock()
    with pytest.raises(RemoteError) as caught:
        call(clock.retries(lambda: 1.0), [BUSY] * 6)
    assert str(caught.value) == "s3://bucket/key: 503 SlowDown, 6 attempts in 6 s: try again later"
    assert caught.value.diagnosis == BUSY
    assert len(clock.pauses) == 5


def test_nothing_more_is_tried_when_patience_ends() -> None:
    clock = Clock()

    def draw() -> float:
        clock.now += 100.0
        return 0.0

    with pytest.raises(RemoteError, match=r"3 attempts in 200 s"):
        call(clock.retries(draw), [BUSY] * 6)


def test_what_cannot_pass_is_said_at_once() -> None:
    clock = Clock()
    with pytest.raises(RemoteError, match=r"^s3://bucket/key: access denied: ask for it$"):
        call(clock.retries(), [DENIED])
    assert clock.pauses == []


def test_bytes_that_stay_wrong_are_damage() -> None:
    with pytest.raises(DamagedObjectError, match="damaged, 6 attempts"):
        call(Clock().retries(), [DAMAGED] * 6)


def test_expired_credentials_are_renewed_once_without_a_pause() -> None:
    clock, renewed = Clock(), []

    def renew() -> bool:
        renewed.append(True)
        return True

    assert call(clock.retries(), [EXPIRED], renew) == "done"
    assert (clock.pauses, len(renewed)) == ([], 1)
    with pytest.raises(RemoteError, match="have expired, 2 attempts"):
        call(clock.retries(), [EXPIRED] * 2, renew)
    with pytest.raises(RemoteError, match=r"have expired: get new ones"):
        call(clock.retries(), [EXPIRED], lambda: False)


def test_other_errors_go_through() -> None:
    def work() -> None:
        raise OSError("the disk")

    with pytest.raises(OSError, match="the disk"):
        Retries().call(work, "x", lambda _: BUSY, (RefusedError,))


def test_a_pause_ends_when_all_shall() -> None:
    stop = Stop()
    retries = Retries(base=3600.0, cap=3600.0, draw=lambda: 1.0, stop=stop)
    threading.Timer(0.05, stop.set).start()
    with pytest.raises(RemoteError, match="interrupted"):
        call(retries, [BUSY])


def test_ctrl_c_goes_through_a_pause() -> None:
    def sleep(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        call(Retries(sleep=sleep), [BUSY])
