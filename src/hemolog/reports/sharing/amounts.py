"""Amounts of data as a person reads them."""

_UNITS = ("B", "kB", "MB", "GB", "TB")


def size(of: float) -> str:
    """Bytes to two or three digits, in units of a thousand: `955 kB`, `1.2 GB`."""
    number = float(of)
    for unit in _UNITS:
        if abs(number) < 999.5 or unit == _UNITS[-1]:
            break
        number /= 1000
    digits = 1 if unit != "B" and abs(number) < 9.95 else 0
    return f"{number:,.{digits}f} {unit}"
