"""Where trials run: the seam behind which other processes and other machines can stand.

A request goes out, which can be pickled; a bundle of git objects or a failure comes home. The search itself puts
bundles into the repository, so an executor needs no more than to read it.
"""

from typing import Protocol

from hemolog.experiments.messages import TrialRequest, TrialResult
from hemolog.experiments.trial.trials import Trials, Watch


class Executor(Protocol):
    """Runs trials of one baseline."""

    def run(self, request: TrialRequest, watch: Watch) -> TrialResult:
        """Run a trial; called from as many threads at once as the executor has places.

        Raises:
            TrialFailedError: its stages failed, or the process that ran them died.
            HemologError: any other fault.
            KeyboardInterrupt: `watch` or `stop` ended it.
        """

    def stop(self) -> None:
        """End every trial that runs, at once; their `run` raises."""

    def close(self) -> None:
        """Let go of processes and folders."""


class InThisProcess:
    """Runs one trial at a time in the calling thread."""

    def __init__(self, trials: Trials) -> None:
        self._trials = trials

    def run(self, request: TrialRequest, watch: Watch) -> TrialResult:
        """Run a trial; see `Executor`."""
        return self._trials.run(request, watch)

    def stop(self) -> None:
        """Nothing to do: whoever interrupts this process interrupts the trial."""

    def close(self) -> None:
        """Nothing to let go of."""
