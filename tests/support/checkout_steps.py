"""Steps that bring a checkout into another state, and can be put one after the other."""

from collections.abc import Callable
from pathlib import Path

from support.repositories import Repository
from support.small_pipeline import EVALUATE, write

Step = Callable[[Path], object]


def dirty(folder: Path) -> None:
    git = Repository(folder).git
    write(folder, {"added.txt": "new", "untracked.txt": "not carried"})
    git("add", "added.txt")
    (folder / "notes/read me.txt").write_text("Changed.\n")
    (folder / "src/small/__init__.py").chmod(0o755)
    (folder / ".gitignore").write_text("__pycache__/\n*.tmp\n")
    write(folder, {"src/small/evaluate.py": EVALUATE + "# edited\n"})


def reproduced(folder: Path) -> None:
    Repository(folder).dvc("repro", "--quiet")
    Repository(folder).commit("Reproduced")


def steps(*each: Step) -> Step:
    return lambda folder: [step(folder) for step in each]


def dvc(*words: str) -> Step:
    return lambda folder: Repository(folder).dvc(*words)


def git(*words: str) -> Step:
    return lambda folder: Repository(folder).git(*words)


def commit(folder: Path) -> None:
    Repository(folder).commit("More")
