"""The command line: light at start, one line for a mistake."""

import io
import signal
import subprocess
import sys
from pathlib import Path

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


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (RuntimeError("two\nlines \x1b[31m"), r"error: unexpected RuntimeError: two lines \x1b[31m. With --traceback"),
        (RecursionError(), "error: unexpected RecursionError: RecursionError. With --traceback"),
        (FileNotFoundError(2, "No such file or directory", "git"), "error: git: No such file or directory"),
        (OSError(28, "No space left on device", "file"), "error: file: the disk is full: free some space"),
        (UnicodeEncodeError("utf-8", "\udcff", 0, 1, "no"), "error: unexpected UnicodeEncodeError"),
    ],
)
@pytest.mark.parametrize("asked", [False, True])
def test_what_nobody_expected_is_one_line_too(
    error: Exception, told: str, asked: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(folder: Path) -> None:
        raise error

    monkeypatch.setattr("hemolog.experiments.workspace.Workspace", fail)
    with pytest.raises(SystemExit) as ended:
        cli.main(["search", *(["--traceback"] if asked else [])])
    assert ended.value.code == cli.EXIT_ERROR
    lines = capsys.readouterr().err.splitlines()
    assert lines[-1].startswith(told)
    assert (len(lines) > 1) == asked


@pytest.mark.parametrize("words", [["remote"], ["url", "best", "model"]])
def test_an_interruption_is_one_line_and_exit_code_130(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(folder: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("hemolog.experiments.workspace.Workspace", interrupted)
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert (ended.value.code, capsys.readouterr().err) == (cli.EXIT_INTERRUPTED, "interrupted\n")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_lead_nowhere(closed: str, tmp_path: Path) -> None:
    code = f"""
import os, sys
from hemolog import cli
try:
    cli.main(["--version"])
except SystemExit as ended:
    for number, stream in enumerate((sys.stdin, sys.stdout, sys.stderr)):
        os.fstat(number)
        assert stream.fileno() == number
    open({str(tmp_path / "ended")!r}, "w").write(str(ended.code))
"""
    (tmp_path / "code.py").write_text(code)
    subprocess.run(["sh", "-c", f"exec {sys.executable} {tmp_path / 'code.py'} {closed}"], check=False)
    assert (tmp_path / "ended").read_text() == "0"


def test_letters_that_an_encoding_lacks_are_escaped_in_the_locale_c_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for errors in ("strict", "surrogateescape"):
        written = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii", errors=errors))
        with pytest.raises(SystemExit):
            cli.main(["--version"])
        print("\u2581", flush=True)
        assert written.getvalue().endswith(b"\\u2581\n")


def test_who_calls_it_from_python_keeps_ctrl_c() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(SystemExit):
        cli.main(["push", "--help"])
    assert signal.getsignal(signal.SIGINT) is before
