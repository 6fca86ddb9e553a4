"""What is told of trials while they run, and of those that failed: read by another eye than the search's own."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

from hemolog.experiments import trailers
from hemolog.experiments.history.read import read_history
from hemolog.experiments.history.run import Curve
from hemolog.experiments.history.running import FailedRun, Place, Running, RunningRun, read_running
from hemolog.experiments.trial import under_way
from hemolog.experiments.workspace import Workspace
from support.processes import environment, python, started
from support.repositories import Repository
from support.small_search import HOOK, Told, search, trees

Hook = Callable[[str], None]
SEARCH = "from pathlib import Path; from support.small_search import search; search(Path('.'), trials=2)"

TOO_WIDE = "if params['width'] == 40 and epoch == 2: raise ValueError('too wide for\\nthis memory')"


def seen(repository: Repository, **options: object) -> tuple[Told, dict[tuple[str, int], Running]]:
    """A search, and what was read of it at each epoch."""
    found: dict[tuple[str, int], Running] = {}
    told = Told()
    told.at_epoch = lambda trial, epoch: found.update({(trial, epoch): read_running(Workspace(repository.path))})
    return search(repository.path, told, **options), found


def test_a_trial_is_told_with_its_values_and_its_curve_as_far_as_it_has_come(small: Repository) -> None:
    told, found = seen(small, trials=2)
    assert list(found) == [("0000", 1), ("0000", 2), ("0001", 1), ("0001", 2)]
    finished = {run.facts[trailers.TRIAL]: run for run in read_history(Workspace(small.path)).runs if run.facts}
    for (trial, epoch), running in found.items():
        (run,) = running.runs
        whole = finished[trial].curves["metrics.val.score"]
        own = told.started[int(trial)].values
        assert run == RunningRun(
            place=Place.SEARCH,
            name=f"search-{trial}",
            baseline=small.git("rev-parse", "HEAD").strip(),
            facts={
                name: finished[trial].facts[name]
                for name in (trailers.SEARCH, trailers.OBJECTIVE, trailers.DEFINITION, trailers.TRIAL)
            },
            params={f"params.{name}": value for name, value in own.items()},
            begun=run.begun,
            curves={"metrics.val.score": Curve(whole.steps[:epoch], whole.values[:epoch])},
            written=run.written,
        )
        assert run.epochs == epoch
        assert run.written is not None
        assert run.written >= run.begun - 0.1
    assert read_running(Workspace(small.path)) == Running((), ())


def test_curves_of_the_baseline_are_not_taken_for_those_of_a_trial_that_has_no_epoch_yet(
    small: Repository, hook: Hook, tmp_path: Path
) -> None:
    small.dvc("repro")
    small.commit("With curves")
    seen_file = tmp_path / "seen"
    hook(
        "from hemolog.experiments.history.running import read_running\n"
        "from hemolog.experiments.workspace import Workspace\n"
        f"(run,) = read_running(Workspace(__import__('pathlib').Path({str(small.path)!r}))).runs\n"
        f"with open({str(seen_file)!r}, 'a') as file: print(epoch, run.epochs, run.written is None, file=file)\n"
    )
    search(small.path, trials=2)
    assert seen_file.read_text().splitlines() == ["1 0 True", "2 1 False"] * 2


def test_trials_of_several_jobs_are_told_beside_each_other(small: Repository) -> None:
    told, found = seen(small, trials=6, jobs=2)
    assert sorted(told.ids) == [f"{number:04}" for number in range(6)]
    for (trial, epoch), running in found.items():
        assert {run.facts[trailers.TRIAL]: run.epochs for run in running.runs}[trial] == epoch
    assert max(len(running.runs) for running in found.values()) == 2


def test_looking_at_a_search_without_pause_changes_nothing_of_it(small: Repository, tmp_path: Path) -> None:
    look = (
        "from pathlib import Path\nfrom hemolog.experiments.history.running import read_running\n"
        "from hemolog.experiments.workspace import Workspace\n"
        "print('ready', flush=True)\nwhile True: read_running(Workspace(Path('.')))\n"
    )
    with started(python(look), cwd=small.path, env=environment(), stdout=-1) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
        told = search(small.path, trials=8, jobs=2)
        assert reader.poll() is None
    assert len(told.ids) == 8
    assert sorted(trees(small.path)) == [f"search-{number:04}" for number in range(8)]
    assert sorted(path.name for path in (small.path / ".dvc/tmp/hemolog/scratch").glob("*.lock")) == [
        "0.lock",
        "1.lock",
        "2.lock",
    ]


def test_a_trial_whose_search_was_killed_does_not_run(small: Repository, hook: Hook) -> None:
    hook("import os, signal\nif epoch == 2: os.kill(os.getpid(), signal.SIGKILL)")
    tests = str(Path(__file__).resolve().parents[2])
    variables = environment(**{HOOK: os.environ[HOOK], "PYTHONPATH": f"{environment()['PYTHONPATH']}:{tests}"})
    with started(python(SEARCH), cwd=small.path, env=variables) as process:
        assert process.wait() == -signal.SIGKILL
    assert (small.path / ".dvc/tmp/hemolog/scratch/0" / under_way.FILE).exists()
    assert read_running(Workspace(small.path)) == Running((), ())


def test_a_failed_trial_is_told_with_its_cause(small: Repository, hook: Hook) -> None:
    hook(TOO_WIDE)
    told = search(small.path, trials=6)
    (failure,) = told.failed
    running = read_running(Workspace(small.path))
    assert running == Running(
        (),
        (
            FailedRun(
                search="search",
                trial=failure.request.trial_id,
                definition=failure.request.trailers[trailers.DEFINITION],
                name=failure.request.name,
                params={f"params.{name}": value for name, value in failure.request.values.items()},
                cause="stage 'train' failed: ValueError: too wide for this memory",
                seconds=failure.seconds,
                epochs=1,
            ),
        ),
    )


def test_damaged_files_of_a_search_are_passed_over(small: Repository, hook: Hook) -> None:
    hook(TOO_WIDE)
    search(small.path, trials=6)
    work = small.path / ".dvc/tmp/hemolog"
    journal, whole = work / "searches/search/journal.jsonl", read_running(Workspace(small.path)).failed
    lines = journal.read_text()
    assert len(whole) == 1
    for damage in ("", "{", "[]", '{"name": 1}', "\0" * 100, "x" * 3_000_000, "[" * 100_000):
        journal.write_text(lines + damage)
        (work / "scratch/0" / under_way.FILE).write_text(damage)
        assert read_running(Workspace(small.path)) == Running((), whole)
    journal.unlink()
    os.mkfifo(journal)
    assert read_running(Workspace(small.path)) == Running((), ())
