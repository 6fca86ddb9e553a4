"""What can be wrong with a remote, as facts: of what kind it is, whether it may pass, and the way out."""

from dataclasses import dataclass
from enum import Enum


class Trouble(Enum):
    """Of what kind it is; each has a way out of its own."""

    CREDENTIALS = "credentials"
    """None, wrong ones, or expired ones."""
    BUCKET = "bucket"
    """There is none of this name, or it can't be a name."""
    REGION = "region"
    """The bucket is in another one."""
    PERMISSION = "permission"
    CLOCK = "clock"
    """This machine's is too far from the server's."""
    TLS = "TLS"
    """The server's certificate is not trusted, or it speaks no TLS."""
    NETWORK = "network"
    """The server can't be reached, or hangs up."""
    BUSY = "busy"
    """The server answers that it can't serve now."""
    DAMAGED = "damaged"
    """Bytes came over that are not those that were sent."""
    SETTINGS = "settings"
    """The remote's settings, or those of AWS, can't be understood."""
    OTHER = "other"


@dataclass(frozen=True)
class Diagnosis:
    """An error, understood."""

    trouble: Trouble
    cause: str
    """One line for the user, free of secrets: `503 SlowDown`, `the bucket is in eu-west-1, not in us-east-1`."""
    way_out: str = ""
    """What to do, without a full stop."""
    passing: bool = False
    """Whether the same request may succeed later."""
    expired: bool = False
    """Whether the credentials were good once: new ones may be at hand."""
    retry_after: float | None = None
    """Seconds that the server asks to wait."""
    region: str | None = None
    """Where the bucket is, if the trouble is the region and the server tells it."""
    skew: float | None = None
    """Seconds that this machine's clock is ahead of the server's, if the trouble is the clock."""

    def told(self) -> str:
        """Cause and way out."""
        return f"{self.cause}: {self.way_out}" if self.way_out else self.cause
