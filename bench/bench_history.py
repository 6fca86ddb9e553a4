"""Reading all experiments of a repository, beside `dvc exp show --json` and MLflow's `search_runs` on SQLite.

Each experiment has 8 metrics of 30 epochs, and this repository's parameters, lock and final metrics; `dvc exp show` and
`search_runs` read no epochs. Whole processes but for imports, which are told apart; DVC's and MLflow's are with theirs.
"Cold" is without what an earlier reading kept; git's objects are in a pack, and in memory.

    make bench, or: PYTHONPATH=src:tests python bench/bench_history.py [--experiments N] [--loose] [--no-peers]
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from commands import DVC
from repositories import ENVIRONMENT
from turns import environment

from support.many_experiments import Many, many_experiments

OURS = "`read_history`"
PEERS = "`dvc exp show --json`", "MLflow `search_runs`"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--experiments", type=int, default=1_000, help="(default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="of ours (default: %(default)s)")
    parser.add_argument("--loose", action="store_true", help="each object in a file of its own, not in a pack")
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True, help="take minutes")
    parser.add_argument("--serve", nargs=2, metavar=("WHAT", "PLACE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        _serve(*options.serve)
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        repository = many_experiments(Path(folder) / "many", Many(options.experiments, loose=options.loose))
        seconds = _ours(repository, options.rounds)
        if options.peers:
            seconds |= _peers(repository, Path(folder))
    _report(options.experiments, seconds)


def _ours(repository: Path, rounds: int) -> dict[str, list[float]]:
    """Cold and again in turns, each a process of its own."""
    seconds: dict[str, list[float]] = {f"{OURS}, cold": [], f"{OURS}, again": [], "its imports": []}
    for _ in range(rounds):
        shutil.rmtree(repository / ".dvc/tmp/hemolog", ignore_errors=True)
        for name in list(seconds)[:2]:
            imports, reading = _child("ours", repository)
            seconds[name].append(reading)
            seconds["its imports"].append(imports)
    return seconds


def _peers(repository: Path, folder: Path) -> dict[str, list[float]]:
    show, search = PEERS
    seconds = {f"{show}, cold": [_command(repository)], f"{show}, again": [_command(repository)]}
    _child("fill", repository, folder / "mlflow.db")
    return seconds | {search: [sum(_child("search", folder / "mlflow.db")) for _ in range(3)]}


def _command(repository: Path) -> float:
    start = time.perf_counter()
    words = [*DVC, "exp", "show", "--json", "--num", str(Many.baselines)]
    told = subprocess.run(words, cwd=repository, env=ENVIRONMENT, check=True, stdout=subprocess.PIPE).stdout
    seconds = time.perf_counter() - start
    assert any(baseline["experiments"] for baseline in json.loads(told)), "DVC tells of none"
    return seconds


def _child(what: str, *places: Path) -> tuple[float, float]:
    words = [sys.executable, __file__, "--serve", what, ":".join(map(str, places))]
    told = subprocess.run(words, env=environment() | _paths(), check=True, capture_output=True, text=True).stdout
    imports, doing = map(float, told.split()[-2:])
    return imports, doing


def _paths() -> dict[str, str]:
    tests = Path(__file__).resolve().parent.parent / "tests"
    return {"PYTHONPATH": f"{environment()['PYTHONPATH']}:{tests}"}


def _serve(what: str, place: str) -> None:
    """Do one thing in this process, and tell the seconds of imports and of doing it."""
    start = time.perf_counter()
    if what == "search":
        import mlflow  # noqa: F401 # it is imported when first used; that is to be told apart
        import mlflow_runs

        imported = time.perf_counter()
        mlflow_runs.search(Path(place))
    else:
        from hemolog.experiments.history.read import read_history
        from hemolog.experiments.workspace import Workspace

        imported = time.perf_counter()
        history = read_history(Workspace(Path(place.partition(":")[0])))
        if what == "fill":
            import mlflow_runs

            mlflow_runs.fill(Path(place.partition(":")[2]), history)
    print(imported - start, time.perf_counter() - imported)


def _report(experiments: int, seconds: dict[str, list[float]]) -> None:
    ours = statistics.median(seconds[f"{OURS}, cold"])
    print(f"{experiments:,} experiments\n")
    print("| what | s, least | median | beside ours, cold |\n| --- | ---: | ---: | ---: |")
    for name, values in seconds.items():
        median = statistics.median(values)
        print(f"| {name} | {min(values):.2f} | {median:.2f} | {median / ours:.2f} x |", flush=True)


if __name__ == "__main__":
    main()
