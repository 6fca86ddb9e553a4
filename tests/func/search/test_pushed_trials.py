"""Experiments that somebody has pushed into a search: what makes no sense is passed over, and the search goes on."""

from collections.abc import Mapping

import pygit2
import pytest

from hemolog.experiments import trailers
from hemolog.experiments.search.search import Options, Search
from hemolog.experiments.workspace import Workspace
from support.repositories import Repository
from support.small_search import numbered, search, trees, trials


def push(repository: Repository, name: str, told: Mapping[str, str]) -> None:
    """Copy the newest trial of a search to another name, with some trailers changed."""
    git = pygit2.Repository(str(repository.path))
    ref = trials(repository.path)[-1].ref
    commit = git[git.references[ref].target]
    changed = trailers.message("Trial", "", {**trailers.read(commit.message), **told})
    made = git.create_commit(None, commit.author, commit.committer, changed, commit.tree_id, commit.parent_ids)
    git.references.create(f"{ref.rpartition('/')[0]}/{name}", made)


def test_a_trial_that_grows_from_another_commit_than_its_place_says_is_passed_over(small: Repository) -> None:
    search(small.path, trials=2)
    git = pygit2.Repository(str(small.path))
    ref = trials(small.path)[-1].ref
    commit = git[git.references[ref].target]
    orphan = git.create_commit(None, commit.author, commit.committer, commit.message, commit.tree_id, [])
    git.references.create(ref, orphan, force=True)

    assert [trial.trial_id for trial in trials(small.path)] == ["0000"]
    git.references.create(ref, commit.id, force=True)
    assert [trial.trial_id for trial in trials(small.path)] == ["0000", "0001"]


@pytest.mark.parametrize("name", ["search-99999", "by-hand"])
def test_a_trial_of_an_absurd_number_is_passed_over_and_told(small: Repository, name: str) -> None:
    search(small.path, trials=2)
    push(small, name, {trailers.TRIAL: "99999"})

    with Search(Workspace(small.path), Options(trials=3)) as opened:
        assert (opened.absurd, opened.complete) == (1, False)
        assert [trial.trial_id for trial in opened.recorded] == ["0000", "0001"]

    assert search(small.path, trials=3).ids == ["0002"]
    assert [each for each in trees(small.path) if each != name] == numbered(3)
    with Search(Workspace(small.path), Options(trials=3)) as opened:
        assert opened.complete
