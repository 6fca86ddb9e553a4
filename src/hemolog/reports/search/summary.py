"""What a search has come to when it ends."""

import re
import shlex
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from hemolog.experiments.search.courier import Delivery
from hemolog.reports.search.plan import SearchPlan
from hemolog.reports.search.progress import Progress, State, TrialRow, ranked

BEST = 5


class How(StrEnum):
    """The ways in which a search ends."""

    COMPLETE = "complete"
    INTERRUPTED = "interrupted"
    """By Ctrl-C or a signal."""
    STOPPED = "stopped"
    """By a fault of its own: failures in a row, a full disk."""


@dataclass(frozen=True)
class Cause:
    """Why trials failed."""

    text: str
    """One line, as the first of them told it."""
    trials: int


@dataclass(frozen=True)
class Hint:
    """A command to type next."""

    command: str
    why: str


@dataclass(frozen=True)
class Summary:
    """A search at its end."""

    plan: SearchPlan
    how: How
    reason: str
    """Why it was stopped, in one line; else empty."""
    best: tuple[TrialRow, ...]
    """At most five, best first."""
    experiments: tuple[str, ...]
    """Names of all that stand in git, in the order in which they began."""
    cached: int
    failed: int
    causes: tuple[Cause, ...]
    """Of the failures, the commonest first."""
    elapsed: float
    """Seconds of this run of the search."""
    hints: tuple[Hint, ...]
    delivery: Delivery | None = None
    """What has come of sending the trials to the team; None if nobody asked for it."""


def summarize(
    plan: SearchPlan, progress: Progress, how: How, reason: str = "", delivery: Delivery | None = None
) -> Summary:
    """Sum up a search that ended `how`, with the `reason` if it was stopped."""
    best = ranked(progress.rows, plan.direction)[:BEST]
    return Summary(
        plan=plan,
        how=how,
        reason=reason,
        best=best,
        experiments=tuple(row.name for row in progress.rows if row.well),
        cached=progress.count(State.CACHED),
        failed=progress.failed,
        causes=common_causes(row.cause for row in progress.rows if row.state is State.FAILED),
        elapsed=progress.elapsed,
        hints=_hints(plan, best, how, progress) + _sending(plan, delivery),
        delivery=delivery,
    )


def common_causes(causes: Iterable[str]) -> tuple[Cause, ...]:
    """Count causes, commonest first; those that differ in nothing but numbers are one."""
    first: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for cause in causes:
        kind = re.sub(r"\d+(\.\d+)*", "0", cause)
        first.setdefault(kind, cause)
        counts[kind] += 1
    return tuple(Cause(first[kind], number) for kind, number in counts.most_common())


def _hints(plan: SearchPlan, best: tuple[TrialRow, ...], how: How, progress: Progress) -> tuple[Hint, ...]:
    # Other options than these are bound to the search by its first trial.
    jobs = f" --jobs {plan.jobs}" if plan.jobs > 1 else ""
    search = f"hemolog search {shlex.quote(plan.name)}{jobs}"
    hints = []
    if best:
        hints.append(Hint(_show(plan), "see all of them"))
        hints.append(Hint(f"dvc exp apply {shlex.quote(best[0].name)}", "bring the best into the checkout"))
    if how is not How.COMPLETE:
        trials = "" if plan.trials is None else f" --trials {plan.trials}"
        hints.append(Hint(f"{search}{trials}", "go on"))
    elif plan.trials is not None:
        hints.append(Hint(f"{search} --trials {2 * plan.trials}", "try as many again"))
    return tuple(hints)


def _sending(plan: SearchPlan, delivery: Delivery | None) -> tuple[Hint, ...]:
    if delivery is None or not delivery.unsent:
        return ()
    return (Hint(f"hemolog push --search {shlex.quote(plan.name)}", "send what has not gone to the team"),)


def _show(plan: SearchPlan) -> str:
    order = "desc" if plan.direction == "max" else "asc"
    # Left to itself it shows hundreds of columns, metrics of the test splits among them, which are to choose nothing.
    patterns = [_pattern(plan.metric), *([_pattern(*plan.varying)] if plan.varying else [])]
    keep = shlex.quote(f"Experiment|(.*:)?({'|'.join(patterns)})$")
    revision = f"--rev {shlex.quote(plan.revision)} " if plan.revision else ""
    return f"dvc exp show {revision}--sort-by {shlex.quote(plan.metric)} --sort-order {order} --drop '.*' --keep {keep}"


def _pattern(*names: str) -> str:
    """A regular expression of dotted names, one at least; the words that they begin with in common are told once."""
    words = [name.split(".") for name in names]
    shared = 0
    while len(words) > 1 and all(len(each) > shared + 1 and each[shared] == words[0][shared] for each in words):
        shared += 1
    start = "".join(f"{re.escape(word)}." for word in words[0][:shared])
    rest = "|".join(".".join(map(re.escape, each[shared:])) for each in words)
    return f"{start}({rest})" if shared else rest
