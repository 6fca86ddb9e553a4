"""What push sends and pull brings, over every kind of remote; what stays where it is, and why."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest

from hemolog.experiments.sharing.notes.notes import Notes
from hemolog.experiments.sharing.notes.pruned import Pruned
from hemolog.experiments.workspace import Workspace
from support.processes import ended
from support.remotes import RemotePlace
from support.repositories import Repository
from support.shared import Team, hemolog, references, team


@pytest.fixture
def made(tmp_path: Path, folder_place: RemotePlace) -> Team:
    """A team whose data's place is a folder."""
    return team(tmp_path, folder_place)


def cache(repository: Repository) -> dict[str, bytes]:
    """All that DVC's cache holds, by key."""
    root = repository.path / ".dvc/cache"
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def model(repository: Repository, name: str) -> Path:
    """The cache's file of an experiment's model."""
    lock = repository.git("show", f"{references(repository)[name]}:dvc.lock")
    text = lock.split("- path: models/model.bin\n")[1]
    digest = next(line.split()[1] for line in text.splitlines() if line.strip().startswith("md5:"))
    return repository.path / ".dvc/cache/files/md5" / digest[:2] / digest[2:]


def test_an_experiment_pushed_in_one_clone_is_whole_in_another(tmp_path: Path, remote_place: RemotePlace) -> None:
    made = team(tmp_path, remote_place)
    said = hemolog(made.here, "push", "--all")
    assert "sent 3 experiments to origin, " in said
    assert made.references() == references(made.here)
    for key in remote_place.sizes():
        if key.startswith("files/md5/"):
            name = key.removeprefix("files/md5/").replace("/", "").removesuffix(".dir")
            assert hashlib.md5(remote_place.read(key)).hexdigest() == name

    clone = made.clone()
    said = hemolog(clone, "pull", "--all")
    assert "brought 3 experiments from origin, " in said
    assert references(clone) == references(made.here)
    clone.dvc("exp", "apply", "trial-0001")
    assert "up to date" in clone.dvc("status")
    assert "didn't change, skipping" in clone.dvc("repro")
    assert (clone.path / "models/model.bin").read_text() == model(made.here, "trial-0001").read_text()


def test_what_is_there_is_neither_sent_nor_brought_again(tmp_path: Path, remote_place: RemotePlace) -> None:
    made = team(tmp_path, remote_place, (0.1,))
    hemolog(made.here, "push")
    before = remote_place.sizes()
    assert "nothing to send: origin and the DVC remote have the experiment" in hemolog(made.here, "push")
    assert remote_place.sizes() == before
    clone = made.clone()
    hemolog(clone, "pull")
    held = cache(clone)
    assert "nothing to bring: the experiment is here already" in hemolog(clone, "pull")
    assert cache(clone) == held


def test_one_experiment_goes_alone(made: Team) -> None:
    hemolog(made.here, "push", "trial-0001")
    assert list(made.references()) == ["trial-0001"]
    assert made.place.sizes().keys() >= {
        model(made.here, "trial-0001").relative_to(made.here.path / ".dvc/cache").as_posix()
    }
    other = model(made.here, "trial-0002").relative_to(made.here.path / ".dvc/cache").as_posix()
    assert other not in made.place.sizes()


def test_dvc_pulls_what_hemolog_pushed_and_hemolog_what_dvc_pushed(made: Team) -> None:
    hemolog(made.here, "push", "trial-0000")
    made.here.dvc("exp", "push", "origin", "trial-0001")
    clone = made.clone()
    clone.dvc("exp", "pull", "origin", "trial-0000")
    hemolog(clone, "pull", "trial-0001")
    for name in ("trial-0000", "trial-0001"):
        clone.dvc("exp", "apply", name)
        assert "up to date" in clone.dvc("status")


def test_the_run_cache_goes_along_so_that_nothing_runs_twice(made: Team) -> None:
    hemolog(made.here, "push", "--all")
    clone = made.clone()
    hemolog(clone, "pull", "--all")
    ran = clone.dvc("exp", "run", "--temp", "--name", "again", "--set-param", "train.rate=0.2")
    assert "Running stage" not in ran
    assert clone.experiments()["again"] == clone.experiments()["trial-0001"]


def test_metrics_alone_come_without_data(made: Team) -> None:
    hemolog(made.here, "push", "--all")
    clone = made.clone()
    said = hemolog(clone, "pull", "--all", "--metrics-only")
    assert "brought 3 experiments from origin, parameters, metrics and curves alone" in said
    assert references(clone) == references(made.here)
    assert cache(clone) == {}
    assert '"score": 0.2' in clone.git("show", f"{references(clone)['trial-0000']}:results/train.json")


def test_an_experiment_whose_model_is_lost_stays_here_and_the_others_go(made: Team) -> None:
    model(made.here, "trial-0001").unlink()
    said = hemolog(made.here, "push", "--all", code=2)
    assert "trial-0001 stays here: models/model.bin is neither in the cache nor in the DVC remote" in said
    assert "error: 1 experiment stays here: models/model.bin is neither" in said
    assert sorted(made.references()) == ["trial-0000", "trial-0002"]


def test_a_model_that_the_cache_lost_and_the_remote_has_is_no_hindrance(made: Team) -> None:
    made.here.dvc("push", "--quiet", "--all-commits")
    hemolog(made.here, "push", "trial-0000")
    ref = next(iter(Repository(made.git).git("for-each-ref", "--format=%(refname)", "refs/exps").split()))
    Repository(made.git).git("update-ref", "-d", ref)
    model(made.here, "trial-0000").unlink()
    hemolog(made.here, "push", "trial-0000")
    assert list(made.references()) == ["trial-0000"]


def test_a_damaged_model_is_not_sent(made: Team) -> None:
    file = model(made.here, "trial-0001")
    file.chmod(0o644)
    file.write_bytes(b"x" * file.stat().st_size)
    said = hemolog(made.here, "push", "--all", code=2)
    assert "trial-0001 stays here: models/model.bin could not be sent" in said
    assert file.relative_to(made.here.path / ".dvc/cache").as_posix() not in made.place.sizes()
    assert sorted(made.references()) == ["trial-0000", "trial-0002"]


def test_an_experiment_of_the_same_name_is_not_overwritten(made: Team) -> None:
    clone = made.clone()
    hemolog(made.here, "push", "trial-0000")
    there = made.references()["trial-0000"]
    ref = next(each for each in Repository(made.git).git("for-each-ref", "--format=%(refname)", "refs/exps").split())
    clone.git("update-ref", ref, "HEAD")
    said = hemolog(clone, "push", "trial-0000", code=2)
    assert "another experiment of this name" in said
    assert made.references()["trial-0000"] == there
    said = hemolog(clone, "pull", "trial-0000", code=2)
    assert "another experiment of this name" in said
    assert references(clone)["trial-0000"] == clone.git("rev-parse", "HEAD").strip()


def test_what_was_broken_off_is_gone_on_with(made: Team) -> None:
    hemolog(made.here, "push", "--all")
    clone = made.clone()
    hemolog(clone, "pull", "--all")
    whole = cache(clone)
    for path in sorted((clone.path / ".dvc/cache/files").rglob("*"))[::3]:
        if path.is_file():
            path.unlink()
    hemolog(clone, "pull", "--all")
    assert cache(clone) == whole
    for key in sorted(made.place.sizes())[::3]:
        made.place.remove(key)
    hemolog(made.here, "push", "--all")
    shutil.rmtree(clone.path / ".dvc/cache")
    hemolog(clone, "pull", "--all")
    assert cache(clone) == whole


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        (("push", "trial-9"), "the experiment 'trial-9' is unknown (did you mean trial-000"),
        (("push", "--search", "rates"), "the search 'rates' is unknown"),
        (("push", "--to", "upstream"), "the git remote 'upstream' is unknown (known: origin)"),
        (("pull", "nothing"), "the experiment 'nothing' is unknown"),
    ],
)
def test_what_is_not_there_is_one_line_and_the_nearest_name(made: Team, words: tuple[str, ...], cause: str) -> None:
    said = hemolog(made.here, *words, code=2)
    assert cause in said
    assert len(said.splitlines()) == 1


def test_the_checkout_stays_as_it_is(made: Team) -> None:
    (made.here.path / "notes/read me.txt").write_text("Changed.\n")
    (made.here.path / "new").write_text("New.\n")
    made.here.git("add", "new")

    def state() -> list[str]:
        words = (("status", "--porcelain"), ("rev-parse", "HEAD"), ("ls-files", "--stage"), ("stash", "list"))
        return [made.here.git(*each) for each in words]

    before = state()
    hemolog(made.here, "push", "--all")
    hemolog(made.here, "pull", "--all")
    assert state() == before
    assert not (made.here.path / ".git/FETCH_HEAD").exists()


def test_a_reference_that_leads_nowhere_is_left_and_told(made: Team) -> None:
    baseline = made.here.git("rev-parse", "HEAD").strip()
    folder = made.here.path / ".git/refs/exps" / baseline[:2] / baseline[2:]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ghost").write_text("1" * 40 + "\n")
    said = hemolog(made.here, "push", "--all", code=2)
    assert "ghost stays here: its commit is not here" in said
    assert len(made.references()) == 3


def test_what_a_killed_git_has_locked_is_freed(made: Team) -> None:
    hemolog(made.here, "push", "--all")
    clone = made.clone()
    hemolog(clone, "audit", "--remote")
    refs = Repository(made.git).git("for-each-ref", "--format=%(refname)", "refs/exps").split()
    gone = [f"{refs[0]}.lock", f"refs/hemolog/remotes/origin/{refs[1].removeprefix('refs/')}.lock"]
    for path in [clone.path / ".git" / name for name in gone]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.utime(path, (0, 0))
    hemolog(clone, "pull", "--all")
    clone.git("update-ref", "-d", refs[2].replace("refs/exps", "refs/hemolog/remotes/origin/exps"))
    clone.git("update-ref", f"refs/hemolog/remotes/origin/{refs[0].removeprefix('refs/')}", "HEAD")
    hemolog(clone, "audit", "--remote")
    assert references(clone) == made.references()


def test_a_flipped_entry_of_the_run_cache_comes_no_further(made: Team) -> None:
    hemolog(made.here, "push", "trial-0000")
    entries = [key for key in made.place.sizes() if key.startswith("runs/")]
    assert entries
    for key in entries:
        made.place.write(key, made.place.read(key).replace(b"cmd", b"cmt"))
    clone = made.clone()
    hemolog(clone, "pull", "trial-0000")
    assert not [key for key in cache(clone) if key.startswith("runs/")]
    local = [path for path in (made.here.path / ".dvc/cache/runs").rglob("*") if path.is_file()]
    for key in entries:
        made.place.remove(key)
    for path in local:
        path.write_bytes(b"cmd: x")
    hemolog(made.here, "push", "--all")
    assert not [key for key in made.place.sizes() if key.startswith("runs/")]


def test_what_was_done_is_told_to_other_programs(made: Team) -> None:
    model(made.here, "trial-0001").unlink()
    result = ended(["hemolog", "push", "--all", "--json"], cwd=made.here.path)
    told = json.loads(result.stdout)
    assert (result.returncode, told["schema"], told["good"]) == (2, "hemolog-push-1", False)
    assert [each["name"] for each in told["new"]] == ["trial-0000", "trial-0002"]
    assert [each["name"] for each in told["left"]] == ["trial-0001"]
    assert told["left"][0]["reason"].startswith("models/model.bin is neither in the cache")
    clone = made.clone()
    told = json.loads(ended(["hemolog", "pull", "--all", "--json"], cwd=clone.path).stdout)
    assert (told["schema"], told["good"], told["there"], told["left"]) == ("hemolog-pull-1", True, [], [])
    assert {each["commit"] for each in told["new"]} == set(references(clone).values())


def test_what_was_pruned_is_not_brought_back_by_another_clones_cache(made: Team) -> None:
    hemolog(made.here, "push", "--all")
    clone = made.clone()
    hemolog(clone, "pull", "--all")
    key = model(made.here, "trial-0001").relative_to(made.here.path / ".dvc/cache").as_posix()
    commit = references(made.here)["trial-0001"]
    name = key.removeprefix("files/md5/").replace("/", "")
    record = Pruned((name,), ("models/model.bin",), "2026-01-01T00:00:00Z", "by hand")
    Notes(Workspace(made.here.path)).add({commit: [record.to_line()]})
    hemolog(made.here, "push", "--all")
    made.place.remove(key)

    assert "nothing to send" in hemolog(clone, "push", "--all")
    assert key not in made.place.sizes()
    assert "pruned, can be made again" in hemolog(clone, "audit", "--remote")
    assert "sent 1 object" in hemolog(clone, "push", "trial-0001")
    assert key in made.place.sizes()


def test_damaged_bytes_in_the_remote_are_replaced_when_that_is_asked_for(made: Team) -> None:
    hemolog(made.here, "push", "--all")
    file = model(made.here, "trial-0001")
    key = file.relative_to(made.here.path / ".dvc/cache").as_posix()
    made.place.write(key, b"x" * file.stat().st_size)
    assert "nothing to send" in hemolog(made.here, "push", "--all")
    hemolog(made.here, "audit", "--remote", "--deep", code=1)
    hemolog(made.here, "push", "--again", "trial-0001")
    assert made.place.read(key) == file.read_bytes()
    hemolog(made.here, "audit", "--remote", "--deep")
