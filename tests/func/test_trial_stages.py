"""Stages of all manners, run in this process one trial after the other: none meets what another left behind."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from hemolog.errors import RecordingError, TrialFailedError
from hemolog.experiments.messages import TrialResult
from hemolog.experiments.trial.trials import Trials
from support.repositories import Repository
from support.small_pipeline import FILES, run, small_pipeline, text, trials_of

KEYS = ["train.rate", "train.epochs"]


def train_is(body: str, head: str = "") -> dict[str, str]:
    """A train stage whose `main()` makes the outputs and then does `body`."""
    code = FILES["src/small/train.py"].split("\n\nif __name__")[0]
    lines = "".join(f"    {line}\n" for line in text(body).splitlines())
    return {"src/small/train.py": f"{head}\n{code}\n{lines}\n\nif __name__ == '__main__':\n    main()\n"}


def trials_with(tmp_path: Path, files: dict[str, str]) -> Trials:
    return trials_of(small_pipeline(tmp_path / "repository", files).path, KEYS)


def read(trials: Trials, result: TrialResult, path: str) -> str:
    git = trials._workspace.git
    return git[git.get(result.bundle.tree)[path].id].data.decode()


def names(trials: Trials, result: TrialResult) -> set[str]:
    listing = subprocess.run(
        ["git", "ls-tree", "-r", "--name-only", result.bundle.tree],
        cwd=trials._workspace.root,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(listing.stdout.split())


@pytest.mark.parametrize(
    "body",
    [
        "import os\nos.chdir('/')",
        "import os\nos.environ['PATH'] = ''\nos.environ.clear()",
        "import sys\nsys.path[:] = []\nsys.argv = ['x']",
        "import sys\nsys.exit(0)",
        "raise SystemExit",
        "import sys\nsys.stdout = None",
        "Path('stray/deep').mkdir(parents=True)\nPath('stray/file').write_text('x')",
        "Path('notes/read me.txt').unlink()\nPath('notes/read me.txt').mkdir()",
        "import shutil\nshutil.rmtree('notes')",
        "import threading\nthreading.Thread(target=lambda: None).start()",
        "import multiprocessing\nwith multiprocessing.get_context('fork').Pool(1) as pool:\n    pool.map(len, ['x'])",
        "import multiprocessing\nwith multiprocessing.get_context('spawn').Pool(1) as pool:\n    pool.map(work, [1])",
        "import pickle\npickle.loads(pickle.dumps(work))",
        "print('a line'); print(chr(0xD800).encode('utf-8', 'surrogateescape') if False else '')",
    ],
)
def test_trials_after_a_stage_of_bad_manners_are_as_before(body: str, tmp_path: Path) -> None:
    world = Path.cwd(), dict(os.environ), list(sys.path), sys.argv, sys.stdout, set(sys.modules)
    trials = trials_with(tmp_path, train_is(body, "def work(number):\n    return number\n\n"))

    first = run(trials, "train.rate=0.5", name="search-0000")
    run(trials, "train.rate=0.25", name="search-0001")
    subprocess.run(["rm", "-r", str(trials._workspace.dvc_root / ".dvc/cache")], check=True)
    trials = trials_of(trials._workspace.root, KEYS)
    run(trials, "train.rate=0.75", name="search-0003")
    again = run(trials, "train.rate=0.5", name="search-0002")

    assert not first.cached and not again.cached
    assert first.bundle.tree == again.bundle.tree
    assert (Path.cwd(), dict(os.environ), list(sys.path), sys.argv, sys.stdout) == world[:5]
    assert not {name for name in set(sys.modules) - world[5] if name.startswith("small")}


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ("raise ValueError('out of\\nluck')", "stage 'train' failed: ValueError: out of luck"),
        ("import sys\nsys.exit(3)", "the stage ended with 3"),
        ("import sys\nsys.exit('no data')", "no data"),
        ("raise MemoryError", "stage 'train' failed: MemoryError"),
        ("Path('models/model.bin').unlink()", "it did not write 'models/model.bin'"),
        ("open('nowhere/x')", "FileNotFoundError"),
        ("raise OSError(5, 'Input/output error')", "Input/output error"),
    ],
)
def test_a_stage_that_fails_is_a_failed_trial_and_the_next_one_is_as_if_alone(
    body: str, cause: str, tmp_path: Path
) -> None:
    conditional = "if params['rate'] == 13:\n" + "\n".join(f"    {line}" for line in body.splitlines())
    trials = trials_with(tmp_path, train_is(conditional))
    alone = run(trials, "train.rate=0.5")

    with pytest.raises(TrialFailedError) as caught:
        run(trials, "train.rate=13", "train.epochs=3", name="search-0001")
    after = run(trials, "train.rate=0.25")
    again = run(trials, "train.rate=0.5")

    assert cause in caught.value.failure.cause
    assert "\n" not in caught.value.failure.cause
    assert caught.value.failure.traceback
    assert again.bundle.tree == alone.bundle.tree and again.cached
    assert read(trials, after, "params.yaml").count("epochs: 2") == 1


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ("raise OSError(28, 'No space left on device', 'a.npz')", "stage 'train': a.npz: the disk is full: free some "),
        ("raise OSError(122, 'Disk quota exceeded')", "stage 'train': your share of the disk is used up: free some "),
        ("raise ValueError('no model') from OSError(28, '')", "stage 'train': the disk is full: free some space"),
        (
            "try:\n    raise OSError(28, '')\nfinally:\n    raise ValueError('no model')",
            "stage 'train': the disk is full: free some space",
        ),
    ],
)
def test_a_disk_that_is_full_in_a_stage_is_no_failure_of_the_trial(body: str, cause: str, tmp_path: Path) -> None:
    room = tmp_path / "room"
    conditional = f"if not Path({str(room)!r}).exists():\n" + "".join(f"    {line}\n" for line in body.splitlines())
    trials = trials_with(tmp_path, train_is(conditional))

    with pytest.raises(RecordingError) as caught:
        run(trials, "train.rate=0.5")
    room.touch()

    assert cause in str(caught.value) and "\n" not in str(caught.value)
    assert not run(trials, "train.rate=0.5").cached


def test_a_command_that_fails_says_what_it_said_last(tmp_path: Path) -> None:
    command = "echo first >&2; echo 'the cause' >&2; exit 7"
    files = {"dvc.yaml": FILES["dvc.yaml"].replace("PYTHONPATH=src python -m small.evaluate", command)}

    with pytest.raises(TrialFailedError) as caught:
        run(trials_with(tmp_path, files), "train.rate=0.5")

    assert caught.value.failure.cause.endswith("the command ended with 7: first / the cause")


def test_a_command_is_killed_with_all_that_it_started_when_the_trial_is_interrupted(tmp_path: Path) -> None:
    command = "echo $$ > pid; sleep 1000 & echo $! >> pid; wait"
    files = {"dvc.yaml": FILES["dvc.yaml"].replace("PYTHONPATH=src python -m small.evaluate", command)}
    trials = trials_with(tmp_path, files)
    pid = trials._scratch.root / "pid"

    def interrupt() -> None:
        while not pid.exists() or len(pid.read_text().split()) < 2:
            time.sleep(0.01)
        os.kill(os.getpid(), 2)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        run(trials, "train.rate=0.5")
    thread.join()

    for number in pid.read_text().split():
        for _ in range(500):
            if not _alive(number):
                break
            time.sleep(0.01)
        assert not _alive(number)


def _alive(number: str) -> bool:
    status = Path(f"/proc/{number}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_command_runs_with_the_python_of_this_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = 'python -c \'import sys; print(sys.prefix, file=open("results/test.json", "w"))\''
    files = {"dvc.yaml": FILES["dvc.yaml"].replace("PYTHONPATH=src python -m small.evaluate", command)}
    trials = trials_with(tmp_path, files)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")

    result = run(trials, "train.rate=0.5")

    assert read(trials, result, "results/test.json") == f"{sys.prefix}\n"


def test_what_stages_leave_about_is_not_recorded(tmp_path: Path) -> None:
    trials = trials_with(tmp_path, train_is("Path('stray.txt').write_text('x')\nPath('results/extra').write_text('x')"))

    first, second = run(trials, "train.rate=0.5"), run(trials, "train.rate=0.25")

    for result in (first, second):
        assert not names(trials, result) & {"stray.txt", "results/extra"}


def test_the_code_of_the_checkout_runs_though_a_package_of_its_name_is_loaded(tmp_path: Path) -> None:
    import bloodcells

    files = {
        "src/bloodcells/__init__.py": "",
        "src/bloodcells/train.py": FILES["src/small/train.py"],
        "dvc.yaml": FILES["dvc.yaml"].replace("small.train", "bloodcells.train"),
    }

    assert run(trials_with(tmp_path, files), "train.rate=0.5").metrics["metrics.val.score"] == 1.0
    assert sys.modules["bloodcells"] is bloodcells


def test_a_module_without_main_runs_once_as_a_process(tmp_path: Path) -> None:
    script = "from pathlib import Path\nwith Path('results/test.json').open('a') as file:\n    file.write('1')\n"
    trials = trials_with(tmp_path, {"src/small/evaluate.py": script})

    assert read(trials, run(trials, "train.rate=0.5"), "results/test.json") == "1"


def test_dvclive_leaves_no_files_open_and_no_threads(tmp_path: Path) -> None:
    body = text("""
        from dvclive import Live
        with Live("results/live", dvcyaml=None, save_dvc_exp=False) as live:
            for epoch in range(2):
                live.log_metric("acc", epoch)
                live.next_step()
    """)
    trials = trials_with(tmp_path, train_is(body))
    results, open_files, threads = [], [], []
    for number in range(12):
        results.append(run(trials, f"train.rate={number + 1}"))
        open_files.append(len(list(Path("/proc/self/fd").iterdir())))
        threads.append(threading.active_count())

    assert {result.epochs for result in results} == {2}
    assert open_files[-1] <= open_files[1]
    assert threads[-1] <= threads[1]


def test_seconds_in_stages_are_told_apart_from_recording(tmp_path: Path) -> None:
    result = run(trials_with(tmp_path, train_is("import time\ntime.sleep(0.5)")), "train.rate=0.5")

    assert result.seconds >= 0.5
    assert result.recording > 0


def test_a_repository_is_told_from_a_folder_of_it(tmp_path: Path) -> None:
    repository = small_pipeline(tmp_path / "repository", below="project")

    result = run(trials_of(repository.path / "project/src", KEYS), "train.rate=0.5")

    assert Repository(repository.path).git("cat-file", "-t", f"{result.bundle.tree}:project/dvc.lock") == "blob\n"
