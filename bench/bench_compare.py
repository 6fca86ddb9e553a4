"""A report on two states of the model, beside `dvc exp diff --md` and `dvc plots diff` of the same two.

The whole report: every verdict with 10,000 resamples, and each test image's flip. All are whole processes; ours is told
in its imports and what it does then, too. Neither of DVC's says whether a difference is more than chance.

    make bench, or: PYTHONPATH=src:tests python bench/bench_compare.py [--repository FOLDER --states BASE HEAD]
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

from commands import DVC, HEMOLOG, seconds
from compared_states import BASE, HEAD, compared_states
from repositories import ENVIRONMENT
from turns import ROOT, environment

OURS = "`hemolog compare --format markdown`"
PEERS = {"`dvc exp diff --md`": ["exp", "diff", "--md"], "`dvc plots diff`": ["plots", "diff", "--out"]}
_PATHS = ENVIRONMENT | {"PYTHONPATH": str(ROOT / "src")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repository", type=Path, help="of your own, with both states' predictions in its cache")
    parser.add_argument("--states", nargs=2, default=(BASE, HEAD), metavar=("BASE", "HEAD"))
    parser.add_argument("--rounds", type=int, default=5, help="(default: %(default)s)")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        _serve(options.serve, *options.states)
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        repository = options.repository
        if repository is None:
            repository = Path(folder) / "states"
            compared_states(repository)
        _report(_turns(repository, Path(folder), tuple(options.states), options.rounds))


def _turns(repository: Path, folder: Path, states: tuple[str, str], rounds: int) -> dict[str, list[float]]:
    """One round more than is told of: it warms the page cache up."""
    taken: dict[str, list[float]] = {}
    for _ in range(1 + rounds):
        imports, doing = _child(repository, states)
        ours = seconds(repository, [*HEMOLOG, "compare", *states, "--format", "markdown"], _PATHS)
        found = {OURS: ours, "its report, after imports": doing, "its imports": imports}
        for number, (name, words) in enumerate(PEERS.items()):
            place = [str(folder / f"plots-{number}")] if words[-1] == "--out" else []
            found[name] = seconds(repository, [*DVC, *words, *place, *states], _PATHS)
        for name, each in found.items():
            taken.setdefault(name, []).append(each)
    return {name: values[1:] for name, values in taken.items()}


def _child(repository: Path, states: tuple[str, str]) -> tuple[float, float]:
    words = [sys.executable, __file__, "--serve", str(repository), "--states", *states]
    paths = environment() | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}"}
    told = subprocess.run(words, env=paths, check=True, capture_output=True, text=True).stdout
    imports, doing = map(float, told.split()[-2:])
    return imports, doing


def _serve(repository: Path, base: str, head: str) -> None:
    """Make the report in this process, and tell the seconds of imports and of making it."""
    start = time.perf_counter()
    for name in ("numpy", "scipy.special"):  # The judging imports them when it begins.
        import_module(name)

    from hemolog.experiments.workspace import Workspace
    from hemolog.reports.compare.comparison import compare
    from hemolog.reports.compare.markdown.report import markdown

    imported = time.perf_counter()
    text = markdown(compare(Workspace(repository), base, head), None)
    done = time.perf_counter()
    assert "tensorflow" not in sys.modules, "TensorFlow is imported"
    assert text, "the report is empty"
    print(imported - start, done - imported)


def _report(taken: dict[str, list[float]]) -> None:
    ours = taken[OURS]
    print("| what | s, least | median | beside ours |\n| --- | ---: | ---: | ---: |")
    for name, values in taken.items():
        ratio = statistics.median(value / own for value, own in zip(values, ours, strict=True))
        print(f"| {name} | {min(values):.2f} | {statistics.median(values):.2f} | {ratio:.2f} x |", flush=True)


if __name__ == "__main__":
    main()
