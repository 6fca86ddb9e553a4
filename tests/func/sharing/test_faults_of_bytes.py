"""Bytes that change on their way never reach a cache: they are asked for again, and at last refused."""

import pytest

from support.faulty_team import FaultyTeam, refused
from support.proof import leftovers
from support.s3_faults import Flip, Rule
from support.shared import hemolog

DOWN = frozenset({"GET"})
ANY, LIST = r"files/md5/../.{30}$", r"\.dir$"


@pytest.mark.parametrize("key", [ANY, LIST], ids=["file", "list of a directory"])
def test_wrong_bytes_are_asked_for_again(behind_faults: FaultyTeam, key: str) -> None:
    team = behind_faults
    hemolog(team.here, "push", "--all")
    team.proxy.faults.set(Rule(Flip(0), methods=DOWN, key=key, times=1))
    clone = team.clone()
    hemolog(clone, "pull", "--all")
    assert any(each.faults for each in team.proxy.log)
    team.expect_pulled(clone)


def test_a_third_of_all_answers_is_wrong(behind_faults_of_each: FaultyTeam) -> None:
    team = behind_faults_of_each
    hemolog(team.here, "push", "--all")
    team.proxy.faults.set(Rule(Flip(1), share=0.3, each=4, methods=DOWN, key="files/md5"))
    clone = team.clone()
    hemolog(clone, "pull", "--all")
    assert any(each.faults for each in team.proxy.log)
    team.expect_pulled(clone)


def test_an_object_that_is_always_wrong_is_named_and_refused_and_the_others_come(behind_faults: FaultyTeam) -> None:
    team = behind_faults
    hemolog(team.here, "push", "--all")
    victim = team.shared.experiments[1]
    key = min(victim.own)
    team.proxy.faults.set(Rule(Flip(0), methods=DOWN, key=f"{key}$"))
    clone = team.clone()
    line = refused(clone, "pull", "--all")
    assert f": {team.place.url}/{key}: damaged: expected MD5 " in line
    assert ", 6 attempts in " in line
    cache = clone.path / ".dvc/cache"
    assert not (cache / key).exists()
    assert leftovers(cache) == []
    assert all((cache / each).is_file() for each in team.shared.objects if each != key)
    team.expect_sound(clone)

    team.proxy.faults.set()
    hemolog(clone, "pull", "--all")
    team.expect_pulled(clone)


def test_all_objects_wrong(behind_faults: FaultyTeam) -> None:
    team = behind_faults
    hemolog(team.here, "push", "--all")
    team.proxy.faults.set(Rule(Flip(0), methods=DOWN, key="files/md5"))
    clone = team.clone()
    assert ": damaged: expected MD5 " in refused(clone, "pull", "--all")
    assert not any(path.is_file() for path in (clone.path / ".dvc/cache/files").rglob("*"))

    team.proxy.faults.set()
    hemolog(clone, "pull", "--all")
    team.expect_pulled(clone)


def test_an_object_that_is_damaged_in_the_bucket_is_refused_until_it_is_mended(behind_faults: FaultyTeam) -> None:
    team = behind_faults
    hemolog(team.here, "push", "--all")
    key = min(team.shared.experiments[0].own)
    right = team.place.read(key)
    team.place.write(key, b"x" * len(right))
    clone = team.clone()
    assert f"{team.place.url}/{key}: damaged: " in refused(clone, "pull", "--all")
    assert not (clone.path / ".dvc/cache" / key).exists()
    hemolog(clone, "audit", "--remote", "--deep", code=1)

    team.place.remove(key)
    hemolog(team.here, "push", "--all")
    hemolog(clone, "pull", "--all")
    team.expect_pulled(clone)
