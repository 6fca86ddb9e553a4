"""The seam between a search and whoever runs its trials: this process, worker processes, another machine."""

from typing import Protocol

from hemolog.experiments.messages import TrialRequest, TrialResult


class SearchInterrupted(KeyboardInterrupt):
    """The user has stopped the search: the trial at hand leaves nothing behind.

    Not an `Exception`, so that nothing takes it for the failure of a trial.
    """


class Runner(Protocol):
    """Runs trials and records them; `run` is called from as many threads as the search has jobs."""

    def run(self, request: TrialRequest) -> TrialResult:
        """Run a trial and record it: once this returns, it stands in git.

        Raises:
            TrialFailedError: its stages failed; nothing is recorded and the search goes on.
            HemologError: any other one (a full disk, an error of git) stops the search.
            SearchInterrupted: the user stopped it; nothing is recorded.
        """

    def interrupt(self) -> None:
        """Make every `run` that is under way in another thread end soon with `SearchInterrupted`."""
