"""Names of experiments, read and refused."""

import pytest

from hemolog.errors import RepositoryError
from hemolog.experiments.refs import ExperimentRef, check_name

COMMIT = "0123456789" * 4


@pytest.mark.parametrize("name", ["a", "rates-0001", "A.b_c-9", "x" * 100])
def test_a_reference_is_read_back(name: str) -> None:
    ref = ExperimentRef(COMMIT, check_name(name))

    assert str(ref) == f"refs/exps/01/{COMMIT[2:]}/{name}"
    assert ExperimentRef.parse(str(ref)) == ref


@pytest.mark.parametrize(
    "ref",
    [
        "",
        "refs/exps/",
        "refs/exps/stash",
        "refs/heads/main",
        "refs/exps/exec/EXEC_HEAD",
        f"refs/exps/01/{COMMIT[3:]}/a",
        f"refs/exps/01/{COMMIT[2:]}",
        f"refs/exps/01/{COMMIT[2:]}/a/b",
        f"refs/exps/0G/{COMMIT[2:]}/a",
    ],
)
def test_what_names_no_experiment_is_none(ref: str) -> None:
    assert ExperimentRef.parse(ref) is None


@pytest.mark.parametrize(
    "name", ["", " a", "a b", "a/b", "-a", ".a", "a..b", "a.", "a.lock", "a~1", "é", "x" * 101, "a\n", "[red]"]
)
def test_a_name_that_git_or_a_shell_would_stumble_over_is_refused(name: str) -> None:
    with pytest.raises(RepositoryError, match=r"can't be the name of an experiment"):
        check_name(name)
