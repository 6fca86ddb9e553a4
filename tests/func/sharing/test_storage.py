"""What experiments take up, counted in real repositories."""

import json
import shutil
from pathlib import Path

from hemolog.experiments.sharing.storage.storage import Storage, Total, Usage, storage
from hemolog.experiments.workspace import Workspace
from support.repositories import Repository
from support.shared_search import DATA, MODEL, Team, add_trials, hemolog
from support.tellers import Silent

FIRST = "rates-0000"


def counted(repository: Repository, *, remote: bool = False) -> Storage:
    return storage(Workspace(repository.path), Silent(), remote=remote)


def usages(found: Storage) -> dict[str, Usage]:
    return {each.experiment.name: each.usage for each in found.experiments}


def size(cache: Path, *keys: str) -> int:
    return sum((cache / key).stat().st_size for key in keys)


def data(team: Team) -> int:
    """Bytes of the directory that all trials of one search share, with its list."""
    return size(team.cache, team.key(DATA, FIRST), *team.members(FIRST))


def model(team: Team, name: str = FIRST) -> int:
    return size(team.cache, team.key(MODEL, name))


def total(folder: Path) -> tuple[int, int]:
    files = [path for path in folder.rglob("files/md5/*/*") if path.is_file()]
    return len(files), sum(path.stat().st_size for path in files)


def test_what_only_one_experiment_points_at_is_told_from_what_others_do(team: Team) -> None:
    found = counted(team.clone)
    expected = Usage(here=model(team) + data(team), there=None, unique=model(team), shared=data(team))
    assert usages(found)[FIRST] == expected
    assert found.there is None
    assert found.here == Total(*total(team.cache), 0, 0)


def test_a_search_is_unique_where_no_other_experiment_points(team: Team) -> None:
    models = sum(model(team, f"rates-{number:04}") for number in range(4))
    (search,) = counted(team.clone).searches
    whole = models + data(team)
    assert (search.search, search.trials) == ("rates", 4)
    assert search.usage == Usage(here=whole, there=None, unique=whole, shared=0)

    add_trials(team.clone.path, "more", (0.7,))
    more, rates = counted(team.clone).searches
    assert rates.usage == Usage(here=whole, there=None, unique=models, shared=data(team))
    assert more.usage.unique == model(team, "more-0000")


def test_what_the_workspace_points_at_is_shared(team: Team) -> None:
    team.clone.dvc("exp", "apply", FIRST)
    found = usages(counted(team.clone))
    assert found[FIRST] == Usage(here=model(team) + data(team), there=None, unique=0, shared=model(team) + data(team))
    assert found["rates-0001"].unique == model(team, "rates-0001")


def test_the_remote_is_counted_with_the_experiments_on_the_git_remote(pushed: Team) -> None:
    whole, alone = model(pushed) + data(pushed), model(pushed)
    other = pushed.another()
    assert usages(counted(other)) == {}
    found = counted(other, remote=True)
    # Only lists came, for nobody can count the files of a directory without its list.
    listed = size(pushed.cache, pushed.key(DATA, FIRST))
    assert usages(found)[FIRST] == Usage(here=listed, there=whole, unique=alone, shared=data(pushed))
    assert found.there == Total(*total(pushed.store), 0, 0)


def test_an_object_of_several_directories_and_paths_counts_once(team: Team) -> None:
    add_trials(team.clone.path, "rows", (5,), "prepare.rows")
    found = usages(counted(team.clone))["rows-0000"]
    own = team.members("rows-0000")[3:]
    lists = size(team.cache, team.key(DATA, "rows-0000"))
    assert found.unique == size(team.cache, *own) + lists + model(team, "rows-0000")
    assert found.shared == size(team.cache, *team.members(FIRST))


def test_what_nothing_points_at_is_told(pushed: Team) -> None:
    for folder in (pushed.cache, pushed.store):
        for key in (f"files/md5/{'a' * 2}/{'b' * 30}", f"{'c' * 2}/{'d' * 30}"):
            (folder / key).parent.mkdir(parents=True, exist_ok=True)
            (folder / key).write_bytes(b"lost")
        (folder / "files/md5/aa/no-object").write_bytes(b"x")
    found = counted(pushed.clone, remote=True)
    assert found.there is not None
    assert (found.here.idle_objects, found.here.idle_bytes) == (2, 8)
    assert (found.there.idle_objects, found.there.idle_bytes) == (2, 8)
    said = hemolog(pushed.clone.path, "storage")
    assert "nothing here points at 2 of them, 8 B" in said


def test_experiments_that_cannot_be_read_are_rows_without_bytes(team: Team) -> None:
    place = team.clone.git("for-each-ref", "--format=%(refname)", f"refs/exps/*/*/{FIRST}").strip().rpartition("/")[0]
    oid = team.clone.git("hash-object", "-w", "dvc.yaml").strip()
    team.clone.git("update-ref", f"{place}/blob", oid)
    (team.clone.path / ".git" / place / "nowhere").write_text("1" * 40 + "\n")
    found = counted(team.clone)
    (broken,) = [each for each in found.experiments if each.experiment.name == "blob"]
    assert (broken.usage, broken.problem) == (Usage(0, None, 0, 0), "it is no commit but a blob")
    assert [each.problem for each in found.experiments if each.experiment.name == "nowhere"] == [
        "its commit is not here"
    ]
    assert "unreadable" in hemolog(team.clone.path, "storage")


def test_json_tells_all_of_it(pushed: Team) -> None:
    shutil.rmtree(pushed.cache / "files")
    document = json.loads(hemolog(pushed.clone.path, "storage", "--remote", "--json"))
    assert document["schema"] == "hemolog-storage-1"
    assert document["here"]["objects"] == 2  # Lists of files came again: of the prepared ones, and of the curves.
    assert document["remote"]["objects"] == total(pushed.store)[0]
    assert document["searches"][0]["search"] == "rates"
    names = {"name", "ref", "commit", "search", "unique", "shared", "here", "remote", "problem"}
    assert set(document["experiments"][0]) == names
