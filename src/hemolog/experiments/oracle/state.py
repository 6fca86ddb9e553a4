"""Where an oracle stands, as one line of a commit's message, and back.

It is taken when a trial is proposed and goes into that trial's commit, so git tells where a search stood without any
file beside it. It holds what can't be derived from the trials and the definition of the search: the oracle's memory,
and the values of trials that were under way, by which they can be asked for again under their own ids.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, Self

import keras_tuner

from hemolog.experiments.oracle.drawn import Drawn, plain
from hemolog.experiments.oracle.memory import Memory, remember

LARGEST = 256 * 1024  # characters
MOST_TRIALS = 100_000
_LONGEST_NUMBER = len(str(MOST_TRIALS))


@dataclass(frozen=True)
class OracleState:
    """What the line says; its values are not yet known to fit any space.

    Attributes:
        count: of trials proposed so far, the one of this commit included.
        waiting: numbers of those that had not ended, to their values.
        memory: what the oracle knew beside its trials.
    """

    count: int
    waiting: Mapping[int, Drawn]
    memory: Memory

    @property
    def age(self) -> tuple[int, int]:
        """Grows while a search goes on, also over interruptions: trials proposed, and of them those that ended."""
        return self.count, self.count - len(self.waiting)

    @classmethod
    def read(cls, text: str) -> Self:
        """Parse a line that may come from anywhere.

        Raises:
            ValueError: it is too long, or no state.
        """
        if len(text) > LARGEST:
            raise ValueError(f"{len(text):,} characters are too many")
        try:
            document = json.loads(text, parse_constant=_refuse)
            count, waiting, memory = document["count"], document["waiting"], document["memory"]
            numbered = {number_of(name): dict(values) for name, values in waiting.items()}
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError(f"no state of an oracle: {error}") from None
        if type(count) is not int or not 0 < count <= MOST_TRIALS or not isinstance(memory, dict):
            raise ValueError("no state of an oracle")
        if any(number >= count for number in numbered):
            raise ValueError("a trial waits that was never proposed")
        return cls(count, numbered, memory)


def state(oracle: keras_tuner.Oracle) -> str:
    """Where an oracle stands: compact JSON, in ASCII, without a line break.

    It takes about 100 bytes, the memory (see `memory`), and 30 bytes a parameter of each trial under way.
    """
    waiting = {*oracle._retry_queue, *(trial.trial_id for trial in oracle.ongoing_trials.values())}
    document: dict[str, Any] = {
        "count": len(oracle.trials),
        "waiting": {trial_id: plain(oracle.trials[trial_id].hyperparameters.values) for trial_id in sorted(waiting)},
        "memory": remember(oracle),
    }
    return json.dumps(document, sort_keys=True, separators=(",", ":"))


def number_of(trial_id: str) -> int:
    """Of a trial: 7 of `0007`.

    Raises:
        ValueError: no oracle of KerasTuner gives such an id.
    """
    if not (trial_id.isascii() and trial_id.isdigit() and len(trial_id) <= _LONGEST_NUMBER):
        raise ValueError(f"Expected an id such as 0007. Received {trial_id[:_LONGEST_NUMBER]!r}")
    if int(trial_id) >= MOST_TRIALS:
        raise ValueError(f"Expected at most {MOST_TRIALS:,} trials. Received the id {trial_id}")
    return int(trial_id)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")
