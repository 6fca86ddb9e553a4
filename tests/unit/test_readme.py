"""The README shows only commands that exist, files that are there and help that is true."""

import itertools
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from ruamel.yaml import YAML

import hemolog
from hemolog.cli import app
from hemolog.experiments.space.reading import read_space

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
PLACEHOLDERS = {"<bucket>": "bucket", "<prefix>": "prefix"}


def console_blocks() -> Iterator[list[tuple[str, str]]]:
    """Each `console` block as pairs of a command and the output shown under it."""
    for block in re.findall(r"```console\n(.*?)```", README, flags=re.DOTALL):
        pairs: list[tuple[str, str]] = []
        for line in block.splitlines(keepends=True):
            if line.startswith("$ "):
                pairs.append((line[2:].rstrip("\n"), ""))
            else:
                command, output = pairs.pop()
                pairs.append((command, output + line))
        yield pairs


SHOWN = [pair for block in console_blocks() for pair in block]


def words_of(command: str) -> list[str]:
    for placeholder, value in PLACEHOLDERS.items():
        command = command.replace(placeholder, value)
    return shlex.split(command, comments=True)


def commands_of(program: str) -> list[list[str]]:
    return [words for command, _ in SHOWN if (words := words_of(command))[:1] == [program]]


def test_every_command_is_of_a_known_program() -> None:
    known = {"make", "dvc", "git", "hemolog", "python", "export", ".", "cd", "PYTHONPATH=src"}
    assert {words_of(command)[0] for command, _ in SHOWN} <= known


def test_make_commands_are_targets() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    asked = {word for words in commands_of("make") for word in words[1:] if "=" not in word}
    assert asked
    assert asked <= targets


@pytest.mark.parametrize("words", commands_of("dvc"), ids=" ".join)
def test_dvc_understands_the_dvc_commands(words: list[str]) -> None:
    from dvc.cli import parse_args

    assert parse_args(words[1:]).func


def test_params_named_in_commands_exist() -> None:
    from bloodcells.params.whole_file import SECTIONS

    known = {name for section in SECTIONS for name in section.names()}
    settings = [
        word.partition("=")[0].lstrip("+~")
        for words in [*commands_of("dvc"), *commands_of("hemolog")]
        for flag, word in itertools.pairwise(words)
        if flag in ("-S", "--set-param")
    ]
    assert settings
    assert [name for name in settings if name not in known and not name.startswith("fetch.datasets.")] == []


@pytest.mark.parametrize("command", ["hemolog --help", "hemolog search --help", "make help"])
def test_help_is_shown_as_it_is(command: str) -> None:
    environment = {**os.environ, "COLUMNS": "80", "TERM": "dumb", "NO_COLOR": "1"}
    real = subprocess.run(command.split(), cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert [line.rstrip() for line in dict(SHOWN)[command].strip().splitlines()] == [
        line.rstrip() for line in real.strip().splitlines()
    ]


@pytest.mark.parametrize("words", [words for words in commands_of("hemolog") if "--help" not in words], ids=" ".join)
def test_hemolog_understands_the_hemolog_commands(words: list[str]) -> None:
    group = typer.main.get_command(app)
    with group.make_context("hemolog", words[1:], resilient_parsing=True) as context:
        name, command, rest = group.resolve_command(context, words[1:])
        assert command is not None
        command.make_context(name, rest, context)


def test_every_key_of_a_search_is_explained() -> None:
    section = YAML(typ="safe").load((ROOT / "params.yaml").read_text())["search"]
    table = README[README.index("| `search.` |") :].partition("\n\n")[0]
    explained = set(re.findall(r"^\| `(\w+)` \|", table, flags=re.MULTILINE))
    assert set(section) <= explained


def test_entries_shown_of_a_space_are_read() -> None:
    entries = re.findall(r"^\| `((?:float|int|choice|boolean):.*?)` \|", README, flags=re.MULTILINE)
    problems: list[str] = []
    space = read_space(
        {f"train.p{number}": YAML(typ="safe").load(text) for number, text in enumerate(entries)}, problems
    )
    assert problems == []
    assert len(space) == 4


def test_python_shown_uses_what_is_there() -> None:
    shown = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    for code in shown:
        compile(code, "README.md", "exec")
    assert {name for code in shown for name in re.findall(r"hemolog\.(\w+)", code)} == set(hemolog.__all__)


def test_modules_that_are_run_exist() -> None:
    for command, _ in SHOWN:
        for name in re.findall(r"python -m ([\w.]+)", command):
            path = ROOT / "src" / name.replace(".", "/")
            assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), name


def test_links_lead_to_files() -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", README):
        assert (ROOT / target).exists(), target


def test_the_tree_shows_files_that_are_there() -> None:
    trees = re.findall(r"```text\n(dvc\.yaml.*?)```", README, flags=re.DOTALL)
    assert len(trees) == 1
    folders: list[str] = []
    for line in trees[0].splitlines():
        indent, name = re.match(r"( *)(\S+)", line).groups()  # type: ignore[union-attr]
        folders = folders[: len(indent) // 2]
        path = ROOT.joinpath(*folders, name)
        assert path.exists() or name in ("data/", "models/"), path
        if name.endswith("/"):
            folders.append(name)


def test_nothing_shown_names_this_machine() -> None:
    assert str(ROOT) not in README
    assert Path(sys.prefix).as_posix() not in README
