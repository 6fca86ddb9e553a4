"""What can go wrong in the tracker, told to the person who can mend it.

HemologError
├── RepositoryError   the repository is not one that experiments can be made in
├── RecordingError    a result cannot be put into the cache or into git
└── StageError        a stage of the pipeline failed
"""


class HemologError(Exception):
    """One line for the user: the cause, then the way out."""


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
