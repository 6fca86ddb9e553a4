"""Numbers of a comparison as a person reads them: the digits of metrics everywhere, differences with their sign."""

import math

from hemolog.experiments.messages import Value
from hemolog.reports.search import words
from hemolog.reports.sharing import amounts

ABSENT = "-"
_UNSURE = 0.001
"""P values below it are no more exact than the resamples behind them."""


def metric(of: Value) -> str:
    """A metric's value: counts as they are, `0.8512`, `-` where there is none."""
    if of is None:
        return ABSENT
    if isinstance(of, int) and not isinstance(of, bool):
        return f"{of:,}"
    return words.score(of) if isinstance(of, float) else words.value(of)


def change(delta: float | None) -> str:
    """A difference with its sign and four decimals, or a power of ten where those would tell nothing."""
    if delta is None:
        return ABSENT
    if delta == 0:
        return "0"
    if not math.isfinite(delta) or isinstance(delta, int) or (delta.is_integer() and abs(delta) >= 1):
        return f"{delta:+,}" if isinstance(delta, int) or not math.isfinite(delta) else f"{delta:+,.0f}"
    return f"{delta:+.4f}" if 0.00005 <= abs(delta) < 1e6 else f"{delta:+.3e}"


def interval(low: float, high: float) -> str:
    """Write `-0.0312 to +0.0104`."""
    return f"{change(low)} to {change(high)}"


def p_value(of: float) -> str:
    """Write `0.013` or `< 0.001`."""
    return f"< {_UNSURE}" if of < _UNSURE else f"{of:.3f}"


def percent(of: float) -> str:
    """A share: `95 %`, `99.9 %`."""
    return f"{round(100 * of, 2):g} %"


def share(of: float | None) -> str:
    """A share to a tenth of a percent: `85.1 %`; `-` where there is none."""
    return ABSENT if of is None or not math.isfinite(of) else f"{100 * of:.1f} %"


def points(delta: float | None) -> str:
    """The difference of two shares, in points of percent: `+3.2`."""
    if delta is None or not math.isfinite(delta):
        return ABSENT
    return f"{100 * delta:+.1f}" if round(1000 * delta) else "0"


def count(of: float | None) -> str:
    """Write `1,234`; what isn't whole with its decimals."""
    if of is None:
        return ABSENT
    return f"{of:,.0f}" if float(of).is_integer() else f"{of:,.4g}"


def size(of: float | None) -> str:
    """Bytes: `955 kB`, `1.2 GB`; `-` where they aren't known."""
    return ABSENT if of is None else amounts.size(of)
