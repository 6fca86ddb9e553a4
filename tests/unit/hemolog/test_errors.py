"""Errors come through a pipe from another process as what they are."""

import pickle

import pytest

from hemolog.errors import (
    DefinitionError,
    FailingTrialsError,
    HemologError,
    RecordingError,
    RepositoryError,
    SpaceError,
    StageError,
    TrialFailedError,
)
from hemolog.experiments.messages import TrialFailure, TrialRequest


@pytest.mark.parametrize(
    "error",
    [
        RepositoryError("no repository"),
        RecordingError("no room"),
        StageError("train", "no luck"),
        SpaceError(["a: no number", "b: no name"], "here"),
        DefinitionError(["a: no number"]),
        TrialFailedError(TrialFailure(TrialRequest("0000", "a-0000", {}, ()), "no luck", "Traceback ...", 1.0, 2)),
        FailingTrialsError(["no luck", "no luck"]),
    ],
)
def test_an_error_keeps_its_class_words_and_facts_where_it_is_pickled(error: HemologError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
