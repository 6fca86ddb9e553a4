"""Whether the keys of a space are parameters that a search can vary: those that its stages depend on."""

import shlex
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hemolog.errors import SpaceError
from hemolog.experiments.messages import Value
from hemolog.experiments.space.entries import Entry, FloatRange, Space
from hemolog.experiments.space.names import unknown
from hemolog.experiments.space.overrides import bare

_MOST_QUEUED = 10  # values in a line that a person is to read


@dataclass(frozen=True)
class StageParams:
    """What a stage of the pipeline depends on in `params.yaml`."""

    name: str
    keys: tuple[str, ...]
    """Dotted names of parameters, or of whole groups of them."""

    def depends_on(self, key: str) -> bool:
        """Whether a change of the parameter `key` makes the stage run again."""
        return any(f"{key}.".startswith(f"{known}.") for known in self.keys)


def check_keys(
    space: Space,
    stages: Sequence[StageParams],
    searchable: Collection[str],
    document: Mapping[str, Any],
    budget: str | None = None,
) -> None:
    """Refuse keys that no searchable stage depends on, or that are no single parameters of the file.

    Args:
        space: what is searched.
        stages: all of the pipeline, in its order.
        searchable: names of those that run anew in each trial: the one that makes the objective's metric, and later
            ones.
        document: the whole `params.yaml`.
        budget: the parameter that Hyperband sets, if it does.

    Raises:
        SpaceError: names every key with the reason; for one of an earlier stage also the `dvc exp run --queue` line
            that tries its values.
    """
    parameters = list(_leaves(document))
    entries: dict[str, Entry | None] = dict(space)
    places = {key: f"search.space.{key}" for key in space}
    if budget is not None:
        entries[budget], places[budget] = None, f"search.budget.param: {budget}"
    problems = [
        f"{places[key]} {reason}"
        for key, entry in entries.items()
        if (reason := _reason(key, entry, stages, searchable, parameters))
    ]
    if problems:
        raise SpaceError(problems)


def queue_line(key: str, entry: Entry) -> str:
    """The command that queues one experiment for each value of an entry; for a range without steps, of its ends."""
    return f"dvc exp run --queue -S {_in_shell(f'{key}={_sweep(entry)}')}"


def _reason(
    key: str,
    entry: Entry | None,
    stages: Sequence[StageParams],
    searchable: Collection[str],
    parameters: list[str],
) -> str | None:
    concerned = _concerned(key, stages)
    if key not in parameters:
        inner = [name for name in parameters if name.startswith(f"{key}.")]
        if inner:
            return f"is a group of parameters: name one of them, such as {inner[0]}"
        free = [name for name in parameters if (found := _concerned(name, stages)) and set(found) <= set(searchable)]
        return unknown(key, free or parameters)
    if not concerned:
        return "is a parameter that no stage depends on: list it under `params` of a stage in dvc.yaml"
    # Also of a key that later stages share, for the earlier one would run anew in every trial.
    earlier = [name for name in concerned if name not in searchable]
    if not earlier:
        return None
    way_out = f"try its values with {queue_line(key, entry)}, or " if entry else ""
    return (
        f"belongs to the stage {earlier[0]}, which runs before those that a search repeats: "
        f"{way_out}set search.stage to {earlier[0]}, so that each trial runs it"
    )


def _concerned(key: str, stages: Sequence[StageParams]) -> list[str]:
    return [stage.name for stage in stages if stage.depends_on(key)]


def _leaves(node: Any, prefix: str = "") -> Iterator[str]:
    if isinstance(node, Mapping) and node:
        for name, inner in node.items():
            yield from _leaves(inner, f"{prefix}{name}.")
    elif prefix:
        yield prefix[:-1]


def _sweep(entry: Entry) -> str:
    values: Sequence[Value] | None = entry.values()
    if values is None:
        assert isinstance(entry, FloatRange)
        values = [entry.low, entry.high]
    if isinstance(values, range) and len(values) > _MOST_QUEUED:
        return f"range({values.start},{values.stop},{values.step})"
    return ",".join(map(bare, values))


def _in_shell(words: str) -> str:
    # Double quotes around single ones: `shlex.quote` would break each into '"'"'.
    return f'"{words}"' if "'" in words and not set(words) & set('"$`\\!') else shlex.quote(words)
