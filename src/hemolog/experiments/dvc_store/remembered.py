"""Where DVC's run cache remembers what a stage has made."""

from copy import deepcopy
from typing import Any


def run_cache_place(entry: Any) -> str | None:
    """The place below a cache or a remote: `runs/3a/3a7b.../c1...`.

    Args:
        entry: of one stage in a lock, numbers as numbers; it may come from anywhere.

    Returns:
        None if it is no such entry.
    """
    from dvc.stage.cache import _get_cache_hash  # Slow, and not needed where all that is asked is known.

    try:
        key, value = _get_cache_hash(deepcopy(entry), key=True), _get_cache_hash(deepcopy(entry))
    except (TypeError, KeyError, AttributeError, ValueError, RecursionError):
        return None
    return f"runs/{key[:2]}/{key}/{value}"
