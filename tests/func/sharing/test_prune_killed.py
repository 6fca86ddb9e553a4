"""A prune of real repositories: killed at any moment it leaves what an audit tells rightly, and can go on."""

import random
import shutil
import time
from pathlib import Path

from hemolog.experiments.sharing.audit.audited import State
from support.processes import environment, python, started
from support.prunes import BEST, PRUNED, SECOND, prune, states
from support.shared_search import Team, hemolog

KILLED = """
from hemolog.cli import main
main(["prune", "--search", "rates", "--keep-best", "2", "--older-than", "0", "--yes"])
"""


def test_killed_at_any_moment_an_audit_is_right_and_the_same_command_finishes(pushed: Team, tmp_path: Path) -> None:
    chance = random.Random(4)
    began = time.monotonic()
    hemolog(pushed.clone.path, "prune", "--search", "rates", "--keep-best", "2", "--older-than", "0")
    longest = 1.5 * (time.monotonic() - began)
    for number in range(10):
        copy = Team(tmp_path / str(number))
        shutil.copytree(pushed.folder, copy.folder, symlinks=True)
        with started(python(KILLED), cwd=copy.clone.path, env=environment()) as process:
            time.sleep(chance.uniform(0.3 * longest, longest))
            process.kill()
        for lock in (copy.clone.path / ".git").rglob("*.lock"):
            lock.unlink()
        for found in states(copy.clone):
            assert set(found.values()) <= {State.WHOLE, State.PRUNED}, (number, found)
            assert found[BEST] is found[SECOND] is State.WHOLE
        prune(copy.clone)
        assert states(copy.clone) == (PRUNED, PRUNED)
