"""What can go wrong in the pipeline, told to the person who can mend it.

BloodcellsError
├── ParamsError      params.yaml does not say what a stage needs
├── SourceError      a source of images cannot be had, or is not what it claims to be
│   ├── ArchiveError     its archive is damaged or unsafe
│   ├── DigestError      its content differs from the pinned digest
│   └── UnreachableError no way to it now: no network, or a server in trouble
├── DatasetError     the images cannot make an honest data set
├── TrainingError    a model cannot be built or trained
├── ModelError       a model file is damaged or was trained on another data set
├── BusyError        another run of the same stage is at work in this checkout
└── StorageError     the disk is full or refuses to be written
"""


class BloodcellsError(Exception):
    """One line for the user: the cause, then the way out."""


class ParamsError(BloodcellsError):
    """All that is wrong with the parameters, in one message.

    Attributes:
        problems: one sentence for each parameter that is wrong.
    """

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("params.yaml: " + "; ".join(problems))


class SourceError(BloodcellsError):
    """A source of images cannot be had, or is not what it claims to be."""


class ArchiveError(SourceError):
    """An archive is damaged or unsafe to read."""


class DigestError(SourceError):
    """The content of a source differs from its pinned digest.

    Attributes:
        name: the source.
        pinned: the digest in params.yaml.
        found: the digest of what was found.
    """

    def __init__(self, name: str, pinned: str, found: str) -> None:
        self.name, self.pinned, self.found = name, pinned, found
        super().__init__(
            f"source {name!r} is not the pinned one. Expected {pinned}. Received {found}. "
            f"To accept the new images, set fetch.datasets.{name}.digest to the received digest in params.yaml."
        )


class UnreachableError(SourceError):
    """A source cannot be reached now; trying again later may help."""


class DatasetError(BloodcellsError):
    """The images cannot make an honest data set."""


class TrainingError(BloodcellsError):
    """A model cannot be built or trained."""


class ModelError(BloodcellsError):
    """A model file is damaged or was trained on another data set."""


class BusyError(BloodcellsError):
    """Another run of the same stage is at work in this checkout."""


class StorageError(BloodcellsError):
    """The disk is full or refuses to be written."""
