"""What an oracle remembers beside its trials, as JSON.

KerasTuner's `get_state` holds much that follows from the trials, and forgets some of what doesn't.

- Every oracle: `seed_state`, one integer.
- Hyperband: the brackets that are not complete, as numbers of trials. At most 10 bytes a trial of them: 1.5 kB for 100
  epochs, 13 kB for 1,000 (factor 3, three digits).
- Bayesian: how often it drew starting points from its generator, which `get_state` leaves out.
- Grid: nothing, since its order is that of the values; `get_state` leaves it out.
- Any other: the keys that it adds to `get_state`, as they are.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import keras_tuner
import numpy as np
from keras_tuner.oracles import BayesianOptimizationOracle, GridSearchOracle, HyperbandOracle

Memory = Mapping[str, Any]
Keys = Mapping[int, str]
"""Numbers of trials to the oracle's ids: 7 to `0007`."""

# They follow from the trials, or from the definition of the search.
_FROM_TRIALS = {"ongoing_trials", "retry_queue", "start_order", "end_order", "run_times", "tried_so_far", "id_to_hash"}
_FROM_DEFINITION = {"hyperparameters", "seed", "display"}
_FROM_DEFINITION |= {"hyperband_iterations", "max_epochs", "min_epochs", "factor"}
_FROM_DEFINITION |= {"num_initial_points", "alpha", "beta"}
_STARTING_POINTS = 50  # of each proposal of the Bayesian oracle
_LARGEST_SEED = 2**63
_MOST_BRACKETS = 1_000


def remember(oracle: keras_tuner.Oracle) -> dict[str, Any]:
    """What `recall` needs to go on from here, for `json.dumps`."""
    memory = {key: kept for key, kept in oracle.get_state().items() if key not in _FROM_TRIALS | _FROM_DEFINITION}
    if isinstance(oracle, HyperbandOracle):
        memory["brackets"] = [_numbered(bracket) for bracket in oracle._brackets]
    elif isinstance(oracle, BayesianOptimizationOracle):
        memory["draws"] = _draws(oracle)
    return memory


def checked(oracle: keras_tuner.Oracle, memory: Memory, keys: Keys) -> dict[str, Any]:
    """What `oracle.set_state` takes, out of a memory that may come from anywhere.

    Raises:
        ValueError: this oracle can't have written it.
    """
    _expect_integer(memory, "seed_state", _LARGEST_SEED)
    state = dict(memory)
    if isinstance(oracle, HyperbandOracle):
        _expect_integer(memory, "current_bracket", oracle._get_num_brackets())
        _expect_integer(memory, "current_iteration", _LARGEST_SEED)
        state["brackets"] = _checked_brackets(oracle, memory.get("brackets"), keys)
    elif isinstance(oracle, BayesianOptimizationOracle):
        _expect_integer(memory, "draws", len(keys) + 1)
    return state


def without(oracle: keras_tuner.Oracle, trials: int) -> dict[str, Any]:
    """What stands in for a lost memory after so many trials: random values go on past those that they had."""
    return {"seed_state": oracle.seed + trials * max(len(oracle.hyperparameters.space), 1)}


def recall_hidden(oracle: keras_tuner.Oracle, memory: Memory, ended: Sequence[str]) -> None:
    """Bring back what `set_state` doesn't: the Bayesian generator, the order of a grid.

    Args:
        oracle: that has its trials and state again.
        memory: checked.
        ended: ids of trials that were told to it before the memory was taken.
    """
    if isinstance(oracle, BayesianOptimizationOracle):
        generator = np.random.RandomState(oracle.seed)
        for _ in range(memory.get("draws", 0)):
            generator.random_sample(_points(oracle))
        oracle._random_state = generator
    elif isinstance(oracle, GridSearchOracle):
        _order_grid(oracle, ended)


def _draws(oracle: BayesianOptimizationOracle) -> int:
    generator, wanted = np.random.RandomState(oracle.seed), _position(oracle._random_state)
    for draws in range(len(oracle.trials) + 1):
        if _position(generator) == wanted:
            return draws
        generator.random_sample(_points(oracle))
    return 0


def _points(oracle: BayesianOptimizationOracle) -> int:
    return _STARTING_POINTS * len(oracle._nonfixed_space())


def _position(generator: np.random.RandomState) -> tuple[bytes, int]:
    _, words, position, *_ = generator.get_state(legacy=True)
    return np.asarray(words).tobytes(), int(position)


def _order_grid(oracle: GridSearchOracle, ended: Sequence[str]) -> None:
    ranks = {}
    for trial_id, trial in oracle.trials.items():
        rank = _rank(trial.hyperparameters)
        if rank is not None:
            ranks[trial_id] = rank
    linked = type(oracle._ordered_ids)()
    for trial_id in sorted(ranks, key=ranks.__getitem__):
        linked.insert(trial_id)
    oracle._ordered_ids = linked
    # The oracle drops those whose next combination was tried. The first trial is in the queue before it has ended.
    queued = dict.fromkeys([*list(ranks)[:1], *ended])
    oracle._populate_next = [trial_id for trial_id in queued if trial_id in ranks]


def _rank(tried: keras_tuner.HyperParameters) -> tuple[int, ...] | None:
    """Where the grid has these values; None where it has not."""
    rank = []
    for entry in tried.space:
        if not tried.is_active(entry):
            rank.append(-1)
            continue
        values = [entry.default, *(value for value in entry.values if value != entry.default)]
        if tried.values.get(entry.name) not in values:
            return None
        rank.append(values.index(tried.values[entry.name]))
    return tuple(rank)


def _numbered(bracket: Mapping[str, Any]) -> list[Any]:
    rounds = [
        [[int(trial["id"]), None if trial["past_id"] is None else int(trial["past_id"])] for trial in trials]
        for trials in bracket["rounds"]
    ]
    return [bracket["bracket_num"], rounds]


def _expect_integer(memory: Memory, name: str, end: int) -> None:
    value = memory.get(name)
    if type(value) is not int or not 0 <= value < end:
        raise ValueError(f"{name}: expected an integer from 0 to {end - 1}")


def _checked_brackets(oracle: HyperbandOracle, brackets: Any, keys: Keys) -> list[dict[str, Any]]:
    if not isinstance(brackets, list) or len(brackets) > _MOST_BRACKETS:
        raise ValueError(f"brackets: expected at most {_MOST_BRACKETS:,}")
    return [_checked_bracket(oracle, bracket, keys) for bracket in brackets]


def _checked_bracket(oracle: HyperbandOracle, bracket: Any, keys: Keys) -> dict[str, Any]:
    try:
        number, rounds = bracket
        if type(number) is not int or not 0 <= number < oracle._get_num_brackets() or len(rounds) != number + 1:
            raise ValueError("a bracket is out of range")
        if any(len(trials) > oracle._get_size(number, level) for level, trials in enumerate(rounds)):
            raise ValueError("a round has too many trials")
        named = [[_named(trial, keys) for trial in trials] for trials in rounds]
    except (TypeError, KeyError) as error:
        raise ValueError(f"no bracket: {error}") from None
    return {"bracket_num": number, "rounds": named}


def _named(trial: Any, keys: Keys) -> dict[str, str | None]:
    number, past = trial
    return {"id": keys[number], "past_id": None if past is None else keys[past]}
