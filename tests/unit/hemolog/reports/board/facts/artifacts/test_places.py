"""Tests of where objects are."""

import hashlib
import json
from pathlib import Path

import pytest

from hemolog.experiments.objects.names import key_of
from hemolog.experiments.sharing.notes.notes import Notes
from hemolog.experiments.sharing.notes.pruned import Pruned
from hemolog.reports.board.facts.artifacts import Places, Remote, read_places
from support.plain_repository import plain


def keep(cache: Path, data: bytes, suffix: str = "") -> str:
    key = key_of(hashlib.md5(data).hexdigest() + suffix)
    (cache / key).parent.mkdir(parents=True, exist_ok=True)
    (cache / key).write_bytes(data)
    return key


def folder_of(cache: Path, *files: str) -> str:
    entries = [{"md5": key.removeprefix("files/md5/").replace("/", ""), "relpath": key[-4:]} for key in files]
    return keep(cache, json.dumps(entries).encode(), ".dir")


def test_a_file_is_here_or_not(tmp_path: Path) -> None:
    places = Places(tmp_path)
    assert [places.here(keep(tmp_path, b"a")), places.here(key_of("1" * 32))] == ["all", "none"]


def test_a_directory_is_here_as_far_as_its_files_are(tmp_path: Path) -> None:
    there, gone = keep(tmp_path, b"a"), key_of("1" * 32)
    folders = [folder_of(tmp_path, *files) for files in ([there], [there, gone], [gone], [])]
    assert [Places(tmp_path).here(key) for key in folders] == ["all", "some", "none", "all"]


def test_a_damaged_list_of_a_directory_is_some_of_it(tmp_path: Path) -> None:
    key = folder_of(tmp_path, keep(tmp_path, b"a"))
    (tmp_path / key).write_bytes(b"[]]")
    places = Places(tmp_path)
    assert (places.here(key), places.members(key)) == ("some", ())


def test_nothing_is_known_without_a_cache() -> None:
    assert (Places(None).here(key_of("1" * 32)), Places(None).members("a"), Places(None).size("a")) == ("", (), None)


def test_files_of_directories_are_looked_for_up_to_a_bound(tmp_path: Path) -> None:
    folders = [folder_of(tmp_path, keep(tmp_path, letter)) for letter in (b"a", b"b")]
    places = Places(tmp_path, _left=1)
    assert [len(places.members(key)) for key in (*folders, folders[0])] == [1, 0, 1]


def configured(root: Path, config: str) -> Places:
    here = plain(root)
    (here.root / ".dvc/config").write_text(config)
    return read_places(here.workspace, [None, "other"])


def test_a_remote_has_the_address_that_dvc_s_settings_tell(tmp_path: Path) -> None:
    config = "[core]\nremote = team\n['remote \"team\"']\nurl = s3://lab/prefix/\n['remote \"other\"']\nurl = store\n"
    places = configured(tmp_path / "here", config)
    assert places.remotes == {
        None: Remote("", "s3://lab/prefix"),
        "other": Remote("other", ".dvc/store"),
    }
    assert places.cache == tmp_path / "here/.dvc/cache"


def test_of_a_folder_elsewhere_only_the_name_is_told(tmp_path: Path) -> None:
    config = f"[core]\nremote = team\n['remote \"team\"']\nurl = {tmp_path / 'disk/store'}\n"
    assert configured(tmp_path / "here", config).remotes[None] == Remote("", "…/store")


@pytest.mark.parametrize("secret", ["https://me:hunter2@lab/prefix", "https://lab/prefix?X-Amz-Signature=hunter2"])
def test_no_secret_of_an_address_is_told(tmp_path: Path, secret: str) -> None:
    places = configured(tmp_path / "here", f"[core]\nremote = team\n['remote \"team\"']\nurl = {secret}\n")
    assert places.remotes[None] == Remote("", "https://lab/prefix")


@pytest.mark.parametrize("config", ["", "[core]\nremote = gone\n", "[core\nhunter2", "['remote \"x\"']\nhunter2 = 1\n"])
def test_a_remote_that_can_not_be_told_has_no_address(tmp_path: Path, config: str) -> None:
    assert configured(tmp_path / "here", config).remotes[None] == Remote("", "")


def test_what_notes_tell_of_pruned_objects_is_known(tmp_path: Path) -> None:
    here = plain(tmp_path / "here")
    line = Pruned(("1" * 32,), ("model.pt",), "2026-03-01T12:00:00Z", "best 5").to_line()
    Notes(here.workspace).add({here.head(): [line]})
    assert read_places(here.workspace, []).pruned == {here.head(): frozenset({"1" * 32})}
