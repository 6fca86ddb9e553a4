"""The command line: light at start, one line for a mistake."""

import subprocess
import sys

import pytest

from hemolog import cli

HEAVY = ("tensorflow", "keras", "keras_tuner", "dvc", "pygit2", "numpy", "pandas", "plotly")


def hemolog(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "hemolog", *words], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("words", [(), ("--help",)])
def test_help_is_shown_also_when_nothing_is_asked(words: tuple[str, ...]) -> None:
    result = hemolog(*words)
    assert result.returncode == 0
    assert "Usage: hemolog" in result.stdout


def test_version_is_that_of_the_package() -> None:
    assert hemolog("--version").stdout == "hemolog 0.1.0\n"


@pytest.mark.parametrize("words", [("frobnicate",), ("--frobnicate",)])
def test_a_mistake_is_one_line_and_exit_code_2(words: tuple[str, ...]) -> None:
    result = hemolog(*words)
    assert result.returncode == cli.EXIT_ERROR
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("error: No such")


def test_a_mistake_drives_no_terminal() -> None:
    assert "No such command 'x\\x1b[2Jy'" in hemolog("x\x1b[2Jy").stderr


def test_a_traceback_is_shown_only_when_asked_for() -> None:
    assert "Traceback" not in hemolog("frobnicate").stderr
    assert "Traceback" in hemolog("frobnicate", "--traceback").stderr


@pytest.mark.parametrize("start", ["import hemolog", "import hemolog.cli"])
def test_starting_imports_nothing_heavy(start: str) -> None:
    listing = f"{start}; import sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True).stdout.split()
    assert not set(HEAVY) & set(loaded)
