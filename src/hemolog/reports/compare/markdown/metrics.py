"""Metrics of both sides, and which way they went, whatever chance has in it."""

from hemolog.experiments.messages import Value
from hemolog.reports.compare import digits
from hemolog.reports.compare.change_words import direction, effect
from hemolog.reports.compare.facts.metrics import Interval, MetricChange, Metrics
from hemolog.reports.compare.markdown.escape import code, prose
from hemolog.reports.compare.markdown.section import Section, blocks, bullets, missing, more, table
from hemolog.reports.compare.words import listed, short

TITLE = "Metrics"


def metrics(of: Metrics, most: int) -> Section:
    """Changed ones, but for those of classes, which have a section of their own."""
    if not of.rows:
        return missing(TITLE, prose(of.missing)) if of.missing else Section(TITLE, "none on either side")
    told = [row for row in of.rows if not row.of_class]
    changed = [row for row in told if row.is_changed]
    shown = changed[:most]
    heads = ("metric", "is now", "old", "new", "change")
    body = blocks(
        prose(of.missing) if of.missing else "",
        table(heads, map(_row, shown), numbers=range(2, 5)) if shown else "",
        more(of.more + len(changed) - len(shown)),
        bullets(listed(f"{code(short(row.name))}: {prose(row.problem)}" for row in shown if row.problem)),
    )
    return Section(TITLE, _gist(of, len(changed), len(told)), body)


def _gist(of: Metrics, changed: int, told: int) -> str:
    if of.missing:
        return "not compared"
    chance = "; better and worse leave chance out of account here" if changed else ""
    return f"{changed:,} of {told + of.more:,} differ{chance}"


def _row(row: MetricChange) -> list[str]:
    way = direction(row.direction)
    told = " ".join(filter(None, (effect(row), f"({way})" if way else "")))
    return [
        code(short(row.name)),
        told,
        _value(row.old, row.old_interval),
        _value(row.new, row.new_interval),
        digits.change(row.delta),
    ]


def _value(of: Value, interval: Interval | None) -> str:
    told = code(of) if isinstance(of, str) else digits.metric(of)
    if isinstance(of, list):
        told = code(told)
    return told if interval is None else f"{told} ({digits.metric(interval.low)} to {digits.metric(interval.high)})"
