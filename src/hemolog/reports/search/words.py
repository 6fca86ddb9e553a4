"""Values, scores and times as a person reads them; names as a terminal may be given them."""

import math

from hemolog.experiments.messages import Value

DIGITS = 4


def value(of: Value) -> str:
    """A hyperparameter: YAML's words, and floats to four significant digits: `1e-05`, `0.0042`, `64.0`."""
    if of is None:
        return "null"
    if isinstance(of, bool):
        return str(of).lower()
    if isinstance(of, float):
        return _float(of)
    if isinstance(of, list):
        return f"[{', '.join(value(item) for item in of)}]"
    return visible(str(of))


def _float(number: float) -> str:
    if not math.isfinite(number) or number == 0.0:
        return str(number)
    whole = math.floor(math.log10(abs(number))) + 1  # Digits before the point are never rounded away.
    return repr(float(f"{number:.{max(DIGITS, whole)}g}"))


def score(of: float | None) -> str:
    """An objective: four decimals where they tell it, else as a power of ten; `-` where there is none."""
    if of is None:
        return "-"
    plain = of == 0 or not math.isfinite(of) or 0.001 <= abs(of) < 1e6
    return f"{of:.{DIGITS}f}" if plain else f"{of:.{DIGITS - 1}e}"


def duration(seconds: float) -> str:
    """Write `2d 01:02:03`, `1:02:03` or `2:03`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours >= 24:
        return f"{hours // 24}d {hours % 24:02}:{minutes:02}:{rest:02}"
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def count(number: int, noun: str) -> str:
    """Write `1 trial`, `1,000 trials`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def visible(text: str, longest: int = 300) -> str:
    """One line of at most `longest` characters, with what would drive a terminal written as an escape."""
    line = " ".join(text[: 4 * longest].split())
    line = "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in line)
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
