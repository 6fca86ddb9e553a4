"""A search goes on where it stopped, in whatever state the checkout is, and in a clone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hemolog.errors import SearchError
from hemolog.experiments.executor.runner import SearchInterrupted
from hemolog.experiments.search.interruption import Interruption
from support.repositories import Repository, set_params
from support.small_search import Told, assert_whole, copied, numbered, search, trees, trials


@pytest.fixture
def alone(small: Repository, tmp_path: Path) -> dict[str, str]:
    """The trees of a search of eight trials that was never interrupted, in a copy."""
    copy = copied(small, tmp_path / "alone")
    search(copy.path, trials=8)
    return trees(copy.path)


def test_the_same_again_trains_nothing_and_more_trials_go_on(small: Repository, alone: dict[str, str]) -> None:
    assert search(small.path).ids == ["0000", "0001", "0002", "0003"]
    before = small.experiments()
    assert search(small.path).started == []
    assert small.experiments() == before

    assert search(small.path, trials=8).ids == ["0004", "0005", "0006", "0007"]

    assert trees(small.path) == alone
    assert_whole(small.path)


def test_it_goes_on_from_its_own_baseline_wherever_head_and_workspace_are(
    small: Repository, alone: dict[str, str]
) -> None:
    search(small.path, trials=3)
    (small.path / "src/small/train.py").write_text("raise RuntimeError\n")
    small.commit("Broken")
    set_params(small, {"train.width": 64, "prepare.rows": 7})
    (small.path / "untracked.txt").write_text("x")
    status = small.git("status", "--short")

    search(small.path, trials=8)

    assert trees(small.path) == alone
    assert small.git("status", "--short") == status


def test_a_search_of_a_dirty_workspace_goes_on_there(small: Repository) -> None:
    set_params(small, {"prepare.rows": 5})
    (small.path / "notes/read me.txt").write_text("Changed.\n")
    search(small.path, trials=2)
    small.git("checkout", "--quiet", ".")

    search(small.path, trials=4)

    shown = [small.git("show", f"{trial.ref}:notes/read me.txt") for trial in trials(small.path)]
    assert shown == ["Changed.\n"] * 4
    assert [small.git("show", f"{trial.ref}:params.yaml").count("rows: 5") for trial in trials(small.path)] == [1] * 4


def test_a_search_whose_section_was_overridden_goes_on_without_it(small: Repository) -> None:
    overrides = ("search.seed=7", "search.trials=2")
    search(small.path, overrides=overrides)
    assert numbered(2) == [trial.name for trial in trials(small.path)]
    assert search(small.path).started == []
    assert search(small.path, trials=3).ids == ["0002"]


def test_an_interrupted_search_ends_with_the_trees_of_one_that_never_was(
    small: Repository, alone: dict[str, str]
) -> None:
    for at in ("0002", "0004", "0004"):
        interruption = Interruption(lambda line: None)
        told = Told(at_epoch=stopping(interruption, at))
        with pytest.raises(SearchInterrupted):
            search(small.path, told, interruption, trials=8)
        assert told.started[-1].trial_id == at
        assert at not in told.ids

    search(small.path, trials=8)

    assert trees(small.path) == alone


def stopping(interruption: Interruption, at: str) -> Callable[[str, int], None]:
    """Interrupt in a trial."""

    def at_epoch(trial_id: str, epoch: int) -> None:
        interruption.wanted = trial_id == at

    return at_epoch


@pytest.mark.parametrize(
    ("change", "options", "sentence"),
    [
        ({"search.space": {"train.width": {"int": [8, 16]}}}, {}, "the space of train.momentum is gone"),
        ({"search.seed": 4}, {}, "the seed was 3 and is 4"),
        ({"search.objective": "metrics.test.size"}, {}, "the objective was metrics.val.score and is metrics.test.size"),
        ({}, {"algorithm": "grid"}, "the algorithm was random and is grid"),
        ({}, {"seed": 9}, "the seed was 3 and is 9"),
        ({}, {"direction": "min"}, "the direction was max and is min"),
        ({}, {"objective": "metrics.test.size", "direction": "max"}, "val.score and is metrics.test"),
        ({}, {"overrides": ("train.epochs=3",)}, "begun with no -S"),
    ],
)  # fmt: skip
def test_another_search_under_the_same_name_is_refused_with_the_difference(
    small: Repository, change: dict[str, object], options: dict[str, object], sentence: str
) -> None:
    search(small.path, trials=1)
    set_params(small, change)
    with pytest.raises(SearchError, match=sentence):
        search(small.path, **options)


def test_options_and_overrides_that_began_a_search_need_not_be_repeated(small: Repository) -> None:
    begun = {"algorithm": "grid", "seed": 9, "overrides": ("train.epochs=3",)}
    search(small.path, trials=2, **begun)
    assert search(small.path, trials=3).ids == ["0002"]
    assert search(small.path, trials=4, **begun).ids == ["0003"]
    with pytest.raises(SearchError, match=r"begun with -S train.epochs=3 and goes on with it\. Leave -S out"):
        search(small.path, trials=5, overrides=("train.epochs=4",))
    assert ["epochs: 3" in small.git("show", f"{each.ref}:params.yaml") for each in trials(small.path)] == [True] * 4


def clone_of(repository: Repository, to: Path) -> Repository:
    """A clone that has the experiments and no data."""
    repository.git("clone", "--quiet", "--no-local", str(repository.path), str(to))
    clone = Repository(to)
    clone.git("fetch", "--quiet", "origin", "refs/exps/*:refs/exps/*")
    clone.git("config", "user.name", "Other")
    clone.git("config", "user.email", "other@localhost")
    return clone


@pytest.mark.parametrize("overrides", [(), ("prepare.rows=5", "train.momentum=0.25")])
def test_a_clone_that_has_the_experiments_goes_on_with_the_same_trees(
    small: Repository, tmp_path: Path, overrides: tuple[str, ...]
) -> None:
    (small.path / "notes/read me.txt").write_text("Changed and not committed.\n")
    search(small.path, trials=3, overrides=overrides)
    clone = clone_of(small, tmp_path / "clone")
    assert clone.git("cat-file", "-t", trials(small.path)[0].baseline_tree, code=128)  # no reference points at it

    assert search(clone.path, trials=8).ids == ["0003", "0004", "0005", "0006", "0007"]
    search(small.path, trials=8)

    assert list(trees(clone.path)) == numbered(8)
    assert trees(clone.path) == trees(small.path)


def test_of_two_searches_of_one_name_the_one_of_this_commit_goes_on(small: Repository, tmp_path: Path) -> None:
    other = copied(small, tmp_path / "other")
    search(other.path, trials=3)
    (small.path / "notes/read me.txt").write_text("Later.\n")
    small.commit("Later")
    search(small.path, trials=2)
    small.git("fetch", "--quiet", str(other.path), "refs/exps/*:refs/exps/*")

    assert search(small.path, trials=4).ids == ["0002", "0003"]

    small.git("checkout", "--quiet", "HEAD~1")
    assert search(small.path, trials=4).ids == ["0003"]
    assert len(small.git("for-each-ref", "refs/exps").splitlines()) == 8


def test_a_trial_that_was_removed_or_renamed_is_not_made_again_under_other_values(small: Repository) -> None:
    search(small.path, trials=4)
    values = {trial.trial_id: trial.values for trial in trials(small.path)}
    small.git("update-ref", "-d", trials(small.path)[1].ref)
    renamed = trials(small.path)[1]
    small.git("update-ref", renamed.ref.replace(renamed.name, "renamed"), renamed.commit)
    small.git("update-ref", "-d", renamed.ref)

    search(small.path, trials=6)

    left = {trial.trial_id: trial.values for trial in trials(small.path)}
    assert list(left) == ["0000", "0002", "0003", "0004", "0005"]
    assert {each: left[each] for each in ("0000", "0002", "0003")} == {
        each: values[each] for each in ("0000", "0002", "0003")
    }


def test_names_that_other_experiments_have_are_refused_before_anything_runs(small: Repository) -> None:
    baseline = small.git("rev-parse", "HEAD").strip()
    small.git("update-ref", f"refs/exps/{baseline[:2]}/{baseline[2:]}/search-0007", "HEAD")
    with pytest.raises(SearchError, match=r"there is an experiment 'search-0007' already.*`dvc exp rename`"):
        search(small.path)
    assert list((small.path / ".dvc").glob("cache/*")) == []
    assert search(small.path, name="other", trials=1).ids == ["0000"]


def test_parameters_that_were_tried_before_are_taken_from_the_cache(small: Repository) -> None:
    search(small.path, trials=3)

    again = search(small.path, name="again", trials=4)

    assert (again.ids, again.trained) == (["0000", "0001", "0002", "0003"], ["0003"])
    assert [trial.cached for trial in trials(small.path, "again")] == [True, True, True, False]
    assert list(trees(small.path, "again").values())[:3] == list(trees(small.path).values())
