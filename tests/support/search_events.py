"""Searches, trials and what is told of them, as short as tests of reports want them."""

from dataclasses import dataclass

from hemolog.experiments.definition import Direction
from hemolog.experiments.messages import Bundle, TrialFailure, TrialRequest, TrialResult, Value
from hemolog.reports.search.plan import SearchPlan
from hemolog.reports.search.progress import State, TrialRow

NAMES = ("train.learning_rate", "train.model", "train.width")


@dataclass
class Clock:
    """Seconds that pass when a test says so."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def plan(
    *,
    direction: Direction = "max",
    trials: int | None = 20,
    jobs: int = 1,
    varying: tuple[str, ...] = NAMES,
    objective: str = "metrics.val.macro_f1",
    name: str = "blood",
    revision: str = "",
) -> SearchPlan:
    return SearchPlan(name, objective, direction, varying, trials, jobs, revision)


def request(number: int, **values: Value) -> TrialRequest:
    dotted = {f"train.{name}": value for name, value in values.items()}
    return TrialRequest(f"{number:04}", f"blood-{number:04}", dotted, ())


def result(of: TrialRequest, objective: float, *, seconds: float = 30.0, cached: bool = False) -> TrialResult:
    metrics = {"metrics.val.macro_f1": objective, "metrics.test.accuracy": 0.123, "metrics.train.loss": 0.456}
    return TrialResult(of, Bundle("refs/exps/a", "b", "c", ()), metrics, seconds, 0 if cached else 6, cached)


def failure(of: TrialRequest, cause: str = "ValueError: the loss is not a number") -> TrialFailure:
    return TrialFailure(of, cause, "Traceback ...", seconds=5.0, epochs=2)


def row(number: int, final: float | None = None, state: State = State.FINISHED, **facts: object) -> TrialRow:
    """A trial of the learning rate that is its number / 1000."""
    given = {"values": {"train.learning_rate": number / 1000, "train.model": "cnn"}, "epochs": 6, "seconds": 30.0}
    return TrialRow(f"{number:04}", f"blood-{number:04}", state, final=final, **{**given, **facts})  # type: ignore
