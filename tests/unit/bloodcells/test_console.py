"""A user sees one line with the cause and the way out."""

import errno
import os
import pty
import subprocess
import sys
from contextlib import suppress

import pytest

from bloodcells import console
from bloodcells.errors import BloodcellsError, DigestError, ParamsError
from support.processes import ended, environment, python

PROGRAM = """
import sys
from bloodcells import console
from bloodcells.errors import DatasetError

def main():
    {body}

console.run(main)
"""


def program(body: str, *words: str) -> subprocess.CompletedProcess[str]:
    code = PROGRAM.format(body=body)
    return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)


def test_a_clean_run_ends_with_0_and_prints_nothing() -> None:
    result = program("pass")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ('raise DatasetError("no images:\\n  add some")', "error: no images: add some"),
        ('raise DatasetError("a [red]label[/red] of " + "x" * 300)', "error: a [red]label[/red] of " + "x" * 300),
        (
            'open("/no/such/file")',
            "error: /no/such/file is missing: run `dvc repro`, which makes what the stage reads",
        ),
        (
            'raise DatasetError("a name like \\x1b[31mthis\\u202e or \\udcff: é")',
            r"error: a name like \x1b[31mthis\u202e or \udcff: é",
        ),
        ("raise KeyboardInterrupt", "interrupted"),
    ],
)
def test_an_error_is_one_line_without_a_traceback(body: str, line: str) -> None:
    result = program(body)
    assert result.returncode == (130 if "Interrupt" in body else 2)
    assert result.stderr == f"{line}\n"


def test_a_traceback_is_shown_when_asked_for() -> None:
    result = program('raise DatasetError("no images")', "--traceback")
    assert result.returncode == 2
    assert "Traceback" in result.stderr
    assert result.stderr.endswith("error: no images\n")


def test_a_bug_of_ours_is_not_dressed_up_as_a_users_mistake() -> None:
    result = program("assert False")
    assert result.returncode == 1
    assert "AssertionError" in result.stderr


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "models/x: the disk is full: free some space"),
        (errno.EFBIG, "models/x: a file may not grow so large: raise the limit (`ulimit -f`)"),
        (errno.EACCES, "models/x: Permission denied: check who owns it and its folder"),
        (errno.EROFS, "models/x: Read-only file system: check who owns it and its folder"),
        (errno.EIO, "models/x: Input/output error"),
    ],
)
def test_an_error_of_the_system_is_explained(number: int, says: str) -> None:
    assert says in str(console.explain(OSError(number, os.strerror(number), "models/x")))


def test_errors_keep_their_facts() -> None:
    digest = DigestError("mine", "sha256:a", "sha256:b")
    assert (digest.name, digest.pinned, digest.found) == ("mine", "sha256:a", "sha256:b")
    assert "Expected sha256:a. Received sha256:b. To accept" in str(digest)
    assert ParamsError(["one", "two"]).problems == ["one", "two"]
    assert issubclass(DigestError, BloodcellsError)


def test_tracking_yields_every_item() -> None:
    assert list(console.track(range(5), what="images", total=5)) == [0, 1, 2, 3, 4]


ITEMS = "assert list(console.track(range(3), what='images [x]', total=3)) == [0, 1, 2]"
BYTES = "bar.update(bar.add_task('set [x].zip', total=2048), advance=2048)"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (ITEMS, ["images [x]", "100%", "3/3"]),
        (f"with console.download_bar() as bar: {BYTES}", ["set [x].zip", "100%", "2.0/2.0 kB"]),
    ],
)
def test_progress_is_shown_on_a_terminal_and_nowhere_else(body: str, shown: list[str]) -> None:
    screen, terminal = pty.openpty()
    command = python(PROGRAM.format(body=body))
    settings = {"NO_COLOR": "1", "TERM": "xterm", "COLUMNS": "100"}
    assert ended(command, env=environment(**settings), stderr=terminal).returncode == 0
    os.close(terminal)
    seen = b""
    with suppress(OSError):  # Linux gives an error where others end the file.
        while chunk := os.read(screen, 2**16):
            seen += chunk
    os.close(screen)
    assert [text for text in shown if text.encode() not in seen] == []
    assert ended(command, env=environment(**settings)).stderr == ""


ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="no device is always full")


@pytest.mark.parametrize(
    "nowhere",
    [
        pytest.param(
            "2>/dev/full", id="full", marks=pytest.mark.skipif(sys.platform != "linux", reason="no such device")
        ),
        pytest.param("2>&-", id="closed"),
        pytest.param("2> >(true)", id="a closed pipe"),
    ],
)
@pytest.mark.parametrize(("body", "code"), [("pass", 0), ('raise DatasetError("no images")', 2)])
def test_the_stage_ends_as_it_should_though_nobody_can_read_what_it_says(nowhere: str, body: str, code: int) -> None:
    talk = "import time; time.sleep(0.1); console.say('one'); console.warn('two'); print('done', flush=True)"
    command = f'"$0" -c "$1" {nowhere}'
    words = [sys.executable, PROGRAM.format(body=f"{talk}; {body}" if body == "pass" else f"{talk}\n    {body}")]
    result = subprocess.run(["bash", "-c", command, *words], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (code, "done\n")
