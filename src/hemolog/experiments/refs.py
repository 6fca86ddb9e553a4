"""Names of experiments as git references: `refs/exps/<baseline[:2]>/<baseline[2:]>/<name>`, as DVC has them."""

import re
from dataclasses import dataclass

from hemolog.errors import RepositoryError

NAMESPACE = "refs/exps"
_COMMIT = re.compile(r"[0-9a-f]{40}")
# What git allows in a reference and DVC in the name of an experiment, without what a shell or a person stumbles over.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True)
class ExperimentRef:
    """An experiment's place."""

    baseline: str
    """The commit that it grows from, 40 hexadecimal digits."""
    name: str

    def __str__(self) -> str:
        return f"{NAMESPACE}/{self.baseline[:2]}/{self.baseline[2:]}/{self.name}"

    @classmethod
    def parse(cls, ref: str) -> "ExperimentRef | None":
        """Understand a reference; `None` for those that name no experiment, such as DVC's own `refs/exps/exec/...`."""
        start, *parts = ref.removeprefix(f"{NAMESPACE}/").split("/")
        if not ref.startswith(f"{NAMESPACE}/") or len(parts) != 2 or not _COMMIT.fullmatch(start + parts[0]):
            return None
        return cls(start + parts[0], parts[1])


def check_name(name: str) -> str:
    """Give back the name of a search or an experiment.

    Raises:
        RepositoryError: git, DVC or a shell would stumble over it.
    """
    if not _NAME.fullmatch(name) or ".." in name or name.endswith((".", ".lock")):
        raise RepositoryError(
            f"{name!r} can't be the name of an experiment. Expected letters, digits, dots, dashes and underscores, "
            "100 at most, a letter or digit first."
        )
    return name
