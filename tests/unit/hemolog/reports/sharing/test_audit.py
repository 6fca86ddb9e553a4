"""An audit as it is drawn: what is wrong first, long lists cut, one command for each thing to mend."""

import io
import json

from rich.console import Console

from hemolog.experiments.sharing.audit.audited import Audit, Audited, Finding, Mend, State
from hemolog.experiments.sharing.selection import Experiment
from hemolog.reports.sharing.audit import MOST_ROWS, AuditTable, told
from hemolog.reports.sharing.audit_json import audit_json
from support.shared_facts import START, audited, experiment


def drawn(*audited: Audited, git_remote: str | None = None) -> list[str]:
    table = AuditTable(Audit(git_remote, False, audited))
    stream = io.StringIO()
    Console(file=stream, width=200).print(table)
    lines = [line.rstrip() for line in stream.getvalue().splitlines()]
    assert all(len(line) <= 100 for line in lines)
    return lines + table.lines()


def test_whole_experiments_are_a_table_and_a_line() -> None:
    assert drawn(audited("a", State.WHOLE), audited("b", State.PRUNED)) == [
        "experiment  outputs    size  state",
        "─" * 54,
        "b                 3  1.2 MB  pruned, can be made again",
        "a                 3  1.2 MB  whole",
        "2 experiments here: 1 whole, 1 pruned, can be made again",
    ]


def test_nothing_is_one_line() -> None:
    assert [line for line in drawn(git_remote="origin") if line] == ["no experiments on origin"]


def test_what_is_missing_is_named_and_pushed() -> None:
    lines = drawn(
        audited("a", State.WHOLE),
        audited("b", State.MISSING, "models/a", "models/b", "models/c", mend=Mend.PUSH),
        audited("c d", State.MISSING, "models/a", mend=Mend.PUSH, is_here=False),
        git_remote="origin",
    )
    assert lines[2:5] == [
        "b                 3  1.2 MB  missing: models/a, models/b and 1 more",
        "c d               3  1.2 MB  missing: models/a",
        "a                 3  1.2 MB  whole",
    ]
    assert lines[5:] == [
        "3 experiments on origin: 1 whole, 2 missing",
        "  `hemolog pull --metrics-only 'c d'`",
        "  `hemolog push b 'c d'`: the cache has what the DVC remote lacks",
    ]


def test_damaged_bytes_are_deleted_and_pulled_again() -> None:
    assert drawn(audited("a", State.DAMAGED, "models/a b", mend=Mend.PULL))[-3:] == [
        "1 experiment here: 1 damaged",
        "  `rm -f '/cache/models/a b'`: its bytes are damaged",
        "  `hemolog pull a`: the DVC remote has it",
    ]


def test_damaged_bytes_of_a_bucket_are_replaced_by_those_of_the_cache() -> None:
    finding = Finding("models/a", "cd" * 16, State.DAMAGED, "s3://bucket/cd/cd")
    broken = Audited(experiment("a"), State.DAMAGED, 1, 1, (finding,), mend=Mend.PUSH)
    told = drawn(broken, git_remote="origin")[-2]
    assert (
        told == "  `hemolog push --again a` replaces s3://bucket/cd/cd, whose bytes are damaged, by those of the cache"
    )


def test_a_reference_that_leads_nowhere_is_given_up_or_brought_again() -> None:
    gone = Experiment(experiment("a").ref, "1" * 40, problem="its commit is not here")
    broken = Audited(gone, State.UNREADABLE, 0, 0, problem=gone.problem)
    assert drawn(broken)[-1] == (
        f"  `git update-ref -d {gone.ref}` gives it up; then `hemolog pull a` brings it where the team has it"
    )
    # What is damaged may be in this clone alone: nobody is told to delete it for all.
    assert drawn(broken, git_remote="origin")[-1] == "1 experiment on origin: 1 unreadable"


def test_what_nobody_has_is_made_again() -> None:
    broken = [audited(f"a{number}", State.MISSING, "m", mend=Mend.MAKE) for number in range(7)]
    lines = drawn(*broken, git_remote="origin")
    assert lines[-7] == (
        "  `dvc exp apply a0` (which tells what it lacks), `dvc repro`, `hemolog push a0`: neither cache nor DVC "
        "remote has it"
    )
    assert lines[-2:] == ["  and so for 2 more", "  or `hemolog push` in the clone that made it"]


def test_many_names_become_all() -> None:
    broken = [audited(f"a{number}", State.MISSING, "m", mend=Mend.PUSH) for number in range(9)]
    assert drawn(*broken, git_remote="origin")[-1].startswith("  `hemolog push --all`: ")


def test_a_long_table_is_cut() -> None:
    lines = drawn(*(audited(f"a{number}", State.WHOLE) for number in range(MOST_ROWS + 7)))
    assert lines[-2:] == ["and 7 more: 7 whole", f"{MOST_ROWS + 7} experiments here: {MOST_ROWS + 7} whole"]


def test_two_experiments_of_one_name_are_told_apart() -> None:
    lines = drawn(audited("a", State.WHOLE), audited("a", State.WHOLE, start="cd" * 20))
    assert [line.split()[0] for line in lines[2:4]] == ["abababa/a", "cdcdcdc/a"]


def test_what_would_drive_a_terminal_is_escaped() -> None:
    problem = Audited(experiment("a"), State.UNREADABLE, 0, 0, problem="a\x1b[31mb\nc")
    assert told(problem) == "unreadable: a\\x1b[31mb c"
    assert told(audited("a", State.MISSING, "x\x1b[2J")) == "missing: x\\x1b[2J"


def test_json_leaves_nothing_out() -> None:
    broken = [audited(f"a{number}", State.MISSING, *"pqrstuv", mend=Mend.PUSH) for number in range(99)]
    document = json.loads(audit_json(Audit("origin", True, (*broken, audited("b", State.PRUNED, "p")))))
    assert len(document["experiments"]) == 100
    assert len(document["experiments"][0]["findings"]) == 7
    assert document["experiments"][-1] == {
        "name": "b",
        "ref": f"refs/exps/{START[:2]}/{START[2:]}/b",
        "commit": "1" * 40,
        "search": "rates",
        "state": "pruned",
        "outputs": 3,
        "bytes": 1_234_567,
        "findings": [{"path": "p", "object": "cd" * 16, "state": "pruned", "place": "/cache/p"}],
        "problem": None,
        "mend": None,
        "here": True,
    }
    assert document["counts"] == {
        "whole": 0,
        "pruned": 1,
        "missing": 99,
        "wrong size": 0,
        "damaged": 0,
        "unreadable": 0,
    }
    assert (document["good"], document["deep"]) == (False, True)
