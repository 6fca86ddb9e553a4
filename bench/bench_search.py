"""A search of many trials, beside KerasTuner alone, with other trackers, and beside DVC's own experiments.

The pipeline is this repository's, on the synthetic sample, with a small network. KerasTuner's peers ask the same oracle
and call the same stages' `main()` in one process; they take turns with Hemolog's trials (`turns`), each in a copy of
its own. DVC starts processes for each trial, so a few are enough: the rest is multiplied.

    make bench, or: PYTHONPATH=src python bench/bench_search.py [--trials N] [--epochs N] [--dvc-trials N]
"""

import argparse
import gc
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pygit2
import repositories
import stage_time
import trackers
from repositories import ENVIRONMENT
from stage_time import StageTime
from turns import ROOT, Pace, Seconds, median_ratio, take_turns

PARAMS = {
    "fetch.sources": ["sample"],
    "prepare.image_size": 32,
    "train.model": "cnn",
    "train.width": 16,
    "train.early_stopping.patience": 1000,  # trials of equal length
    "evaluate.resamples": 1000,
    "search.algorithm": "random",
    "search.space": {
        "train.learning_rate": {"float": [0.0005, 0.02], "sampling": "log"},
        "train.dropout": {"float": [0.2, 0.6]},
        "train.weight_decay": {"float": [0.0001, 0.1], "sampling": "log"},
    },
}
OURS, ALONE = "hemolog search", "KerasTuner, nothing recorded"
FROZEN = "the same, its garbage collector tamed as ours"
PEERS = {
    ALONE: trackers.nothing,
    FROZEN: trackers.nothing,
    "KerasTuner + MLflow, SQLite": trackers.mlflow_run,
    "KerasTuner + wandb, offline": trackers.wandb_run,
}
JOBS = 2
PATIENCE = 600  # seconds a trial of a queue, which doesn't tell that it has failed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=20, help="of the search (default: %(default)s)")
    parser.add_argument("--epochs", type=int, default=8, help="of a trial (default: %(default)s)")
    parser.add_argument("--dvc-trials", type=int, default=4, help="that DVC runs either way (default: %(default)s)")
    parser.add_argument("--child", nargs=2, metavar=("NAME", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        name, folder = options.child
        os.chdir(folder)
        os.environ.update(ENVIRONMENT)
        serve(name, options.trials)
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        folder = Path(temporary)
        epochs = {"train.epochs": options.epochs, "train.warmup_epochs": min(1, options.epochs - 1)}
        names = [OURS, *PEERS]
        copies = [folder / str(number) for number in range(len(names) + 1)]
        repositories.copy_of_checkout(copies[0], PARAMS | epochs)
        for each in copies[1:]:
            shutil.copytree(copies[0], each, symlinks=True)
        words = ["--trials", str(options.trials), "--child"]
        children = {name: [*words, name, str(each)] for name, each in zip(names, copies, strict=False)}
        runs = take_turns(children, options.trials)
        report(runs)
        if options.dvc_trials:
            report_dvc(total(runs[OURS]), options.trials, copies[-1], options.dvc_trials)


def serve(name: str, trials: int) -> None:
    with stage_time.watched() as stages:
        pace = Pace(lambda: stages.seconds)
        pace.step()  # begins with the imports
        stop_before_trials(pace)
        if name == OURS:
            search_ours(trials)
        else:
            search_peer(PEERS[name], stages, trials, frozen=name == FROZEN)
        pace.end()


def stop_before_trials(pace: Pace) -> None:
    """Let every oracle wait for its turn before it proposes a trial."""
    from keras_tuner.engine.oracle import Oracle

    propose = Oracle.create_trial

    def create_trial(self: Any, tuner_id: str) -> Any:
        pace.step()
        return propose(self, tuner_id)

    Oracle.create_trial = create_trial


def search_ours(trials: int) -> None:
    from hemolog.experiments.search.interruption import Interruption
    from hemolog.experiments.search.search import Options, Search
    from hemolog.experiments.workspace import Workspace

    with Interruption(print) as interruption, Search(Workspace(Path.cwd()), Options(trials=trials)) as search:
        search.prepare()
        search.run(Unwatched(), interruption)


class Unwatched:
    """Nobody looks at the search."""

    def trial_started(self, *told: object) -> None:
        pass

    epoch_ended = trial_finished = trial_failed = trial_started


def search_peer(log: Callable[..., Any], stages: StageTime, trials: int, *, frozen: bool) -> None:
    """KerasTuner's own loop around the same stages, in the same oracle's order."""
    import yaml
    from keras_tuner.engine.base_tuner import BaseTuner

    from hemolog.experiments.definition import read_search
    from hemolog.experiments.oracle.build import build
    from hemolog.experiments.space import values_of
    from hemolog.experiments.trial import epochs

    document = yaml.safe_load(Path("params.yaml").read_text())
    definition = read_search(document).definition
    mains = stage_mains(stages)

    class Tuner(BaseTuner):
        def run_trial(self, trial: Any) -> Mapping[str, float]:
            if frozen and trial.trial_id == "0001":
                gc.collect()
                gc.freeze()
            values = values_of(trial.hyperparameters.values, definition.space)
            for name, value in values.items():
                section, leaf = name.split(".")
                document[section][leaf] = value
            Path("params.yaml").write_text(yaml.dump(document, Dumper=yaml.CSafeDumper))
            with log(f"trial-{trial.trial_id}", values) as log_epoch, epochs.watched(log_epoch):
                for main in mains:
                    main()
            scores = json.loads(Path("results/train/metrics.json").read_text())
            return {definition.objective: scores["val"]["macro_f1"]}

    oracle = build(definition)
    oracle.max_trials, oracle.verbose = trials, 0
    Tuner(oracle, directory="tuner", project_name="search").search()


def stage_mains(stages: StageTime) -> list[Callable[[], None]]:
    from bloodcells.stages import evaluate, train

    return [stages.timed(train.main), stages.timed(evaluate.main)]


def total(runs: list[Seconds]) -> float:
    return sum(run[0] for run in runs)


def report(runs: dict[str, list[Seconds]]) -> None:
    """Print a table of those that take turns."""
    trials = {name: each[1:] for name, each in runs.items()}
    print(f"{len(trials[OURS])} trials in turns, seconds; medians of a trial\n")
    print("| what | a trial | CPU | of it beyond stages, ms | all, with start-up | trial to KerasTuner alone | all |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, each in trials.items():
        clock, cpu, _ = (statistics.median(column) for column in zip(*each, strict=True))
        beyond = statistics.median(run[0] - run[2] for run in each) * 1e3
        ratio = median_ratio(each, trials[ALONE], 0)
        whole = total(runs[name])
        row = (
            f"{clock:.2f} | {cpu:.2f} | {beyond:.0f} | {whole:.1f} | {ratio:.3f} x | {whole / total(runs[ALONE]):.3f} x"
        )
        print(f"| {name} | {row} |", flush=True)


def report_dvc(ours: float, trials: int, folder: Path, dvc_trials: int) -> None:
    """Print a table of those that start processes, beside ours of the turns."""
    print("\n| what | trials | seconds | a trial | to hemolog search |\n| --- | ---: | ---: | ---: | ---: |")
    print(f"| {OURS}, start-up included | {trials} | {ours:.1f} | {ours / trials:.2f} | 1.0 x |", flush=True)
    rows = {
        f"{OURS} --jobs {JOBS}": (trials, search_in_jobs),
        "dvc exp run --temp, each": (dvc_trials, run_in_turn),
        f"dvc queue start --jobs {JOBS}": (dvc_trials, run_queue),
    }
    for name, (count, search) in rows.items():
        start = time.perf_counter()
        search(folder, count)
        seconds = time.perf_counter() - start
        ratio = seconds / count / (ours / trials)
        print(f"| {name} | {count} | {seconds:.1f} | {seconds / count:.2f} | {ratio:.1f} x |", flush=True)


def search_in_jobs(folder: Path, trials: int) -> None:
    words = [sys.executable, "-m", "hemolog", "search", "--trials", str(trials), "--jobs", str(JOBS)]
    repositories.run(folder, *words, environment={"PYTHONPATH": str(ROOT / "src")})


def run_in_turn(folder: Path, trials: int) -> None:
    for number in range(trials):
        rate = f"train.learning_rate={0.001 + number / 1e6}"
        repositories.run(folder, "dvc", "exp", "run", "--quiet", "--temp", "--name", f"temp-{number}", "-S", rate)


def run_queue(folder: Path, trials: int) -> None:
    rates = ",".join(str(0.002 + number / 1e6) for number in range(trials))
    before = experiments(folder)
    repositories.run(folder, "dvc", "exp", "run", "--quiet", "--queue", "-S", f"train.learning_rate={rates}")
    repositories.run(folder, "dvc", "queue", "start", "--quiet", "--jobs", str(JOBS))
    given_up = time.monotonic() + PATIENCE * trials
    try:
        while experiments(folder) - before < trials:
            if time.monotonic() > given_up:
                raise SystemExit("dvc queue came to no end: see why with `dvc queue status` and `dvc queue logs`")
            time.sleep(0.1)
    finally:
        repositories.run(folder, "dvc", "queue", "stop", "--kill")


def experiments(folder: Path) -> int:
    names = pygit2.Repository(folder).references
    return sum(name.startswith("refs/exps/") and name.count("/") == 4 and "/exec/" not in name for name in names)


if __name__ == "__main__":
    main()
