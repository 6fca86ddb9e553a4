"""Those that are told what a transfer does."""

from dataclasses import dataclass, field

from hemolog.experiments.sharing.transfer.transfer import Progress


@dataclass
class Silent:
    """A `Teller` that keeps what it was told of, and draws nothing."""

    told: list[str] = field(default_factory=list)

    def doing(self, what: str) -> None:
        self.told.append(what)

    def transferring(self, progress: Progress) -> None:
        pass
