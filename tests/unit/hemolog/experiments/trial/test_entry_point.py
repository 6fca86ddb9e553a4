"""Commands that name a `main()`, and those that need a shell."""

import os
import sys
from pathlib import Path

import pytest

from hemolog.experiments.trial.entry_point import EntryPoint, StageExitError
from support.small_pipeline import write


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("python -m a.b", EntryPoint("a.b", (), {})),
        ("python3 -m a", EntryPoint("a", (), {})),
        ("python3.12 -m a --x 'y z'", EntryPoint("a", ("--x", "y z"), {})),
        ("A=1 PYTHONPATH='src dir' python -m a", EntryPoint("a", (), {"A": "1", "PYTHONPATH": "src dir"})),
        ("A= python -m a", EntryPoint("a", (), {"A": ""})),
    ],
)
def test_a_command_is_understood(command: str, expected: EntryPoint) -> None:
    assert EntryPoint.parse(command) == expected


@pytest.mark.parametrize(
    "command",
    [
        "",
        "python train.py",
        "python -m",
        "python -u -m a",
        "/usr/bin/python -m a",
        "python -m a && python -m b",
        "python -m a > log",
        "python -m a $HOME",
        "A=$B python -m a",
        "python -m a 'unclosed",
        "env A=1 python -m a",
        "pythonic -m a",
        "python -m a *.txt",
    ],
)
def test_what_needs_a_shell_or_names_no_module_is_none(command: str) -> None:
    assert EntryPoint.parse(command) is None


@pytest.mark.parametrize(
    "code",
    [
        "def main():\n    ran()",
        "from odd.inner import main",
        "from odd.inner import other as main",
        "import odd.inner\nmain = odd.inner.main",
    ],
)
def test_main_is_called_however_it_is_bound(code: str, tmp_path: Path) -> None:
    inner = "from pathlib import Path\n\ndef main():\n    Path('ran').touch()\n\nother = main\n"
    write(tmp_path, {"src/odd/__init__.py": "", "src/odd/inner.py": inner})
    write(tmp_path, {"src/odd/stage.py": code.replace("ran()", "from pathlib import Path; Path('ran').touch()")})

    assert EntryPoint("odd.stage", (), {"PYTHONPATH": "src"}).run(tmp_path, {})

    assert (tmp_path / "ran").exists()


@pytest.mark.parametrize("files", [{"odd.py": "print(1 / 0)"}, {"odd/__init__.py": "", "odd/__main__.py": "1 / 0"}, {}])
def test_a_module_without_main_is_not_even_imported(files: dict[str, str], tmp_path: Path) -> None:
    write(tmp_path, files)

    assert not EntryPoint("odd", (), {}).run(tmp_path, {})


def test_a_package_runs_by_its_main_module(tmp_path: Path) -> None:
    write(tmp_path, {"odd/__init__.py": "", "odd/__main__.py": "def main():\n    raise SystemExit(4)\n"})

    with pytest.raises(StageExitError) as caught:
        EntryPoint("odd", (), {}).run(tmp_path, {})
    assert caught.value.code == 4


def test_code_that_changed_since_is_loaded_anew_and_leaves_no_files(tmp_path: Path) -> None:
    for number in (1, 2):
        write(
            tmp_path, {"odd.py": f"from pathlib import Path\n\ndef main():\n    Path('out').write_text('{number}')\n"}
        )
        assert EntryPoint("odd", ("a",), {}).run(tmp_path, {})
        assert (tmp_path / "out").read_text() == str(number)

    assert {path.name for path in tmp_path.iterdir()} == {"odd.py", "out"}
    assert "odd" not in sys.modules


def test_compiled_code_goes_to_the_folder_that_is_given(tmp_path: Path) -> None:
    write(tmp_path / "here", {"odd.py": "import helper\n\ndef main():\n    pass\n", "helper.py": ""})

    assert EntryPoint("odd", (), {}).run(tmp_path / "here", {}, tmp_path / "compiled")

    assert {path.name for path in (tmp_path / "here").iterdir()} == {"odd.py", "helper.py"}
    assert {path.name.partition(".")[0] for path in (tmp_path / "compiled").rglob("*.pyc")} == {"odd", "helper"}


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_an_abrupt_exit_ends_the_stage_alone_and_its_forks_as_ever(tmp_path: Path) -> None:
    fork = "    child = os.fork()\n    if not child:\n        os._exit(3)\n"
    wait = "    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3\n"
    write(tmp_path, {"odd.py": f"import os\n\ndef main():\n{fork}{wait}    os._exit(5)\n"})
    real = os._exit
    with pytest.raises(StageExitError, match="ended with 5"):
        EntryPoint("odd", (), {}).run(tmp_path, {})
    assert os._exit is real
