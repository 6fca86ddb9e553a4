"""DVC's settings are changed as DVC would change them, whole or not at all, and nothing else in them."""

from pathlib import Path

import pytest
from dvc.config import Config

from hemolog.errors import RepositoryError
from hemolog.experiments.dvc_store import remotes
from hemolog.experiments.dvc_store.remotes import expect_no_secrets, options_with, read_remotes, write_remote

BEFORE = """\
# Of the team.
[core]
    analytics = false    # nobody's business
    remote = embedded

[cache]
    type = "reflink,hardlink,copy"
# The folder that all works with until there is a bucket.
['remote "embedded"']
    url = storage
"""
NEW = {"url": "s3://cells/models", "endpointurl": "https://minio.lab:9000", "region": "eu-central-1"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".dvc").mkdir()
    (tmp_path / ".dvc/config").write_text(BEFORE)
    return tmp_path


def texts(root: Path) -> list[str | None]:
    return [path.read_text() if path.exists() else None for path in (root / remotes.SHARED, root / remotes.OWN)]


def test_a_folder_is_the_default_as_long_as_nobody_changes_it(root: Path) -> None:
    found = read_remotes(root)
    assert (found.default, found.options["embedded"]["url"]) == ("embedded", str(root / ".dvc/storage"))


def test_a_remote_is_added_as_the_default_and_all_else_stays(root: Path) -> None:
    assert write_remote(root, "team", NEW, {"profile": "cells"}) == [remotes.OWN, remotes.SHARED]

    shared, own = texts(root)
    assert shared == (
        BEFORE.replace("remote = embedded", "remote = team")
        + """\
['remote "team"']
    url = s3://cells/models
    endpointurl = https://minio.lab:9000
    region = eu-central-1
"""
    )
    assert own == "['remote \"team\"']\n    profile = cells\n"
    found = read_remotes(root)
    assert found.default == "team"
    assert found.options["team"].items() >= {**NEW, "profile": "cells"}.items()
    assert Config(str(root / ".dvc"))["remote"]["team"]["url"] == NEW["url"]


def test_the_same_again_changes_no_byte(root: Path) -> None:
    write_remote(root, "team", NEW, {"profile": "cells"})
    before = texts(root)
    assert write_remote(root, "team", NEW, {"profile": "cells"}) == []
    assert texts(root) == before


def test_options_that_are_not_asked_for_are_dropped_from_what_is_shared_alone(root: Path) -> None:
    write_remote(root, "team", NEW, {"profile": "cells"})
    (root / remotes.OWN).write_text((root / remotes.OWN).read_text() + "    secret_access_key = mine\n")
    write_remote(root, "team", {"url": "s3://other"}, {})
    assert read_remotes(root).shared["team"] == {"url": "s3://other"}
    assert read_remotes(root).own["team"] == {"profile": "cells", "secret_access_key": "mine"}


@pytest.mark.parametrize("title", ['[remote "team"]', "['remote \"team\"']", '[Remote "team"]', '[ remote  "team" ]'])
def test_a_section_that_a_person_wrote_is_found_again(root: Path, title: str) -> None:
    (root / remotes.SHARED).write_text(f"[Core]\nRemote = team\n{title}\n  URL = s3://old # since May\n")
    write_remote(root, "team", {"url": "s3://new"}, {})
    lines = [line.split() for line in (root / remotes.SHARED).read_text().splitlines()]
    assert lines[1:2] + lines[3:] == [["Remote", "=", "team"], ["URL", "=", "s3://new", "#", "since", "May"]]


def test_keys_may_be_there_before_the_remote_is(root: Path) -> None:
    (root / remotes.OWN).write_text("['remote \"team\"']\n    secret_access_key = mine\n")
    assert read_remotes(root).options.keys() == {"embedded"}
    assert options_with(root, "team", NEW, {}).items() >= {**NEW, "secret_access_key": "mine"}.items()
    write_remote(root, "team", NEW, {})
    assert read_remotes(root).options["team"]["secret_access_key"] == "mine"


def test_options_are_as_dvc_understands_them(root: Path) -> None:
    shared = {**NEW, "use_ssl": "false", "read_timeout": "7", "credentialpath": "keys"}
    expected = {"use_ssl": False, "read_timeout": 7, "credentialpath": str(root / ".dvc/keys")}
    assert options_with(root, "team", shared, {}).items() >= expected.items()
    write_remote(root, "team", shared, {})
    assert read_remotes(root).options["team"].items() >= expected.items()


def test_there_may_be_no_settings_yet(root: Path) -> None:
    (root / remotes.SHARED).unlink()
    write_remote(root, "team", NEW, {})
    assert read_remotes(root).default == "team"
    assert texts(root)[1] is None


def test_what_dvc_would_not_read_is_not_written(root: Path) -> None:
    with pytest.raises(RepositoryError, match="nonsense"):
        write_remote(root, "team", {**NEW, "nonsense": "1"}, {"profile": "cells"})
    assert texts(root) == [BEFORE, None]


@pytest.mark.parametrize("damage", [b"[core\n", b"\xff\xfe", b"[core]\n[core]\n", b"[core]\nremote = a\nremote = b\n"])
def test_damaged_settings_are_told_and_left_alone(root: Path, damage: bytes) -> None:
    (root / remotes.SHARED).write_bytes(damage)
    with pytest.raises(RepositoryError):
        read_remotes(root)
    with pytest.raises(RepositoryError):
        write_remote(root, "team", NEW, {})
    assert (root / remotes.SHARED).read_bytes() == damage


def test_who_may_read_them_stays(root: Path) -> None:
    (root / remotes.OWN).write_text("['remote \"team\"']\n    secret_access_key = mine\n")
    (root / remotes.OWN).chmod(0o600)
    (root / remotes.SHARED).chmod(0o664)
    write_remote(root, "team", NEW, {"profile": "cells"})
    assert [(root / file).stat().st_mode & 0o777 for file in (remotes.OWN, remotes.SHARED)] == [0o600, 0o664]


def test_what_a_kill_leaves_behind_is_ignored_by_git(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(self: Path, target: Path) -> Path:
        raise SystemExit

    (root / remotes.OWN).write_text("['remote \"team\"']\n    secret_access_key = mine\n")
    (root / remotes.OWN).chmod(0o600)
    monkeypatch.setattr(Path, "replace", killed)
    monkeypatch.setattr(Path, "unlink", lambda self, missing_ok=False: None)
    with pytest.raises(SystemExit):
        write_remote(root, "team", NEW, {"profile": "cells"})
    (left,) = (path for path in root.rglob("*") if path.is_file() and path.name.endswith(".part"))
    assert left.parent == root / ".dvc/tmp/hemolog"
    assert left.stat().st_mode & 0o077 == 0
    assert texts(root)[0] == BEFORE


@pytest.mark.parametrize("option", sorted(remotes.SECRETS - {"password"}))
def test_a_key_in_a_file_of_git_is_refused_and_not_repeated(root: Path, option: str) -> None:
    (root / remotes.SHARED).write_text(f"['remote \"old\"']\n    url = s3://old\n    {option} = sesame\n")
    with pytest.raises(RepositoryError, match=rf"\.dvc/config, which git tracks, holds {option}") as caught:
        expect_no_secrets(read_remotes(root))
    assert "sesame" not in str(caught.value)
