"""A server that fails now and then delays a push and a pull; one that always fails ends them soon, by one line."""

import re
from collections import Counter
from pathlib import Path

import pytest

from support.faulty_team import FaultyTeam, faulty_team, refused
from support.remotes import RemotePlace
from support.s3_endpoint import free_ports
from support.s3_faults import INTERNAL_ERROR, OBJECTS, SLOW_DOWN, Answer, Rule, Stall
from support.shared import hemolog, references, use

ATTEMPTS = 6
MOST = 32 * ATTEMPTS  # requests of a client that gives up: less than for as many files again as go at once
ALL = ("--all",)


@pytest.mark.parametrize("answer", [INTERNAL_ERROR, SLOW_DOWN], ids=lambda answer: answer.code)
def test_one_of_five_requests_fails(behind_faults_of_each: FaultyTeam, answer: Answer) -> None:
    team = behind_faults_of_each
    team.proxy.faults.set(Rule(answer, share=0.2, each=4))
    hemolog(team.here, "push", *ALL)
    clone = team.clone()
    hemolog(clone, "pull", *ALL)
    assert answer.status in {each.status for each in team.proxy.log}
    assert references(clone) == references(team.here)
    team.expect_whole(clone)


@pytest.mark.parametrize("methods", [None, frozenset({"PUT"})], ids=["asked for anything", "sent an object"])
def test_a_server_that_is_always_busy_ends_a_push(behind_faults: FaultyTeam, methods: frozenset[str] | None) -> None:
    team = behind_faults
    team.proxy.faults.set(Rule(SLOW_DOWN, methods=methods))
    line = refused(team.here, "push", *ALL)
    assert re.search(r"503( SlowDown)?, 6 attempts in \d+ s: try again later$", line)
    assert len(team.proxy.log) < MOST
    assert team.references() == {}
    team.expect_sound()

    team.proxy.faults.set()
    hemolog(team.here, "push", *ALL)
    team.expect_whole()


def test_a_server_that_is_always_busy_ends_a_pull(behind_faults: FaultyTeam) -> None:
    team = behind_faults
    hemolog(team.here, "push", *ALL)
    clone = team.clone()
    team.proxy.faults.set(Rule(SLOW_DOWN, methods=frozenset({"GET"}), key=OBJECTS))
    assert "503 SlowDown, 6 attempts in " in refused(clone, "pull", *ALL)
    team.expect_sound(clone)

    team.proxy.faults.set()
    hemolog(clone, "pull", *ALL)
    assert "nothing to bring" in hemolog(clone, "pull", *ALL)
    team.expect_whole(clone)


def test_what_has_to_give_up_does_not_try_each_of_many_objects(tmp_path: Path, moto_place: RemotePlace) -> None:
    with faulty_team(tmp_path, moto_place, 120, objects=4) as team:
        team.proxy.faults.set(Rule(SLOW_DOWN, methods=frozenset({"PUT"})))
        refused(team.here, "push", *ALL)
        assert team.proxy.methods()["PUT"] < MOST
        assert team.references() == {}


def test_a_server_that_stalls_is_waited_for(behind_faults: FaultyTeam) -> None:
    team = behind_faults
    puts, gets = frozenset({"PUT"}), frozenset({"GET"})
    team.proxy.faults.set(Rule(Stall(5), share=0.5, methods=puts), Rule(Stall(5, after=500), share=0.5, methods=gets))
    hemolog(team.here, "push", *ALL)
    clone = team.clone()
    hemolog(clone, "pull", *ALL)
    assert any(each.faults for each in team.proxy.log)
    team.proxy.faults.set()
    team.expect_whole(clone)


def test_a_server_that_is_not_there_is_told(behind_faults: FaultyTeam) -> None:
    team = behind_faults
    (port,) = free_ports(1)
    use(team.here, team.place.through(f"http://127.0.0.1:{port}"))
    line = refused(team.here, "push", *ALL)
    assert re.search(
        r"the server can't be reached, 6 attempts in \d+ s: check the network and the endpoint's URL$", line
    )
    assert team.references() == {}


def test_keys_that_are_refused_are_not_tried_twice(behind_faults: FaultyTeam) -> None:
    team = behind_faults
    team.proxy.faults.set(Rule(Answer(403, "SignatureDoesNotMatch")))
    line = refused(team.here, "push", *ALL)
    assert "the secret does not fit the access key (SignatureDoesNotMatch): check the access key" in line
    assert "attempts" not in line
    asked = Counter((each.request.method, each.request.key) for each in team.proxy.log)
    assert set(asked.values()) == {1}
    assert team.references() == {}
