"""A stage's command, run in this process: the `main()` of the module that `dvc.yaml` names.

A command such as `PYTHONPATH=src python -m package.module --flag` is understood as a shell would: leading `NAME=value`
words are its environment. Whatever is no such command, or names a module without a `main()`, is no entry point; it has
to run as a process of its own.
"""

import importlib
import os
import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)
_PYTHON = re.compile(r"python(3(\.\d+)?)?")
_SHELL = re.compile(r"[|&;<>()$`*?\[\]#~!{}\\\n]")
_OWN = "hemolog"


@dataclass(frozen=True)
class EntryPoint:
    """What a command says: a module to be run, its arguments, and its environment."""

    module: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]

    @classmethod
    def parse(cls, command: str) -> "EntryPoint | None":
        """Understand a command; `None` if a shell is needed for it or it runs no module."""
        if _SHELL.search(command):
            return None
        try:
            words = shlex.split(command)
        except ValueError:
            return None
        environment = {}
        while words and (match := _ASSIGNMENT.fullmatch(words[0])):
            environment[match[1]] = match[2]
            words.pop(0)
        if len(words) < 3 or not _PYTHON.fullmatch(words[0]) or words[1] != "-m":
            return None
        return cls(words[2], tuple(words[3:]), environment)

    def run(self, folder: Path, environment: Mapping[str, str]) -> bool:
        """Call the module's `main()` with `folder` as the current one.

        Modules come from `folder` and from `PYTHONPATH`, relative to it, as they would in a new process. Everything
        that a process would have had to itself is put back afterwards: environment, arguments, the paths and the
        loaded modules of the code that was run.

        Args:
            folder: an absolute path.
            environment: added to that of this process; the command's own assignments come on top.

        Returns:
            False if the module has no `main()`, and nothing was run.

        Raises:
            StageExitError: the stage ended the process with a code that isn't 0.
            Exception: whatever `main()` raises.
        """
        with _process(folder, {**environment, **self.environment}, self.arguments):
            module = importlib.import_module(self.module)
            main = getattr(module, "main", None)
            if not callable(main):
                return False
            sys.argv[0] = str(module.__file__)
            try:
                main()
            except SystemExit as end:
                if end.code not in (None, 0):
                    raise StageExitError(end.code) from end
            return True


class StageExitError(Exception):
    """A stage ended itself.

    Attributes:
        code: what it gave to `sys.exit`.
    """

    def __init__(self, code: object) -> None:
        self.code = code
        super().__init__(f"the stage ended with {code}" if isinstance(code, int) else str(code))


@contextmanager
def _process(folder: Path, environment: Mapping[str, str], arguments: tuple[str, ...]) -> Iterator[None]:
    kept_environment, kept_arguments, kept_path = dict(os.environ), sys.argv, list(sys.path)
    kept_bytecode = sys.dont_write_bytecode
    with chdir(folder):
        os.environ.update(environment)
        folders = [folder, *(folder / name for name in os.environ.get("PYTHONPATH", "").split(os.pathsep) if name)]
        sys.argv = ["", *arguments]
        sys.path[:0] = [str(each) for each in folders]
        sys.dont_write_bytecode = True
        try:
            with _modules_of(folders):
                yield
        finally:
            sys.argv, sys.path[:], sys.dont_write_bytecode = kept_arguments, kept_path, kept_bytecode
            os.environ.clear()
            os.environ.update(kept_environment)


_loaded: dict[Path, dict[str, ModuleType]] = {}
"""Modules loaded earlier from each folder: a checkout whose code has not changed need not be imported again."""


@contextmanager
def _modules_of(folders: list[Path]) -> Iterator[None]:
    """Let the names of packages in `folders` mean those, whatever is loaded under these names already."""
    names = {entry.stem for folder in folders for entry in _importable(folder)} - {_OWN}
    outside = _take(names)
    sys.modules.update(_loaded.pop(folders[0], {}))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        _loaded[folders[0]] = _take(names)
        sys.modules.update(outside)


def _importable(folder: Path) -> Iterator[Path]:
    """Modules and packages; a folder without `__init__.py` yields to an installed package of its name."""
    if folder.is_dir():
        for entry in folder.iterdir():
            if entry.suffix == ".py" or (entry / "__init__.py").is_file() or _is_namespace(entry):
                yield entry


def _is_namespace(entry: Path) -> bool:
    loaded = sys.modules.get(entry.name)
    return (
        loaded is not None
        and entry.is_dir()
        and getattr(loaded, "__file__", None) is None
        and hasattr(loaded, "__path__")
    )


def _take(names: set[str]) -> dict[str, ModuleType]:
    taken = {name: module for name, module in sys.modules.items() if name.partition(".")[0] in names}
    for name in taken:
        del sys.modules[name]
    return taken


def forget(folder: Path) -> None:
    """Import the code of `folder` anew next time: it has changed."""
    _loaded.pop(folder, None)
