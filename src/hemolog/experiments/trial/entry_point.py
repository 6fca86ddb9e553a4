"""A stage's command, run in this process: the `main()` of the module that `dvc.yaml` names.

A command such as `PYTHONPATH=src python -m package.module --flag` is understood as a shell would: leading `NAME=value`
words are its environment. Whatever is no such command, or names a module without a `main()`, is no entry point; it has
to run as a process of its own.
"""

import ast
import importlib
import importlib.util
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import NoReturn

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

    def run(self, folder: Path, environment: Mapping[str, str], bytecode: Path | None = None) -> bool:
        """Call the module's `main()` with `folder` as the current one.

        Modules come from `folder` and from `PYTHONPATH`, relative to it, and are loaded anew, as in a new process:
        what they read while they are loaded may have changed since the last time. Everything that a process would have
        had to itself is put back afterwards: environment, arguments, the paths and the loaded modules of the code that
        was run.

        Args:
            folder: an absolute path.
            environment: added to that of this process; the command's own assignments come on top.
            bytecode: a folder for the compiled code of these modules; None to keep none.

        Returns:
            False if the module has no `main()`, and nothing was run.

        Raises:
            StageExitError: the stage ended the process with a code that isn't 0.
            Exception: whatever the module raises.
        """
        with _process(folder, {**environment, **self.environment}, self.arguments, bytecode):
            try:
                return self._call()
            except SystemExit as end:
                if end.code not in (None, 0):
                    raise StageExitError(end.code) from end
                return True

    def _call(self) -> bool:
        spec = importlib.util.find_spec(self.module)
        if spec is not None and spec.submodule_search_locations is not None:
            spec = importlib.util.find_spec(f"{self.module}.__main__")
        # Read first: a module without a `main()` may do its work while it is imported.
        if spec is None or spec.origin is None or not _has_main(Path(spec.origin)):
            return False
        module = importlib.import_module(spec.name)
        sys.argv[0] = spec.origin
        module.main()
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
def _process(
    folder: Path, environment: Mapping[str, str], arguments: tuple[str, ...], bytecode: Path | None
) -> Iterator[None]:
    kept_environment, kept_arguments, kept_path = dict(os.environ), sys.argv, list(sys.path)
    kept_bytecode, kept_streams = (sys.dont_write_bytecode, sys.pycache_prefix), (sys.stdin, sys.stdout, sys.stderr)
    with chdir(folder):
        os.environ.update(environment)
        folders = [folder, *(folder / name for name in os.environ.get("PYTHONPATH", "").split(os.pathsep) if name)]
        sys.argv = ["", *arguments]
        sys.path[:0] = [str(each) for each in folders]
        sys.dont_write_bytecode, sys.pycache_prefix = bytecode is None, str(bytecode) if bytecode else None
        kept_exit, os._exit = os._exit, _exit_of(os.getpid(), os._exit)  # type: ignore[assignment]
        try:
            with _modules_of(folders):
                yield
        finally:
            os._exit = kept_exit
            sys.argv, sys.path[:] = kept_arguments, kept_path
            sys.dont_write_bytecode, sys.pycache_prefix = kept_bytecode
            sys.stdin, sys.stdout, sys.stderr = kept_streams
            os.environ.clear()
            os.environ.update(kept_environment)


def _exit_of(process: int, real: Callable[[int], NoReturn]) -> Callable[[int], NoReturn]:
    """`os._exit` that ends the stage, not the search; processes that the stage has forked end as they would."""

    def leave(status: int) -> NoReturn:
        if os.getpid() != process:
            real(status)
        raise SystemExit(status)

    return leave


@contextmanager
def _modules_of(folders: list[Path]) -> Iterator[None]:
    """Let the names of packages in `folders` mean those, whatever is loaded under these names already."""
    names = {entry.stem for folder in folders for entry in _importable(folder)} - {_OWN}
    outside = _take(names)
    importlib.invalidate_caches()
    try:
        yield
    finally:
        _take(names)
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


def _has_main(source: Path) -> bool:
    """Whether a module binds the name `main`: by a definition, an import or an assignment."""
    if source.suffix != ".py":
        return False
    for node in ast.parse(source.read_bytes()).body:
        if isinstance(node, ast.FunctionDef) and node.name == "main":
            return True
        if isinstance(node, ast.ImportFrom) and any((each.asname or each.name) == "main" for each in node.names):
            return True
        if isinstance(node, ast.Assign) and any(
            isinstance(each, ast.Name) and each.id == "main" for each in node.targets
        ):
            return True
    return False
