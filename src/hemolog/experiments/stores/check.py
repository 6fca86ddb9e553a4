"""Whether a remote lets itself be used: a small object under a name that nobody else has, written, listed, read, gone.

Facts alone; `reports.remote` draws them.
"""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from hemolog.errors import RemoteError
from hemolog.experiments.faults import explain
from hemolog.experiments.stores.store import Store
from hemolog.experiments.stores.trouble import Diagnosis, Trouble

FOLDER = ".hemolog"
"""Below the remote's root: what is no data."""


class Step(Enum):
    """What is tried, in the order in which it is told."""

    WRITE = "write"
    READ = "read"
    LIST = "list"
    DELETE = "delete"
    PARTS = "uploads in parts"
    """To find, to go on with and to give up what an interrupted upload has left."""
    DVC = "read by DVC itself"
    """By the client of `dvc pull`, which understands some settings in its own way."""


@dataclass(frozen=True)
class Permission:
    """What somebody has to be allowed."""

    action: str
    """As IAM has it: `s3:PutObject`."""
    resource: str
    """On what: `arn:aws:s3:::bucket/prefix/*`."""


@dataclass(frozen=True)
class Finding:
    """What came of one step."""

    step: Step
    diagnosis: Diagnosis | None = None
    """What went wrong; None if it went well, or was not tried."""
    missing: tuple[Permission, ...] = ()
    """Without which it went wrong, as far as that can be told."""
    tried: bool = True

    @property
    def good(self) -> bool:
        """Whether it was done."""
        return self.tried and self.diagnosis is None


@dataclass(frozen=True)
class Check:
    """All steps of a remote."""

    url: str
    findings: tuple[Finding, ...]
    source: str | None = None
    """Where the credentials were found, in boto3's word for it: `env`, `shared-credentials-file`; None if none were."""

    @property
    def passed(self) -> bool:
        """Whether all was done."""
        return all(finding.good for finding in self.findings)

    @property
    def missing(self) -> tuple[Permission, ...]:
        """All permissions that are missing, each once."""
        return tuple(dict.fromkeys(each for finding in self.findings for each in finding.missing))

    @property
    def trouble(self) -> Diagnosis | None:
        """The first thing that went wrong."""
        return next((finding.diagnosis for finding in self.findings if finding.diagnosis), None)


def new_name() -> str:
    """A key that nobody else uses."""
    return f"{FOLDER}/check-{secrets.token_hex(16)}"


def check_store(store: Store) -> Check:
    """Try any kind of remote; what is written is removed again, whatever goes wrong between."""
    key, content = new_name(), secrets.token_bytes(32)
    findings: dict[Step, Finding] = {}
    with tempfile.TemporaryDirectory(prefix="hemolog-") as name:
        sent, brought = Path(name) / "sent", Path(name) / "brought"
        sent.write_bytes(content)
        try:
            with _step(Step.WRITE, findings):
                store.put(key, sent)
            with _step(Step.READ, findings):
                if not store.get(key, brought) or brought.read_bytes() != content:
                    raise RemoteError("what was written can't be read again")
            with _step(Step.LIST, findings):
                if key not in {each.key for each in store.list(key)}:
                    raise RemoteError("what was written is not in the listing")
        finally:
            with _step(Step.DELETE, findings):
                store.delete([key])
    return Check(store.url, tuple(findings[step] for step in Step if step in findings))


@contextmanager
def _step(step: Step, findings: dict[Step, Finding]) -> Iterator[None]:
    diagnosis = None
    try:
        yield
    except RemoteError as error:
        diagnosis = error.diagnosis or Diagnosis(Trouble.OTHER, str(error))
    except OSError as error:
        diagnosis = Diagnosis(Trouble.OTHER, explain(error))
    findings[step] = Finding(step, diagnosis)
