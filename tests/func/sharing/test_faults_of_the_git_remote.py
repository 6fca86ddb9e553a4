"""A git remote that refuses references: what it took stays there, what it refused is named, data is there for both."""

import pytest

from support.faulty_team import FaultyTeam, refused
from support.git_hubs import exactly
from support.shared import hemolog

REASON = "closed on Sundays"


def test_all_references_are_refused(behind_faults: FaultyTeam) -> None:
    team = behind_faults
    team.shared.hub.refuse(reason=REASON)
    said = hemolog(team.here, "push", "--all", code=2)
    assert f"rates-0000, rates-0001, rates-0002 stay here: origin: hook declined ({REASON}" in said
    assert team.references() == {}
    team.expect_sound()

    team.shared.hub.accept()
    assert "0 objects" in hemolog(team.here, "push", "--all")
    team.expect_whole()


@pytest.mark.parametrize("whole", [False, True], ids=["alone", "with all others of the same push"])
def test_one_reference_is_refused(behind_faults: FaultyTeam, whole: bool) -> None:
    team = behind_faults
    victim = team.shared.experiments[1]
    team.shared.hub.refuse(exactly(victim.ref), reason=REASON, whole=whole)
    line = refused(team.here, "push", "--all")
    assert line.startswith("error: 3 experiments stay here" if whole else "error: 1 experiment stay")
    others = [] if whole else ["rates-0000", "rates-0002"]
    assert sorted(team.references()) == others
    team.expect_sound()
    refused(team.here, "push", "--all")
    assert sorted(team.references()) == others

    team.shared.hub.accept()
    hemolog(team.here, "push", "--all")
    team.expect_whole()


def test_the_git_remote_is_gone(behind_faults: FaultyTeam) -> None:
    team = behind_faults
    away = team.shared.hub.path.rename(team.shared.hub.path.with_name("away"))
    assert "does not appear to be a git repository" in refused(team.here, "push", "--all")
    assert team.place.sizes() == {}
    away.rename(team.shared.hub.path)
    hemolog(team.here, "push", "--all")
    team.expect_whole()


def test_another_push_sets_the_same_references_in_the_same_moment(behind_faults: FaultyTeam) -> None:
    team = behind_faults
    hook = team.shared.hub.path / "hooks/update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text('#!/bin/sh\ngit update-ref "$1" "$3"\n')
    hook.chmod(0o755)
    hemolog(team.here, "push", "--all")
    team.expect_whole()
