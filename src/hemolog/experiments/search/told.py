"""What git and the journal know of earlier trials, as the oracle is told of it."""

from hemolog.experiments.oracle.restore import FailedTrial, FinishedTrial
from hemolog.experiments.recorded import RecordedTrial
from hemolog.experiments.search.journal import JournalEntry


def finished_of(trial: RecordedTrial, objective: str) -> FinishedTrial:
    """A trial that stands in git; its values are those of its oracle's state."""
    metrics = {} if trial.score is None else {objective: trial.score}
    return FinishedTrial(trial.trial_id, metrics, order=trial.time, state=trial.oracle, commit=trial.commit)


def failed_of(entry: JournalEntry) -> FailedTrial:
    """A trial that failed."""
    return FailedTrial(entry.trial_id, entry.traceback, state=entry.oracle)
