"""The store of a DVC remote, and DVC itself, read what the other has put there."""

import hashlib
import subprocess
from pathlib import Path

import pytest

from hemolog.errors import RemoteError, RepositoryError
from hemolog.experiments.dvc_store import cached_file, open_store, remote_settings
from hemolog.experiments.stores.folder import FolderStore
from hemolog.experiments.stores.other import FileSystemStore
from support.remotes import RemotePlace


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    dvc(folder, "init", "--no-scm")
    return folder


def dvc(root: Path, *arguments: str) -> None:
    subprocess.run(["dvc", *arguments, "-q"], cwd=root, check=True)


def digest(content: bytes) -> str:
    return hashlib.md5(content).hexdigest()


def test_what_dvc_pushes_is_found_and_got(root: Path, remote_place: RemotePlace, tmp_path: Path) -> None:
    remote_place.configure(root)
    (root / "data").write_bytes(b"by DVC")
    dvc(root, "add", "data")
    dvc(root, "push")
    md5 = digest(b"by DVC")
    key = f"files/md5/{md5[:2]}/{md5[2:]}"

    store = open_store(root)

    assert {each.key: each.size for each in store.list("")} == {key: 6}
    assert store.find([key])[key].size == 6
    assert store.get(key, tmp_path / "there", md5)
    assert (tmp_path / "there").read_bytes() == b"by DVC"


def test_what_is_put_dvc_pulls(root: Path, remote_place: RemotePlace) -> None:
    remote_place.configure(root)
    (root / "data").write_bytes(b"by Hemolog")
    dvc(root, "add", "data")
    md5 = digest(b"by Hemolog")
    cached = cached_file(root / ".dvc/cache", md5)
    store = open_store(root)

    store.put(f"files/md5/{md5[:2]}/{md5[2:]}", cached, md5)
    cached.unlink()
    (root / "data").unlink()
    dvc(root, "pull")

    assert (root / "data").read_bytes() == b"by Hemolog"
    dvc(root, "push")  # It finds nothing to do, and nothing that it would mend.
    assert store.find([f"files/md5/{md5[:2]}/{md5[2:]}"])


def test_objects_of_a_folder_are_protected_as_dvc_protects_them(root: Path, folder_place: RemotePlace) -> None:
    folder_place.configure(root)
    (root / "data").write_bytes(b"one")
    dvc(root, "add", "data")
    dvc(root, "push")
    store = open_store(root)
    (root / "other").write_bytes(b"two")

    store.put("files/md5/ab/cd", root / "other")

    modes = {path.stat().st_mode for path in Path(folder_place.url).rglob("*") if path.is_file()}
    folders = {path.stat().st_mode for path in Path(folder_place.url).rglob("*") if path.is_dir()}
    assert (len(modes), len(folders)) == (1, 1)


def test_settings_of_all_levels_are_one(root: Path) -> None:
    dvc(root, "remote", "add", "-d", "team", "s3://bucket/prefix/")
    dvc(root, "remote", "modify", "--local", "team", "secret_access_key", "hidden")

    settings = remote_settings(root)

    assert (settings.name, settings.url) == ("team", "s3://bucket/prefix")
    assert settings.options["secret_access_key"] == "hidden"
    assert "hidden" not in repr(settings)


def test_a_remote_may_stand_on_another(root: Path) -> None:
    dvc(root, "remote", "add", "base", "s3://bucket/base")
    dvc(root, "remote", "modify", "base", "region", "eu-west-1")
    dvc(root, "remote", "add", "-d", "team", "remote://base/models")

    settings = remote_settings(root)

    assert (settings.name, settings.url) == ("team", "s3://bucket/base/models")
    assert settings.options["region"] == "eu-west-1"


def test_a_folder_is_relative_to_dvcs_own(root: Path) -> None:
    dvc(root, "remote", "add", "-d", "near", "storage")
    assert "../storage" in (root / ".dvc/config").read_text()
    store = open_store(root)
    assert isinstance(store, FolderStore)
    assert store.url == str(root / "storage")


def test_every_other_remote_is_opened_by_dvc(root: Path) -> None:
    dvc(root, "remote", "add", "-d", "web", "https://example.org/data")
    store = open_store(root)
    assert isinstance(store, FileSystemStore)
    with pytest.raises(RemoteError, match="can't tell what it holds"):
        list(store.list(""))


def test_a_missing_remote_names_the_way_out(root: Path) -> None:
    with pytest.raises(RepositoryError, match=r"no remote for data yet: `hemolog remote s3://bucket/prefix` makes one"):
        open_store(root)
    dvc(root, "remote", "add", "team", "s3://bucket")
    with pytest.raises(RepositoryError, match=r"no remote 'other' \(there are: team\)"):
        open_store(root, "other")


def test_a_versioned_remote_is_refused(root: Path) -> None:
    dvc(root, "remote", "add", "-d", "team", "s3://bucket")
    dvc(root, "remote", "modify", "team", "version_aware", "true")
    with pytest.raises(RemoteError, match="`dvc push`"):
        open_store(root)
