"""What recording a trial leaves behind: one experiment that DVC takes for its own, and nothing else changed."""

import gc
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from hemolog.errors import RecordingError, RepositoryError, TrialFailedError
from hemolog.experiments.commit import File, bundle, land
from hemolog.experiments.workspace import Workspace
from support.disks import on_small_disk
from support.processes import python, started
from support.repositories import ROOT, Repository
from support.small_pipeline import FILES, record, run, small_pipeline, trials_of, write

SETTING = ("train.rate=1e-05", "train.model='res net'")
UP_TO_DATE = "Data and pipelines are up to date."


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return small_pipeline(tmp_path / "repository")


def trial_in(repository: Repository, *overrides: str, name: str = "search-0000") -> str:
    return record(repository.path, trials_of(repository.path, ["train"]), *overrides, name=name).bundle.commit


def outputs(folder: Path) -> dict[str, bytes]:
    paths = [*folder.glob("models/*.bin"), *(path for path in folder.glob("results/**/*") if path.is_file())]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in (*paths, folder / "dvc.lock")}


def test_dvc_applies_a_trial_finds_it_clean_and_reproduces_its_bytes(repository: Repository) -> None:
    trial_in(repository, *SETTING)

    repository.dvc("exp", "apply", "search-0000")

    assert UP_TO_DATE in repository.dvc("status")
    assert UP_TO_DATE in repository.dvc("repro")
    before = outputs(repository.path)
    assert "models/model.bin" in before
    repository.dvc("repro", "--force", "--no-run-cache")
    assert outputs(repository.path) == before


def test_dvc_takes_a_trials_parameters_for_cached(repository: Repository) -> None:
    trial_in(repository, *SETTING)

    told = repository.dvc("exp", "run", "--name", "again", *(word for each in SETTING for word in ("-S", each)))

    assert [f"Stage '{name}' is cached" in told for name in ("prepare", "train", "evaluate")] == [True] * 3, told
    trees = repository.experiments()
    assert trees["again"] == trees["search-0000"]


def test_a_trial_takes_an_experiment_of_dvc_for_cached(repository: Repository) -> None:
    repository.dvc("exp", "run", "--quiet", "--temp", "--name", "first", "-S", "train.rate=0.5")

    result = run(trials_of(repository.path, ["train.rate"]), "train.rate=0.5")

    assert result.cached
    assert result.bundle.tree == repository.experiments()["first"]


def test_the_collector_leaves_alone_what_the_first_trial_has_loaded_until_the_last(repository: Repository) -> None:
    trials = trials_of(repository.path, ["train"])
    gc.unfreeze()  # what trials of other tests have left

    frozen = [gc.get_freeze_count()]
    for rate in ("0.5", "0.25"):
        run(trials, f"train.rate={rate}")
        frozen.append(gc.get_freeze_count())
    trials.close()

    assert frozen[:2] == [0, 0] and frozen[2] > 0
    assert gc.get_freeze_count() == 0


def untouched(repository: Repository) -> list[object]:
    git = repository.path / ".git"
    files = sorted(path for path in repository.path.rglob("*") if path.is_file() and ".git/" not in f"{path}/")
    outside = [path for path in files if ".dvc" not in path.parts]
    return [
        repository.git("rev-parse", "HEAD"),
        repository.git("symbolic-ref", "HEAD"),
        (git / "index").read_bytes(),
        repository.git("stash", "list"),
        repository.git("status", "--porcelain", "--ignored"),
        [(path, path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) for path in outside],
        repository.git("for-each-ref", "refs/heads", "refs/tags", "refs/stash", "refs/exps/exec"),
    ]


def test_recording_changes_nothing_that_the_user_sees(repository: Repository) -> None:
    write(repository.path, {"staged.txt": "a", "notes/read me.txt": "stash"})
    repository.git("add", "staged.txt")
    repository.git("stash", "--quiet")
    repository.git("stash", "apply", "--quiet")
    write(repository.path, {"loose.txt": "b", "src/small/evaluate.py": FILES["src/small/evaluate.py"] + "# dirty\n"})
    trials = trials_of(repository.path, ["train"])
    before = untouched(repository)

    record(repository.path, trials, *SETTING, name="search-0000")
    with pytest.raises(TrialFailedError):
        run(trials, "train.rate=[]", name="search-0001")

    assert untouched(repository) == before
    assert list(repository.experiments()) == ["search-0000"]
    repository.git("fsck", "--full", "--strict")


@pytest.mark.parametrize(("name", "author"), [(None, "hemolog <hemolog@localhost>"), ("Ann", "Ann <ann@localhost>")])
def test_git_needs_no_identity(
    name: str | None, author: str, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.git("config", "--unset", "user.name")
    repository.git("config", "--unset", "user.email")
    if name:
        monkeypatch.setenv("GIT_AUTHOR_NAME", name)
        monkeypatch.setenv("GIT_AUTHOR_EMAIL", "ann@localhost")

    commit = trial_in(repository)

    assert repository.git("log", "-1", "--format=%an <%ae>", commit).strip() == author
    assert repository.git("log", "-1", "--format=%cn <%ce>", commit).strip() == author


_COMMITS = """
import sys
from pathlib import Path
from hemolog.experiments.commit import File, bundle, land
from hemolog.experiments.workspace import Baseline, Workspace
workspace = Workspace(Path.cwd())
baseline = Baseline(workspace.head(), str(workspace.git[workspace.head()].tree.id))
print("ready", flush=True)
sys.stdin.readline()
for number in range(50):
    name = f"{sys.argv[1]}-{number:04}"
    files = {"results/a.json": File(name.encode(), 0o100644), f"new/{number}": File(b"x", 0o100755)}
    land(workspace, bundle(workspace, baseline, files, name, name))
"""


def test_eight_processes_that_record_at_once_lose_nothing(repository: Repository) -> None:
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                started(
                    python(_COMMITS, f"worker{number}"),
                    cwd=repository.path,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                )
            )
            for number in range(8)
        ]
        for process in processes:
            assert process.stdout and process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        assert [process.wait(300) for process in processes] == [0] * 8

    assert len(repository.experiments()) == 400
    repository.git("fsck", "--full", "--strict")
    assert repository.git("status", "--porcelain") == ""


def test_a_reference_is_never_replaced(repository: Repository) -> None:
    workspace = Workspace(repository.path)
    baseline = workspace.snapshot()
    first = bundle(workspace, baseline, {"a": File(b"1", 0o100644)}, "search-0000", "first")
    other = bundle(workspace, baseline, {"a": File(b"2", 0o100644)}, "search-0000", "other")

    land(workspace, first)
    land(workspace, first)
    with pytest.raises(RecordingError, match="there is an experiment 'search-0000' already: `dvc exp rename`"):
        land(workspace, other)

    assert repository.git("rev-parse", first.ref).strip() == first.commit


def test_a_bundle_lands_in_another_clone(repository: Repository, tmp_path: Path) -> None:
    result = run(trials_of(repository.path, ["train"]), *SETTING)
    clone = tmp_path / "clone"
    repository.git("clone", "--quiet", str(repository.path), str(clone))

    land(Workspace(clone), result.bundle)

    Repository(clone).git("fsck", "--full", "--strict")
    assert list(Repository(clone).experiments().values()) == [result.bundle.tree]


_TRIAL = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from hemolog.errors import RecordingError
from support.small_pipeline import record, trials_of
trials = trials_of(Path.cwd(), ["train"])
Path("ready").touch()
for number in range(200):
    try:
        record(Path.cwd(), trials, f"train.rate={number + 1}", name=f"search-{number:04}")
    except RecordingError as error:
        sys.exit(f"recorded {number}: {error}")
"""


@pytest.mark.parametrize("folder", [".git", ".dvc/cache"])
@pytest.mark.slow
def test_a_full_disk_is_a_fault_of_recording_and_leaves_no_half_experiment(
    folder: str, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Trials are large enough for the disk to be full soon.
    code = FILES["src/small/train.py"].replace("repr((rows,", "50_000 * str(params['rate']) + repr((rows,")
    code = code.replace(
        'Path("results/train.json")',
        'Path("results/curve/big").write_text(20_000 * str(params))\n    Path("results/train.json")',
    )
    write(repository.path, {"src/small/train.py": code})
    repository.commit("Large outputs")
    trial_in(repository, name="before-0000")
    monkeypatch.chdir(repository.path)

    result = on_small_disk(python(_TRIAL, str(ROOT / "tests")), folder, free=2_000_000)

    assert result.returncode == 1, result.stderr
    assert "recorded " in result.stderr, result.stderr
    assert "disk is full" in result.stderr or "No space left" in result.stderr
    if folder == ".git":
        (repository.path / ".git").rename(repository.path / "full")
        (repository.path / "left").rename(repository.path / ".git")
        repository.git("fsck", "--full")
    count = int(result.stderr.split("recorded ")[1].split(":")[0])
    assert len(repository.experiments()) == count + 1


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"dvc.yaml": "stages: [\n"}, r"dvc\.yaml"),
        ({"dvc.yaml": "stages: {train: {cmd: [}}\n"}, r"dvc\.yaml"),
        ({"dvc.yaml": "stages: {train: {command: x}}\n"}, r"dvc\.yaml"),
        ({"dvc.yaml": None}, "there is no dvc.yaml"),
        ({"dvc.lock": "schema: '2.0'\nstages: [\n"}, r"dvc\.lock"),
        ({"dvc.lock": "stages: 3\n"}, r"dvc\.lock"),
        ({"params.yaml": "train: [\n"}, r"params\.yaml"),
        ({"params.yaml": "- 1\n"}, r"params\.yaml"),
        ({"params.yaml": "prepare: {rows: 1}\n"}, "train"),
        ({"src/small/train.py": None}, "src/small/train.py"),
        ({".dvc/config": "[core\n"}, "config"),
        ({"models/model.bin": "kept by git"}, "git keeps models/model.bin.*git rm -r --cached models/model.bin"),
    ],
)
def test_a_repository_that_makes_no_sense_is_told_in_one_line(
    files: dict[str, str | None], message: str, repository: Repository
) -> None:
    write(repository.path, files)
    repository.commit("Damaged")

    with pytest.raises(RepositoryError, match=message) as caught:
        run(trials_of(repository.path, ["train"]))
    assert "\n" not in str(caught.value)


def test_data_that_changed_since_it_was_added_is_to_be_committed_first(repository: Repository) -> None:
    write(repository.path, {"raw.csv": "1"})
    repository.dvc("add", "--quiet", "raw.csv")
    repository.commit("Data")
    trials_of(repository.path, ["train"])
    write(repository.path, {"raw.csv": "2"})

    with pytest.raises(RepositoryError, match=r"raw\.csv\.dvc has changed.*`dvc commit raw.csv.dvc`"):
        trials_of(repository.path, ["train"])


def test_submodules_stay_in_the_tree_of_a_trial(repository: Repository, tmp_path: Path) -> None:
    inner = small_pipeline(tmp_path / "inner")
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.path), "inner")
    repository.commit("With a submodule")

    commit = trial_in(repository)

    assert repository.git("ls-tree", commit, "inner") == repository.git("ls-tree", "HEAD", "inner") != ""
