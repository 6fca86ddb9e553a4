"""Commands as a user gives them: whole processes, start-up included."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from repositories import ENVIRONMENT
from turns import ROOT

from support.s3_endpoint import REGION, Endpoint

HEMOLOG, DVC, AWS = ([sys.executable, "-m", name] for name in ("hemolog", "dvc", "awscli"))
_NO_SETTINGS = tempfile.NamedTemporaryFile(prefix="bench-", suffix=".ini")  # noqa: SIM115 # It is there to the end.


def environment(endpoint: Endpoint) -> dict[str, str]:
    """That of a user whose keys are in it, and who has no settings of AWS: multipart as each program has it."""
    return ENVIRONMENT | {
        "PYTHONPATH": str(ROOT / "src"),
        "AWS_ACCESS_KEY_ID": endpoint.key,
        "AWS_SECRET_ACCESS_KEY": endpoint.secret,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": _NO_SETTINGS.name,
        "AWS_SHARED_CREDENTIALS_FILE": _NO_SETTINGS.name,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def seconds(folder: Path, words: list[str], environment: Mapping[str, str]) -> float:
    """What a command takes by the clock.

    Raises:
        SystemExit: it failed; with what it said.
    """
    start = time.perf_counter()
    result = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    taken = time.perf_counter() - start
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(words)} ended with {result.returncode}:\n{result.stdout}{result.stderr}")
    return taken
