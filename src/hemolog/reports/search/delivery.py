"""Tells of trials that are sent to the team."""

from hemolog.experiments.search.courier import Delivery
from hemolog.reports.search import words

_MOST = 5  # names in a line


def waiting(delivery: Delivery) -> str:
    """That trials are still to be sent when the search is over; empty if none are."""
    if not delivery.unsent:
        return ""
    return f"sending {words.count(len(delivery.unsent), 'trial')} to the team; Ctrl-C leaves them"


def lines(delivery: Delivery) -> list[str]:
    """How many trials were sent, and which were not, with the reason."""
    told = [f"{words.count(delivery.sent, 'trial')} sent to the team"] if delivery.sent or not delivery.unsent else []
    if delivery.unsent:
        names = [words.visible(ref.rpartition("/")[2]) for ref in delivery.unsent[:_MOST]]
        more = f" and {len(delivery.unsent) - _MOST:,} more" if len(delivery.unsent) > _MOST else ""
        reason = f": {words.visible(delivery.reason, longest=1_000)}" if delivery.reason else ""
        told.append(f"not sent: {', '.join(names)}{more}{reason}")
    return told
