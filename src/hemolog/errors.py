"""What can go wrong in the tracker, told to the person who can mend it.

HemologError
├── RepositoryError   the repository is not one that experiments can be made in
├── RecordingError    a result cannot be put into the cache or into git
├── StageError        a stage of the pipeline failed
├── SpaceError        what is to be searched makes no sense
│   └── DefinitionError   what a search was bound to, told by its commits, cannot be read
├── TrialFailedError  a trial ended without a result; the search may go on
├── RemoteError       the remote that keeps data can't be used, or refuses something
│   └── DamagedObjectError  bytes are not those that their digest tells of
├── GitRemoteError    the git remote can't be reached, or refuses references
├── SharingError      experiments could not be sent or brought, some or all
├── ArtifactError     a commit has no such artifact, or none that a DVC remote keeps
├── SettingsError    what params.yaml says of the board or of comparisons makes no sense
├── OutputFileError  where a report shall be written there is something else
├── ColumnError       a name stands for no column of a history, or for several
├── FilterError       a filter is no sentence of its language
├── RankingError      runs have no objective that they could be ranked by, or several
└── SearchError       a search cannot start or go on
    └── FailingTrialsError  too many trials failed in a row
"""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

_AROUND = 30  # characters of a filter, from what is wrong on


class HemologError(Exception):
    """One line for the user: the cause, then the way out. It keeps its class and facts where it is pickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        # Python's own calls the class with the message, which most classes here make themselves.
        return _again, (type(self), self.args, vars(self))


class RepositoryError(HemologError):
    """The repository is not one that experiments can be made in."""


class RecordingError(HemologError):
    """A result cannot be put into the cache or into git: the disk is full, a reference is taken."""


class StageError(HemologError):
    """A stage of the pipeline failed.

    Attributes:
        stage: its name.
    """

    def __init__(self, stage: str, cause: str) -> None:
        self.stage = stage
        super().__init__(f"stage {stage!r} failed: {cause}")


class SpaceError(HemologError):
    """All that is wrong with what is to be searched, in one message.

    Attributes:
        problems: one sentence for each, with the key it is about.
    """

    def __init__(self, problems: list[str], place: str = "params.yaml") -> None:
        self.problems = problems
        super().__init__(f"{place}: " + "; ".join(problems))


class DefinitionError(SpaceError):
    """What a search was bound to cannot be read from its commits: damaged, or written by another version."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems, "the search's commits")


class TrialFailedError(HemologError):
    """A trial ended without a result; the search may go on.

    Attributes:
        failure: the `messages.TrialFailure`, which tells where and why.
    """

    def __init__(self, failure: Any) -> None:
        self.failure = failure
        super().__init__(f"trial {failure.request.trial_id} failed: {failure.cause}")


class RemoteError(HemologError):
    """The remote that keeps data can't be used: credentials, bucket, permission, network; or it refuses something.

    Attributes:
        diagnosis: the `stores.trouble.Diagnosis`, which tells of what kind it is; None where none was made.
    """

    def __init__(self, message: str, diagnosis: Any = None) -> None:
        self.diagnosis = diagnosis
        super().__init__(message)


class DamagedObjectError(RemoteError):
    """Bytes are not those that their digest tells of."""


class GitRemoteError(HemologError):
    """The git remote can't be reached, or refuses references."""


class SharingError(HemologError):
    """Experiments could not be sent or brought, some or all."""


class ArtifactError(HemologError):
    """A commit has no such artifact, or none that a DVC remote keeps."""


class SettingsError(HemologError):
    """All that is wrong with what params.yaml says of the board or of comparisons, in one message.

    Attributes:
        problems: one sentence for each, with the key it is about.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("params.yaml: " + "; ".join(problems))


class OutputFileError(HemologError):
    """Where a report shall be written there is something else."""


class ColumnError(HemologError):
    """A name stands for no column of a history, or for several."""


class FilterError(HemologError):
    """A filter is no sentence of its language.

    Attributes:
        problem: what is wrong, and the way out.
        start: where in the filter, in characters from 0.
    """

    def __init__(self, text: str, problem: str, start: int) -> None:
        self.problem = problem
        self.start = start
        rest = text[start:] if len(text) - start <= _AROUND else f"{text[start:][:_AROUND]}..."
        place = f"at character {start + 1} ({rest})" if rest else "at its end"
        super().__init__(f"the filter, {place}: {problem}")


class RankingError(HemologError):
    """Runs have no objective that they could be ranked by, or several."""


class SearchError(HemologError):
    """A search cannot start or go on."""


class FailingTrialsError(SearchError):
    """Too many trials failed in a row: it won't be their parameters.

    Attributes:
        causes: one line each, in the order in which they failed.
    """

    def __init__(self, causes: Sequence[str]) -> None:
        self.causes = tuple(causes)
        super().__init__(
            f"{len(causes)} trials failed in a row{_in_common(causes)}. Mend the cause and give the same command "
            "again: finished trials are kept."
        )


def _again(kind: type[HemologError], arguments: tuple[Any, ...], facts: Mapping[str, Any]) -> HemologError:
    error = kind.__new__(kind, *arguments)
    vars(error).update(facts)
    return error


def _in_common(causes: Sequence[str]) -> str:
    """The cause that all have, or else as much of it as all have, with the last, or else all causes."""
    if len(set(causes)) == 1:
        return f", each with: {causes[0]}"
    parts = zip(*(cause.split(": ") for cause in causes), strict=False)
    shared = ": ".join(same[0] for same in takewhile(lambda same: len(set(same)) == 1, parts))
    return f", each with: {shared}; the last: {causes[-1]}" if shared else f": {'; '.join(causes)}"
