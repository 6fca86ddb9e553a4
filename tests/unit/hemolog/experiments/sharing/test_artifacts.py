"""An artifact is found by the name of its experiment and its path; what is none is told with the way out."""

import json
import shutil
from pathlib import Path

import pytest

from hemolog.errors import ArtifactError, RepositoryError
from hemolog.experiments.dvc_store import cache_folder
from hemolog.experiments.sharing.artifacts import Artifact, commit_of, locate
from hemolog.experiments.sharing.stores import Stores
from hemolog.experiments.workspace import Workspace
from support.remotes import RemotePlace
from support.repositories import Repository
from support.small_pipeline import FILES, small_pipeline, write

KEPT_APART = FILES["dvc.yaml"].replace(
    "outs: [models/model.bin]", "outs: [models/model.bin, {models/local.bin: {push: false}}]"
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what is made once: the first test that wants it makes it, in a world of its own as all tests."""
    return tmp_path_factory.mktemp("template")


@pytest.fixture
def place(tmp_path: Path) -> RemotePlace:
    return RemotePlace(str(tmp_path / "remote"))


@pytest.fixture
def repository(template: Path, tmp_path: Path, place: RemotePlace) -> Repository:
    """A reproduced pipeline whose data are in `place`, with an experiment of a name of its own, and two of one name."""
    if not (template / "repository").exists():
        make(template)
    shutil.copytree(template, tmp_path, symlinks=True, dirs_exist_ok=True)
    repository = Repository(tmp_path / "repository")
    place.configure(repository.path)
    return repository


def make(folder: Path) -> None:
    repository = small_pipeline(folder / "repository")
    RemotePlace(str(folder / "remote")).configure(repository.path)
    repository.dvc("repro", "--quiet")
    first = repository.commit("Reproduced")
    place_experiment(repository, first, "only")
    place_experiment(repository, first, "twice")
    write(repository.path, {"notes/more.txt": "More.\n"})
    place_experiment(repository, repository.commit("Another baseline"), "twice")
    repository.dvc("push", "--quiet")


def place_experiment(repository: Repository, baseline: str, name: str) -> str:
    """An experiment with the baseline's own files."""
    commit = repository.git("commit-tree", f"{baseline}^{{tree}}", "-p", baseline, "-m", name).strip()
    repository.git("update-ref", f"refs/exps/{baseline[:2]}/{baseline[2:]}/{name}", commit)
    return commit


def located(repository: Repository, experiment: str, path: str) -> Artifact:
    workspace = Workspace(repository.path)
    stores = Stores(workspace.dvc_root)
    return locate(workspace, commit_of(workspace, experiment), path, cache_folder(workspace.dvc_root), stores)


def commit(repository: Repository, name: str) -> str:
    return repository.git("rev-parse", name).strip()


def test_an_experiment_goes_by_its_name_and_else_by_what_git_takes_for_a_commit(repository: Repository) -> None:
    workspace = Workspace(repository.path)
    first = commit(repository, "main~1")
    only = commit(repository, f"refs/exps/{first[:2]}/{first[2:]}/only")
    repository.git("tag", "-a", "v1", "-m", "A tag", first)
    for name in ("only", f"{first[:7]}/only", only, only[:9], f"refs/exps/{first[:2]}/{first[2:]}/only"):
        assert commit_of(workspace, name) == only
    for name in ("v1", "main~1", "HEAD~1", first, first[:9]):
        assert commit_of(workspace, name) == first
    assert commit_of(workspace, "main") == commit(repository, "HEAD")


def test_a_name_of_several_experiments_is_told_with_each(repository: Repository) -> None:
    first, second = commit(repository, "main~1"), commit(repository, "main")
    with pytest.raises(RepositoryError, match="'twice' stands for 2 experiments") as caught:
        commit_of(Workspace(repository.path), "twice")
    for baseline in (first, second):
        name = f"{baseline[:7]}/twice"
        assert name in str(caught.value)
        assert commit_of(Workspace(repository.path), name) == commit(
            repository, f"refs/exps/{baseline[:2]}/{baseline[2:]}/twice"
        )


def test_two_names_of_one_commit_are_one(repository: Repository) -> None:
    only = commit_of(Workspace(repository.path), "only")
    first = commit(repository, "main~1")
    repository.git("update-ref", f"refs/exps/{first[:2]}/{first[2:]}/again", only)
    assert commit_of(Workspace(repository.path), only[:10]) == only


@pytest.mark.parametrize(
    ("name", "told"), [("onyl", "did you mean only"), ("HEAD:params.yaml", "is unknown"), ("", "is unknown")]
)
def test_a_name_of_nothing_is_told_with_the_one_that_was_meant(repository: Repository, name: str, told: str) -> None:
    with pytest.raises(RepositoryError, match=told):
        commit_of(Workspace(repository.path), name)


def test_where_there_are_no_experiments_that_is_told(tmp_path: Path) -> None:
    repository = small_pipeline(tmp_path / "repository")
    with pytest.raises(RepositoryError, match="'only' is no commit, branch or tag, and there are no experiments"):
        commit_of(Workspace(repository.path), "only")


def test_an_experiment_whose_commit_is_not_here_is_told(repository: Repository) -> None:
    first = commit(repository, "main~1")
    only = commit_of(Workspace(repository.path), "only")
    (repository.path / f".git/objects/{only[:2]}/{only[2:]}").unlink()
    with pytest.raises(RepositoryError, match=r"the experiment '.*' can't be read: its commit is not here"):
        commit_of(Workspace(repository.path), f"{first[:7]}/only")


def content(place: RemotePlace, artifact: Artifact) -> bytes:
    return place.read(artifact.key)


@pytest.mark.parametrize("path", ["models/model.bin", "./models//model.bin"])
def test_an_output_is_its_object(repository: Repository, place: RemotePlace, path: str) -> None:
    artifact = located(repository, "only", path)
    assert artifact.path == "models/model.bin"
    assert content(place, artifact) == (repository.path / "models/model.bin").read_bytes()


@pytest.mark.parametrize("path", ["data/prepared", "data/prepared/"])
def test_a_directory_is_the_list_of_its_files(repository: Repository, place: RemotePlace, path: str) -> None:
    listed = json.loads(content(place, located(repository, "only", path)))
    assert [each["relpath"] for each in listed] == ["0.txt", "1.txt", "2.txt"]


@pytest.mark.parametrize("cache", ["whole", "lost", "damaged"])
def test_a_file_of_a_directory_is_its_own_object_wherever_the_list_is(
    repository: Repository, place: RemotePlace, cache: str
) -> None:
    listing = repository.path / ".dvc/cache" / located(repository, "only", "data/prepared").key
    whole = listing.read_bytes()
    if cache == "lost":
        shutil.rmtree(repository.path / ".dvc/cache")
    elif cache == "damaged":
        listing.chmod(0o644)
        listing.write_bytes(whole[:-10])
    assert content(place, located(repository, "only", "data/prepared/2.txt")) == b"14"
    assert listing.read_bytes() == whole
    assert listing.stat().st_mode & 0o777 == 0o444


def test_a_list_that_is_nowhere_is_told(repository: Repository, place: RemotePlace) -> None:
    key = located(repository, "only", "data/prepared").key
    place.remove(key)
    shutil.rmtree(repository.path / ".dvc/cache")
    with pytest.raises(ArtifactError, match=r"which files data/prepared of .* pushes it with `hemolog push`"):
        located(repository, "only", "data/prepared/2.txt")


@pytest.mark.parametrize("path", ["params.yaml", "results/train.json", "results/curve/loss.tsv", "results/curve"])
def test_what_git_keeps_is_told_with_the_command_that_shows_it(repository: Repository, path: str) -> None:
    commit_id = commit_of(Workspace(repository.path), "only")[:7]
    with pytest.raises(ArtifactError) as caught:
        located(repository, "only", path)
    assert str(caught.value) == f"{path} of {commit_id} is kept by git: `git show {commit_id}:{path}`"
    assert repository.git("show", f"{commit_id}:{path}")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("models/modle.bin", r"is unknown \(did you mean models/model.bin"),
        ("model.bin", r"is unknown \(did you mean models/model.bin"),
        ("data/prepared/9.txt", "did you mean data/prepared/"),
        ("parms.yaml", "did you mean params.yaml"),
        ("models", "is no output of a stage; models/model.bin is"),
        (".", "is no output of a stage; data/prepared, models/model.bin are"),
        ("models/.gitignore", "is kept by git: `git show"),
        ("zzz", r"is unknown \(known: data/prepared, models/model.bin\)"),
        ("models/model.bin/inner", "did you mean models/model.bin"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(repository: Repository, path: str, told: str) -> None:
    with pytest.raises(ArtifactError, match=told):
        located(repository, "only", path)


def test_a_commit_without_outputs_is_told(repository: Repository) -> None:
    with pytest.raises(ArtifactError, match="is unknown: no stage there has outputs"):
        located(repository, "main~2", "zzz")


def test_what_is_kept_elsewhere_is_told(tmp_path: Path, place: RemotePlace) -> None:
    train = FILES["src/small/train.py"].replace(
        "    curve = Path", '    Path("models/local.bin").write_text("local")\n    curve = Path', 1
    )
    repository = small_pipeline(tmp_path / "repository", {"dvc.yaml": KEPT_APART, "src/small/train.py": train})
    place.configure(repository.path)
    repository.dvc("repro", "--quiet")
    repository.commit("Reproduced")
    with pytest.raises(ArtifactError, match="is in no DVC remote: as train defines it, it is kept elsewhere"):
        located(repository, "HEAD", "models/local.bin")


def test_paths_are_from_gits_root_also_where_dvc_is_set_up_below(tmp_path: Path, place: RemotePlace) -> None:
    repository = small_pipeline(tmp_path / "repository", below="inner")
    inner = Repository(repository.path / "inner")
    place.configure(inner.path)
    inner.dvc("repro", "--quiet")
    repository.commit("Reproduced")
    inner.dvc("push", "--quiet")
    artifact = located(inner, "HEAD", "inner/models/model.bin")
    assert content(place, artifact) == (inner.path / "models/model.bin").read_bytes()


def test_an_output_with_a_remote_of_its_own_is_there(tmp_path: Path, place: RemotePlace) -> None:
    definition = FILES["dvc.yaml"].replace("outs: [models/model.bin]", "outs: [{models/model.bin: {remote: models}}]")
    repository = small_pipeline(tmp_path / "repository", {"dvc.yaml": definition})
    place.configure(repository.path)
    repository.dvc("remote", "add", "--quiet", "models", str(tmp_path / "models"))
    repository.dvc("repro", "--quiet")
    repository.commit("Reproduced")
    assert located(repository, "HEAD", "models/model.bin").remote == "models"
    assert located(repository, "HEAD", "data/prepared").remote is None
