"""Connections that break in the middle, and answers that are too short, cost time and nothing else."""

from pathlib import Path

import pytest

from support.faulty_team import FaultyTeam, faulty_team, refused
from support.remotes import RemotePlace
from support.s3_faults import OBJECTS, CutDownload, CutUpload, Fault, LoseAnswer, Rule, Truncate
from support.shared import hemolog

UP, DOWN = frozenset({"PUT"}), frozenset({"GET"})
LARGE = 17_000_000  # bytes: goes and comes in two parts


@pytest.mark.parametrize("fault", [CutUpload(300), LoseAnswer()], ids=lambda fault: type(fault).__name__)
def test_a_cut_on_the_way_up(behind_faults: FaultyTeam, fault: Fault) -> None:
    team = behind_faults
    team.proxy.faults.set(Rule(fault, share=0.4, each=4, methods=UP))
    hemolog(team.here, "push", "--all")
    assert any(each.faults for each in team.proxy.log)
    team.expect_whole()


@pytest.mark.parametrize("fault", [CutDownload(300), Truncate(300)], ids=lambda fault: type(fault).__name__)
def test_a_cut_on_the_way_down(behind_faults: FaultyTeam, fault: Fault) -> None:
    team = behind_faults
    hemolog(team.here, "push", "--all")
    team.proxy.faults.set(Rule(fault, share=0.4, each=4, methods=DOWN, key=OBJECTS))
    clone = team.clone()
    hemolog(clone, "pull", "--all")
    assert any(each.faults for each in team.proxy.log)
    team.expect_pulled(clone)


def test_cuts_both_ways(behind_faults_of_each: FaultyTeam) -> None:
    team = behind_faults_of_each
    up, down = (CutUpload(1), LoseAnswer()), (CutDownload(1), Truncate(1))
    team.proxy.faults.set(
        *(Rule(fault, share=0.15, each=2, methods=UP) for fault in up),
        *(Rule(fault, share=0.15, each=2, methods=DOWN, key=OBJECTS) for fault in down),
    )
    hemolog(team.here, "push", "--all")
    clone = team.clone()
    hemolog(clone, "pull", "--all")
    assert {*up, *down} <= {fault for each in team.proxy.log for fault in each.faults}
    team.expect_pulled(clone)


def test_cuts_within_the_parts_of_large_objects(tmp_path: Path, moto_place: RemotePlace) -> None:
    with faulty_team(tmp_path, moto_place, 1, objects=1, size=LARGE) as team:
        team.proxy.faults.set(
            Rule(CutUpload(500_000), methods=UP, query="partNumber=1", times=1),
            Rule(LoseAnswer(), methods=UP, query="partNumber=2", times=1),
            Rule(LoseAnswer(), methods=frozenset({"POST"}), times=2),
            Rule(CutDownload(500_000), methods=DOWN, key=OBJECTS, times=2),
            Rule(Truncate(500_000), methods=DOWN, key=OBJECTS, times=2),
        )
        hemolog(team.here, "push", "--all")
        clone = team.clone()
        hemolog(clone, "pull", "--all")
        assert sum(bool(each.faults) for each in team.proxy.log) >= 6
        team.expect_pulled(clone)


def test_uploads_that_are_always_cut_end_a_push_by_one_line(behind_faults: FaultyTeam) -> None:
    team = behind_faults
    team.proxy.faults.set(Rule(CutUpload(300), methods=UP))
    assert "the connection was cut, 6 attempts in " in refused(team.here, "push", "--all")
    assert team.references() == {}
    team.expect_sound()
    team.proxy.faults.set()
    hemolog(team.here, "push", "--all")
    team.expect_whole()
