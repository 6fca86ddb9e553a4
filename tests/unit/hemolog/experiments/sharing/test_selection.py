"""Tests of which experiments a command is about."""

from pathlib import Path

import pygit2
import pytest

from hemolog.errors import RepositoryError
from hemolog.experiments import trailers
from hemolog.experiments.sharing.selection import Experiment, Wanted, chosen, experiments_here, experiments_of, fitting
from support.plain_repository import Plain, plain, set_references

A, B = "a1" * 20, "b2" * 20
"""Baselines."""


def told(name: str, commit: str, baseline: str = A, search: str | None = None, problem: str = "") -> Experiment:
    return Experiment(f"refs/exps/{baseline[:2]}/{baseline[2:]}/{name}", commit, search, problem)


ONE = told("rates-0000", "1" * 40, search="rates")
TWO = told("rates-0001", "2" * 40, search="rates")
FAR = told("rates-0002", "3" * 40, problem="its commit is not here")
SAME = told("rates-0000", "4" * 40, B, search="others")
BEST = told("best", "5" * 40, B)
LONG = told("rates-eu-0001", "6" * 40, problem="its commit is not here")
DIGITS = told("1111111", "7" * 40)
ALL = [ONE, TWO, FAR, SAME, BEST, LONG]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(), [ONE, TWO, FAR, LONG]),
        (Wanted(every=True), ALL),
        (Wanted(("best",)), [BEST]),
        (Wanted(("best", "best", BEST.commit)), [BEST]),
        (Wanted((BEST.ref, "rates-0001")), [BEST, TWO]),
        (Wanted((f"{A[:7]}/rates-0000",)), [ONE]),
        (Wanted((f"{B[:4]}/rates-0000",)), [SAME]),
        (Wanted((f"{B}/rates-0000",)), [SAME]),
        (Wanted(("1111111",)), [ONE]),
        (Wanted(("5" * 40,)), [BEST]),
        (Wanted(search="rates"), [ONE, TWO, FAR]),
        (Wanted(("best", "rates-0001"), "rates"), [BEST, TWO, ONE, FAR]),
        (Wanted(search="rates-eu"), [LONG]),
        (Wanted(search="others"), [SAME]),
    ],
)
def test_those_are_chosen_that_are_meant(wanted: Wanted, expected: list[Experiment]) -> None:
    assert chosen(ALL, wanted, A) == expected


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(("bset",)), "the experiment 'bset' is unknown (did you mean best?)"),
        (Wanted(("zzz",)), "the experiment 'zzz' is unknown (known: best, rates-0000, rates-0001, rates-0002, rat"),
        (Wanted(("best", "bset")), "'bset' is unknown"),
        (Wanted(("",)), "the experiment '' is unknown"),
        (Wanted((f"{A[:3]}/rates-0000",)), "is unknown"),
        (Wanted((f"{B[:7]}/rates-0001",)), "is unknown"),
        (Wanted(("111111",)), "is unknown"),
        (Wanted(("rates",)), "is unknown"),
        (Wanted(("refs/exps",)), "is unknown"),
        (
            Wanted(("rates-0000",)),
            f"'rates-0000' stands for 2 experiments: name one as {A[:7]}/rates-0000, {B[:7]}/rates-0000",
        ),
        (Wanted(search="rate"), "the search 'rate' is unknown (did you mean rates?)"),
        (Wanted(("best",), "none"), "the search 'none' is unknown"),
        (Wanted(search=".*"), "the search '.*' is unknown"),
    ],
)
def test_what_stands_for_none_or_several_is_told(wanted: Wanted, said: str) -> None:
    with pytest.raises(RepositoryError) as error:
        chosen(ALL, wanted, A)
    assert said in str(error.value)


def test_where_nothing_is_meant_the_way_out_is_told() -> None:
    with pytest.raises(RepositoryError) as error:
        chosen(ALL, Wanted(), "c" * 40)
    assert str(error.value) == (
        "there are no experiments of ccccccc, the commit that is checked out: name some, or take `--all`"
    )
    for wanted in (Wanted(), Wanted(every=True)):
        with pytest.raises(RepositoryError) as error:
            chosen([], wanted, A)
        assert str(error.value) == "there are no experiments: `dvc exp run` makes some"


def test_a_name_that_is_also_the_beginning_of_a_commit_stands_for_both() -> None:
    assert fitting([ONE, DIGITS], "1111111") == [ONE, DIGITS]
    with pytest.raises(RepositoryError, match="stands for 2 experiments"):
        chosen([ONE, DIGITS], Wanted(("1111111",)), A)
    assert chosen([ONE, DIGITS], Wanted((f"{A[:7]}/1111111",)), A) == [DIGITS]


@pytest.fixture
def here(tmp_path: Path) -> Plain:
    return plain(tmp_path / "here")


def test_experiments_are_told_as_their_commits_tell_them(here: Plain) -> None:
    message = trailers.message("A trial", "", {trailers.SEARCH: "rates"})
    first, second = here.experiment("a", {}, message), here.experiment("b", {"x": "1"}, "By hand")
    here.references({f"refs/exps/exec/{name}": first for name in ("EXEC_HEAD", "EXEC_APPLY")})
    here.references({"refs/exps/celery/stash": first, "refs/exps/stash": first})
    assert experiments_here(here.workspace) == [
        Experiment(here.ref("a"), first, "rates"),
        Experiment(here.ref("b"), second),
    ]
    (one, _) = experiments_here(here.workspace)
    assert (one.name, one.baseline) == ("a", here.head())
    assert experiments_of(here.workspace, {"refs/heads/main": first, "refs/exps/aa/bb/c": first}) == []


def test_what_is_no_commit_or_damaged_is_told_and_hinders_no_other(here: Plain) -> None:
    git = pygit2.Repository(str(here.repository.path))
    good = here.experiment("good", {})
    here.repository.git("tag", "--annotate", "-m", "x", "v1")
    tag = here.repository.git("rev-parse", "v1").strip()
    blob, damaged = str(git.create_blob(b"x")), here.experiment("damaged", {"y": "1"})
    file = here.repository.path / ".git/objects" / damaged[:2] / damaged[2:]
    file.chmod(0o644)
    file.write_bytes(b"no object")
    here.references({here.ref("blob"): blob, here.ref("tag"): tag})
    folder = (here.repository.path / ".git" / here.ref("good")).parent
    (folder / "lost").write_text("1" * 40 + "\n")
    (folder / "broken").write_text("nonsense\n")
    found = {each.name: each for each in experiments_here(here.workspace)}
    assert found["good"].problem == ""
    assert found["good"].commit == good
    assert found["blob"].problem == "it is no commit but a blob"
    assert found["tag"].problem == "it is no commit but a tag"
    assert found["lost"].problem == "its commit is not here"
    assert found["damaged"].problem.startswith("its commit is damaged: ")
    assert "\n" not in found["damaged"].problem
    assert found.keys() == {"good", "blob", "tag", "lost", "damaged"}


@pytest.mark.parametrize("letters", ["\u2028", "\x85", "\u202e", "é", "\udce9", "'", '"', "$x", "(", "-"])
def test_any_name_that_git_takes_is_told(here: Plain, letters: str) -> None:
    ref, commit = here.ref(f"{letters}a{letters}"), here.commit({})
    set_references(here.repository.path, {ref: commit})
    assert [(each.ref, each.commit) for each in experiments_here(here.workspace)] == [(ref, commit)]


def test_of_thousands_each_is_told(here: Plain) -> None:
    commit = here.commit({})
    made = {here.ref(f"many-{number:04}"): commit for number in range(5_000)}
    here.references(made)
    found = experiments_here(here.workspace)
    assert {each.ref: each.commit for each in found} == made
    assert len(chosen(found, Wanted(search="many", every=True), here.head())) == 5_000
