"""What recording a trial costs: all of it but the time inside the stages' `main()`, from the scratch folder to the ref.

Four repositories take turns, trial by trial: with one tracked data file and with thousands, among no other experiments
and among thousands. Their stages compute next to nothing, but write what a training writes: a model of a megabyte,
curves, metrics. Beginning a search is told apart, for it happens once. Beside it: all that `dvc exp run --temp` takes,
whose stages are processes that do the same.

    make bench, or: PYTHONPATH=src python bench/bench_recording.py [--trials N] [--files N] [--profile]
"""

import argparse
import cProfile
import pstats
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import repositories
import stage_time
from stage_time import StageTime

WARM_UP = 3  # trials of each repository that don't count


@dataclass(frozen=True)
class Case:
    """A repository's size."""

    files: int
    experiments: int


@dataclass(frozen=True)
class Measured:
    """Seconds."""

    begin: float
    trials: list[float]
    by_dvc: list[float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=60, help="in each repository (default: %(default)s)")
    parser.add_argument("--files", type=int, default=12_500, help="of data, in the large ones (default: %(default)s)")
    parser.add_argument("--experiments", type=int, default=5_000, help="there before (default: %(default)s)")
    parser.add_argument("--dvc-trials", type=int, default=3, help="by DVC, in each (default: %(default)s)")
    parser.add_argument("--profile", action="store_true", help="print where the time of the largest goes, instead")
    options = parser.parse_args()
    cases = [Case(files, count) for files in (1, options.files) for count in (0, options.experiments)]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        if options.profile:
            profile(cases[-1], Path(folder), options.trials)
        else:
            report(measure(cases, Path(folder), options.trials, options.dvc_trials))


def measure(cases: list[Case], folder: Path, trials: int, dvc_trials: int) -> dict[Case, Measured]:
    with stage_time.watched() as stages:
        begun = {case: Recording.begun(case, folder / str(number)) for number, case in enumerate(cases)}
        for number in range(WARM_UP + trials):
            for recording in begun.values():
                recording.run(number, stages)
    by_dvc: dict[Case, list[float]] = {case: [] for case in cases}
    for number in range(dvc_trials):
        for case, recording in begun.items():
            by_dvc[case].append(recording.run_by_dvc(number))
    return {case: Measured(one.seconds, one.trials[WARM_UP:], by_dvc[case]) for case, one in begun.items()}


def report(measured: dict[Case, Measured]) -> None:
    """Print percentiles of each case, and how they compare with the smallest one in the same rounds."""
    first = next(iter(measured.values()))
    print(f"Recording a trial, {len(first.trials)} each in turns, milliseconds\n")
    print(
        "| data files | earlier experiments | p50 | p90 | beside the first | dvc exp run --temp | beginning a search |"
    )
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for case, one in measured.items():
        p50, p90 = statistics.median(one.trials), statistics.quantiles(one.trials, n=10)[-1]
        ratio = statistics.median(a / b for a, b in zip(one.trials, first.trials, strict=True))
        sizes = f"{case.files:,} | {case.experiments:,}"
        by_dvc = f"{statistics.median(one.by_dvc) * 1e3:,.0f}" if one.by_dvc else "-"
        row = f"{p50 * 1e3:.0f} | {p90 * 1e3:.0f} | {ratio:.2f} x | {by_dvc} | {one.begin * 1e3:,.0f}"
        print(f"| {sizes} | {row} |")


def profile(case: Case, folder: Path, trials: int) -> None:
    with stage_time.watched() as stages:
        recording = Recording.begun(case, folder / "profiled")
        for number in range(WARM_UP):
            recording.run(number, stages)
        profiler = cProfile.Profile()
        with profiler:
            for number in range(WARM_UP, WARM_UP + trials):
                recording.run(number, stages)
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(70)


class Recording:
    """Trials of one repository."""

    def __init__(self, folder: Path) -> None:
        from hemolog.experiments.dvc_store import cache_folder
        from hemolog.experiments.trial.locks import free_scratch
        from hemolog.experiments.trial.trials import Trials
        from hemolog.experiments.workspace import Workspace

        start = time.perf_counter()
        self._workspace = Workspace(folder)
        # Held to the end of this process.
        self._held = free_scratch(self._workspace, cache_folder(folder))
        self._trials = Trials(
            self._workspace, self._workspace.snapshot(), self._held.__enter__(), log=folder / ".dvc/tmp/bench.log"
        )
        self._trials.prepare(["train.rate"])
        self.seconds = time.perf_counter() - start
        self.trials: list[float] = []

    @classmethod
    def begun(cls, case: Case, folder: Path) -> Self:
        repositories.small(folder, case.files, case.experiments)
        return cls(folder)

    def run(self, number: int, stages: StageTime) -> None:
        """Run and record a trial; note what it took beside its stages."""
        from hemolog.experiments.commit import land
        from hemolog.experiments.messages import TrialRequest

        rate = (number + 1) / 1000
        request = TrialRequest(f"{number:04}", f"bench-{number:04}", {"train.rate": rate}, (f"train.rate={rate!r}",))
        start, inside = time.perf_counter(), stages.seconds
        land(self._workspace, self._trials.run(request, Unwatched()).bundle)
        self.trials.append(time.perf_counter() - start - (stages.seconds - inside))

    def run_by_dvc(self, number: int) -> float:
        """Seconds of such a trial as an experiment of DVC's own."""
        words = ["--name", f"dvc-{number}", "-S", f"train.rate={10 + number}"]
        start = time.perf_counter()
        repositories.run(self._workspace.root, "dvc", "exp", "run", "--quiet", "--temp", *words)
        return time.perf_counter() - start


class Unwatched:
    """Nobody wants to know of epochs."""

    def epoch_ended(self, *told: object) -> None:
        pass


if __name__ == "__main__":
    main()
