"""What a run took and where it ran: told in its commit's message, never in a tracked file."""

import json
import os
import re
import resource
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from hemolog.experiments import trailers

VARIABLE = "RUN_FACTS"
"""Names a file for stages: numbers by name, as JSON, such as `{"images_per_second": 812.5}`."""

_PACKAGES = ("dvc", "dvclive", "keras", "keras-tuner", "numpy", "tensorflow")
_FACT = re.compile(r"[a-z][a-z0-9_]{0,40}")
_MOST_FACTS = 20
_LARGEST = 10_000  # bytes


@dataclass(frozen=True)
class RunFacts:
    """Of one run."""

    seconds: float
    epochs: int
    cached: bool
    peak_memory: int
    """Bytes, of the process while it ran."""
    told: Mapping[str, float]
    """By the stages themselves."""

    def lines(self) -> dict[str, str]:
        """As trailers, with this host and the versions of packages."""
        facts = {
            trailers.SECONDS: f"{self.seconds:.3f}",
            trailers.EPOCHS: str(self.epochs),
            trailers.CACHED: "yes" if self.cached else "no",
            trailers.MEMORY: str(self.peak_memory),
            trailers.HOST: re.sub(r"[^A-Za-z0-9.-]", "?", socket.gethostname()) or "?",
            trailers.PACKAGES: " ".join(_versions()),
        }
        told = {f"{trailers.STAGE_FACT}{_titled(name)}": f"{value:.6g}" for name, value in sorted(self.told.items())}
        return facts | told


def _titled(name: str) -> str:
    return "-".join(word.capitalize() for word in name.split("_") if word)


def _versions() -> list[str]:
    found = [f"python=={sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"]
    for name in _PACKAGES:
        with suppress(PackageNotFoundError):
            found.append(f"{name}=={version(name)}")
    return found


def told_by_stages(file: Path) -> dict[str, float]:
    """Read what stages wrote into the file that `VARIABLE` names; what makes no sense is left out."""
    try:
        if file.stat().st_size > _LARGEST:
            return {}
        document = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(document, dict):
        return {}
    numbers = {name: float(value) for name, value in document.items() if _FACT.fullmatch(name) and _is_number(value)}
    return dict(list(numbers.items())[:_MOST_FACTS])


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def forget_peak() -> None:
    """Begin to measure memory anew, where the system can: on Linux."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak_memory() -> int:
    """Bytes that this process has held at most since `forget_peak`, or since it began where that does nothing."""
    with suppress(OSError, ValueError, StopIteration):
        status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return int(next(line for line in status if line.startswith("VmHWM:")).split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if os.uname().sysname == "Darwin" else peak * 1024
