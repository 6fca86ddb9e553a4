"""Which epoch is the best so far, and whether another one is worth its time."""

from bloodcells.params.train import EarlyStopping

Logs = dict[str, float]


def best_epoch(history: list[Logs], monitor: str) -> int:
    """The epoch, counted from 1, with the best validation score; the first of equals.

    Args:
        history: at least one epoch.
        monitor: loss (the less the better), accuracy or macro_f1.
    """
    sign = -1 if monitor == "loss" else 1
    values = [sign * logs[f"val/{monitor}"] for logs in history]
    return values.index(max(values)) + 1


def ended(history: list[Logs], epochs: int, rule: EarlyStopping) -> bool:
    """Whether all `epochs` are done, or the last `rule.patience` of them brought nothing better."""
    if not history or len(history) >= epochs:
        return bool(history)
    return len(history) - best_epoch(history, rule.monitor) >= rule.patience
