"""Draws the end of a search: the best trials, what failed, what to type next."""

from hemolog.reports.search import words
from hemolog.reports.search.lines import settings
from hemolog.reports.search.summary import Cause, How, Summary

CAUSES = 3


def opening(summary: Summary) -> str:
    """How the search ended, and with how much."""
    how = f"{summary.how}: {words.visible(summary.reason)}" if summary.how is How.STOPPED else str(summary.how)
    cached = f" ({summary.cached} cached)" if summary.cached else ""
    failed = f", {summary.failed} failed" if summary.failed else ""
    trials = f"{words.count(len(summary.experiments), 'trial')} recorded{cached}{failed}"
    return f"search {words.visible(summary.plan.name)} {how}; {trials}, {words.duration(summary.elapsed)}"


def best(summary: Summary) -> list[str]:
    """A line for each of the best trials."""
    plan, metric = summary.plan, words.visible(summary.plan.metric)
    return [
        f"{place}. {words.visible(row.name)}  {metric} {words.score(row.final)}  {settings(plan, row)}".rstrip()
        for place, row in enumerate(summary.best, start=1)
    ]


def failures(summary: Summary) -> list[str]:
    """A line for each of the commonest causes, and one for the rest."""
    shown, rest = summary.causes[:CAUSES], summary.causes[CAUSES:]
    lines = [_failure(cause) for cause in shown]
    if rest:
        lines.append(f"{words.count(sum(cause.trials for cause in rest), 'trial')} failed for other reasons")
    return lines


def _failure(cause: Cause) -> str:
    return f"{words.count(cause.trials, 'trial')} failed: {words.visible(cause.text)}"


def hints(summary: Summary) -> list[str]:
    """Commands to copy, each below its reason: a shell takes that for a comment."""
    return ["Try next:", *(line for hint in summary.hints for line in (f"  # {hint.why}", f"  {hint.command}"))]
