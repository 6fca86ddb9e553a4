"""Every test runs in a world of its own: no home, no git identity, no cloud keys of the person who runs it."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytest_plugins = ["support.remotes"]

# Whoever runs these tests in a shell's background, or by nohup, has them deaf to some signals, and so all they start.
for _deaf, _hears in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(_deaf) is signal.SIG_IGN:
        signal.signal(_deaf, _hears)
# Before TensorFlow is first imported anywhere: fewer lines on stderr.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Before NumPy is: threads of small products wait for each other, four times as long on a machine that others use too.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@pytest.fixture(autouse=True)
def isolated_world(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    home = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.startswith(
            ("AWS_", "GIT_", "DVC_", "XDG_", "RUN_FACTS", "BLOODCELLS_", "KAGGLE", "KERAS_HOME", "MAKE", "MFLAGS")
        ):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("DVC_SITE_CACHE_DIR", str(home / "dvc-site"))
    # Else each command of DVC starts another process, which works as long, and sends its makers a report.
    monkeypatch.setenv("DVC_NO_ANALYTICS", "1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    yield


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the current one, as a stage sees its checkout."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
