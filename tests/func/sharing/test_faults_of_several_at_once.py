"""Several who push and pull at the same time don't disturb each other."""

from contextlib import ExitStack

from support.faulty_team import FaultyTeam
from support.processes import started
from support.repositories import Repository
from support.s3_faults import SLOW_DOWN, Rule, Stall
from support.shared import hemolog

SLOW = Rule(Stall(0.05))


def at_once(*commands: tuple[Repository, tuple[str, ...]]) -> None:
    """Run hemolog in repositories at the same time; each must succeed."""
    with ExitStack() as stack:
        processes = [stack.enter_context(started(["hemolog", *words], cwd=where.path)) for where, words in commands]
        assert [each.wait() for each in processes] == [0] * len(commands)


def test_two_pushes_of_the_same_experiments(behind_faults_of_each: FaultyTeam) -> None:
    team = behind_faults_of_each
    team.proxy.faults.set(SLOW, Rule(SLOW_DOWN, share=0.1, each=4))
    at_once((team.here, ("push", "--all")), (team.here, ("push", "--all")))
    team.expect_whole()


def test_two_pushes_of_two_clones(behind_faults_of_each: FaultyTeam) -> None:
    team = behind_faults_of_each
    names = [each.name for each in team.shared.experiments]
    other = team.copy("other", *(each.ref for each in team.shared.experiments))
    team.proxy.faults.set(SLOW, Rule(SLOW_DOWN, share=0.1, each=4))
    at_once((team.here, ("push", *names[:8])), (other, ("push", *names[4:])))
    team.expect_whole(other)


def test_two_pulls_into_one_clone(behind_faults_of_each: FaultyTeam) -> None:
    team = behind_faults_of_each
    hemolog(team.here, "push", "--all")
    clone = team.clone()
    team.proxy.faults.set(SLOW, Rule(SLOW_DOWN, share=0.1, each=4))
    at_once((clone, ("pull", "--all")), (clone, ("pull", "--all")))
    team.expect_pulled(clone)


def test_a_pull_while_others_push(behind_faults: FaultyTeam) -> None:
    team = behind_faults
    hemolog(team.here, "push", "rates-0000")
    clone = team.clone()
    team.proxy.faults.set(SLOW)
    at_once((team.here, ("push", "--all")), (clone, ("pull", "--all")))
    team.expect_sound(clone)
    hemolog(clone, "pull", "--all")
    team.expect_pulled(clone)
    team.expect_whole(clone)
