"""Credentials that end midway: new ones are taken where the old ones came from, if they are there."""

import time
from pathlib import Path

import pytest

from support.faulty_team import FaultyTeam, refused, use_profile
from support.processes import started
from support.s3_faults import EXPIRED_TOKEN, Rule, Stall
from support.shared import hemolog

OLD, NEW = "OLDKEY", "NEWKEY"
SLOW = Rule(Stall(0.2), methods=frozenset({"PUT"}))
EXPIRED = Rule(EXPIRED_TOKEN, spares=NEW)


@pytest.fixture
def credentials(behind_faults: FaultyTeam, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """AWS's file of them, which the team uses."""
    file = tmp_path / "credentials"
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    use_profile(behind_faults.here, behind_faults.place.through(behind_faults.proxy.url), "team")
    write(file, OLD)
    return file


def write(file: Path, key: str) -> None:
    part = file.with_suffix(".part")
    part.write_text(f"[team]\naws_access_key_id = {key}\naws_secret_access_key = secret\n")
    part.replace(file)


def keys(team: FaultyTeam) -> set[str]:
    return {each.request.access_key for each in team.proxy.log}


def test_new_ones_are_at_hand(behind_faults: FaultyTeam, credentials: Path) -> None:
    team = behind_faults
    team.proxy.faults.set(SLOW)
    with started(["hemolog", "push", "--all"], cwd=team.here.path) as push:
        while team.proxy.methods()["PUT"] < 2 and push.poll() is None:
            time.sleep(0.01)
        write(credentials, NEW)
        team.proxy.faults.set(SLOW, EXPIRED)
        assert push.wait() == 0
    assert keys(team) == {OLD, NEW}
    team.proxy.faults.set()
    team.expect_whole()


def test_there_are_no_new_ones(behind_faults: FaultyTeam, credentials: Path) -> None:
    team = behind_faults
    team.proxy.faults.set(Rule(EXPIRED_TOKEN, spares=NEW, after=8))
    line = refused(team.here, "push", "--all")
    assert "the credentials have expired (ExpiredToken): get new ones (`aws sso login`, or what gave you these)" in line
    assert "attempts" not in line
    assert keys(team) == {OLD}
    assert team.references() == {}
    team.expect_sound()

    write(credentials, NEW)
    hemolog(team.here, "push", "--all")
    assert keys(team) == {OLD, NEW}
    team.expect_whole()


def test_they_end_while_a_pull_is_under_way(behind_faults: FaultyTeam, credentials: Path) -> None:
    team = behind_faults
    hemolog(team.here, "push", "--all")
    clone = team.clone()
    use_profile(clone, team.place.through(team.proxy.url), "team")
    team.proxy.faults.set(Rule(EXPIRED_TOKEN, spares=NEW, after=8))
    assert "the credentials have expired (ExpiredToken): " in refused(clone, "pull", "--all")
    team.expect_sound(clone)
    write(credentials, NEW)
    hemolog(clone, "pull", "--all")
    team.expect_pulled(clone)
