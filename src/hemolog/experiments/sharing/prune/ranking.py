"""The trials of a search, the best first, as their commits tell it: whichever clone they are in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from hemolog.errors import SharingError
from hemolog.experiments.definition import Definition
from hemolog.experiments.recorded import RecordedTrial, by_id
from hemolog.experiments.space.names import unknown

_DIGITS = 7


@dataclass(frozen=True)
class Ranking:
    """A search whose trials can be compared."""

    search: str
    objective: str
    """A qualified metric."""
    direction: str
    """`min` or `max`."""
    trials: tuple[RecordedTrial, ...]
    """The best first, those without a score last."""

    @property
    def metric(self) -> str:
        """The objective as DVC names it: `val.macro_f1`."""
        return self.objective.removeprefix("metrics.")


def rank(trials: Sequence[RecordedTrial], search: str, head: str) -> Ranking:
    """Rank the trials of a search.

    Of several searches of one name it is the one that grows from `head`; trials of the others don't count.

    Args:
        trials: of any searches, in the order in which they ended.
        search: its name.
        head: the commit that is checked out.

    Raises:
        SharingError: there is no such search, or it can't be told which of several is meant.
        DefinitionError: what it was bound to can't be read.
    """
    searches: dict[tuple[str, str, str], list[RecordedTrial]] = {}
    for trial in trials:
        if trial.search == search:
            searches.setdefault((trial.baseline, trial.baseline_tree, trial.definition), []).append(trial)
    held = _chosen(searches, search, head, {each.search for each in trials})
    definition = Definition.from_json(held[0].definition)
    best_first = sorted(by_id(held), key=lambda trial: _key(trial, definition.direction))
    return Ranking(search, definition.objective, definition.direction, tuple(best_first))


def _chosen(
    searches: Mapping[tuple[str, str, str], list[RecordedTrial]], name: str, head: str, known: Collection[str]
) -> list[RecordedTrial]:
    if not searches:
        raise SharingError(f"the search {name!r} {unknown(name, sorted(known))}")
    if len(searches) == 1:
        return next(iter(searches.values()))
    at_head = [held for (baseline, _, _), held in searches.items() if baseline == head]
    if len(at_head) == 1:
        return at_head[0]
    if at_head:
        raise SharingError(
            f"{len(at_head)} searches that grow from {head[:_DIGITS]} are named {name!r}, and their trials can't be "
            "compared: `dvc exp remove` those of all but one"
        )
    places = ", ".join(sorted({baseline[:_DIGITS] for baseline, _, _ in searches}))
    raise SharingError(
        f"{len(searches)} searches are named {name!r}: check out the commit that yours grew from ({places})"
    )


def _key(trial: RecordedTrial, direction: str) -> tuple[bool, float, int, str]:
    score = trial.score
    if score is None:
        return True, 0.0, len(trial.trial_id), trial.trial_id
    return False, -score if direction == "max" else score, len(trial.trial_id), trial.trial_id
