"""Commits that anybody may have pushed: what they say is read, bounded and shown, and reaches nothing else."""

import json
from pathlib import Path

import keras_tuner
import numpy as np
import pygit2
import pytest

from hemolog.errors import SearchError
from hemolog.experiments import trailers
from hemolog.experiments.definition import Definition
from hemolog.experiments.dvc_store import apply_overrides
from hemolog.experiments.oracle.memory import recall_hidden
from hemolog.experiments.recorded import RecordedTrial, of_search
from hemolog.experiments.search.binding import Binding, chosen
from hemolog.experiments.workspace import Workspace
from hemolog.reports.search import words

DEFINITION = Definition.from_json(
    '{"objective": "metrics.val.loss", "direction": "min", "algorithm": "random", "seed": 1, '
    '"space": {"train.width": {"int": [1, 9]}}}'
)


class Pushed:
    """A repository that holds one experiment, whose commit says what it wants."""

    def __init__(self, folder: Path) -> None:
        self.git = pygit2.init_repository(str(folder), initial_head="main")
        (folder / ".dvc").mkdir()
        self.head = self._commit("First", "HEAD", [])
        self.workspace = Workspace(folder)

    def _commit(self, message: str, ref: str | None, parents: list[str]) -> str:
        who = pygit2.Signature("a", "b", 0, 0)
        tree = self.git.TreeBuilder().write()
        return str(self.git.create_commit(ref, who, who, message, tree, [pygit2.Oid(hex=each) for each in parents]))

    def trial(self, told: dict[str, str]) -> RecordedTrial:
        known = {
            trailers.SEARCH: "rates",
            trailers.TRIAL: "0000",
            trailers.DEFINITION: DEFINITION.to_json(),
            trailers.BASELINE_TREE: "1" * 40,
        }
        commit = self._commit(trailers.message("Trial", "", known | told), None, [self.head])
        self.git.references.create(f"refs/exps/{self.head[:2]}/{self.head[2:]}/rates-0000", commit)
        (trial,) = of_search(self.workspace, "rates")
        return trial

    def binding(self, told: dict[str, str]) -> Binding:
        found, _ = chosen([self.trial(told)], self.head, Definition.from_json)
        assert found is not None
        return found


@pytest.fixture
def pushed(tmp_path: Path) -> Pushed:
    return Pushed(tmp_path / "repository")


@pytest.mark.parametrize("seconds", ["nan", "inf", "-inf", "1e999"])
def test_times_that_are_none_are_shown_as_nothing(pushed: Pushed, seconds: str) -> None:
    assert words.duration(pushed.trial({trailers.SECONDS: seconds}).seconds) == "0:00"


def test_a_name_that_leads_to_another_file_changes_no_file(pushed: Pushed, tmp_path: Path) -> None:
    other, checkout = tmp_path / "other.yaml", tmp_path / "checkout"
    checkout.mkdir()
    for file in (other, checkout / "params.yaml"):
        file.write_text("a: 1\n")
    values = json.dumps({f"{other}:a": 2, "../other.yaml:a": 2, "a": 3})
    told = {trailers.VALUES: values, trailers.BASELINE_VALUES: values}

    _, overrides = pushed.binding(told).start(pushed.workspace, of_search(pushed.workspace, "rates"))
    apply_overrides(checkout, overrides)

    assert other.read_text() == "a: 1\n"
    assert (checkout / "params.yaml").read_text() == "a: 3\n"


def test_overrides_are_quoted_for_whoever_copies_them(pushed: Pushed) -> None:
    binding = pushed.binding({trailers.OVERRIDES: json.dumps(["a=[x y]; rm -rf .", "b=1"])})
    with pytest.raises(SearchError, match=r"begun with -S 'a=\[x y\]; rm -rf \.' -S b=1 and goes on"):
        binding.check(DEFINITION, ["b=2"])


def test_many_draws_are_recalled_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    space = keras_tuner.HyperParameters()
    space.Float("a", 0, 1)
    space.Float("b", 0, 1)
    oracle = keras_tuner.oracles.BayesianOptimizationOracle(
        keras_tuner.Objective("loss", "min"), seed=1, hyperparameters=space
    )
    expected = np.random.RandomState(1)
    expected.random_sample(3 * 100)
    largest = []

    class Counted(np.random.RandomState):
        def random_sample(self, size: int | None = None) -> np.ndarray:
            largest.append(size)
            return super().random_sample(size)

    monkeypatch.setattr(np.random, "RandomState", Counted)
    recall_hidden(oracle, {"draws": 3}, [])

    assert oracle._random_state.random_sample() == expected.random_sample()
    assert max(each for each in largest if each) == 100
