"""Training curves: a chart for each metric, with words for who can't tell its colours."""

from hemolog.reports.compare import digits
from hemolog.reports.compare.change_words import direction
from hemolog.reports.compare.facts.curves import CurvePair, Curves
from hemolog.reports.compare.markdown import mermaid
from hemolog.reports.compare.markdown.escape import code, prose
from hemolog.reports.compare.markdown.section import Section, blocks, bullets, missing
from hemolog.reports.compare.words import listed, short
from hemolog.reports.search.words import count

TITLE = "Training curves"
_ROWS = 12
"""Of a section that one chart stands for."""
_MOST = 8


def curves(of: Curves, most: int) -> Section:
    """As many charts as there is room for, and a sentence for each of the others."""
    if not of.pairs:
        return missing(TITLE, prose(of.missing))
    drawn = of.pairs[: min(_MOST, most // _ROWS)]
    told = [_told(pair) for pair in of.pairs[len(drawn) : len(drawn) + most]]
    body = blocks(
        prose(of.missing) if of.missing else "",
        *(blocks(_told(pair), mermaid.chart(pair)) for pair in drawn),
        bullets(told),
        bullets(listed(map(prose, of.remarks))),
    )
    return Section(TITLE, f"{len(of.pairs):,}; BASE is grey, HEAD is blue", body)


def _told(pair: CurvePair) -> str:
    base, head = mermaid.lines(pair)
    better = direction(pair.direction)
    parts = [f"BASE {_side(base, pair)}", f"HEAD {_side(head, pair)}", *_left_out(*mermaid.drawn(pair))]
    return f"{code(short(pair.metric))}{f', {better}' if better else ''}: {'; '.join(parts)}."


def _side(line: mermaid.Line, pair: CurvePair) -> str:
    if not line:
        return "has none"
    last = max(line)
    found = mermaid.best(line, pair.direction)
    if found == last:
        return f"best and last {digits.metric(line[last])} at step {last:g}"
    best = "" if found is None else f"best {digits.metric(line[found])} at step {found:g}, "
    return f"{best}last {digits.metric(line[last])} at step {last:g}"


def _left_out(base: mermaid.Line, head: mermaid.Line) -> list[str]:
    sides = [line for line in (base, head) if line]
    rest = len({step for line in sides for step in line}) - len(mermaid.common(sides))
    if not rest:
        return []
    return [f"without {count(rest, 'step')} that one side lacks"]
