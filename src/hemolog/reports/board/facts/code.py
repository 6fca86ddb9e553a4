"""The code of each run: which files differ between the commits of some runs, and their texts, once each.

Most runs are experiments on few baselines, and most folders are the same in all of them: a tree is looked into once,
and two folders with one id are equal.
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pygit2

from hemolog.errors import RepositoryError
from hemolog.experiments.history.run import Run
from hemolog.reports.board.facts.code_trees import CodeTrees
from hemolog.reports.board.facts.written_paths import WrittenPaths

LARGEST = 200_000
"""Bytes of a file whose text is kept."""
LARGEST_TOTAL = 2_000_000
"""Bytes of all texts."""
MOST_FILES = 2_000
"""Files that differ."""
MOST_ENTRIES = 200_000
"""Of all states together: a file and its text."""
NONE = -1
_SETTINGS = re.compile(r"(?:^|/)\.dvc/config(?:\.local)?$")
_PRIVATE = "DVC's settings, which may hold keys and passwords"
"""A page goes to people who may not see the repository."""


@dataclass(frozen=True)
class CodeFacts:
    """The code of all runs."""

    files: tuple[str, ...]
    """Paths from git's root of files that differ between states, in alphabetical order."""
    texts: tuple[str | None, ...]
    """All that they hold, each once; None where it is left out."""
    left_out: Mapping[int, str]
    """Text -> why it is left out."""
    states: tuple[tuple[int, ...], ...]
    """Of each distinct code: file, text, file, text and so on, of those files that it has."""
    runs: tuple[int, ...]
    """The state of each run; `NONE` where it isn't known."""
    problems: Mapping[int, str] = field(default_factory=dict)
    """Run -> why its code isn't known."""
    cut: str = ""
    """What is left out of states as a whole; empty if nothing is."""


def code_facts(git: pygit2.Repository, runs: Sequence[Run]) -> CodeFacts:
    """The code of all runs; texts of the first runs go first where not all have room."""
    trees, written = CodeTrees(), WrittenPaths(git)
    states: dict[int, int] = {}
    found: list[int] = []
    problems: dict[int, str] = {}
    for number, run in enumerate(runs):
        try:
            tree = git[run.commit].peel(pygit2.Tree)
            found.append(states.setdefault(trees.node(tree, written.of(run, tree)), len(states)))
        except (RepositoryError, KeyError, ValueError, pygit2.GitError) as error:
            found.append(NONE)
            problems[number] = f"git can't read its code: {_reason(error)}"
    return _told(git, trees, list(states), tuple(found), problems)


def _told(
    git: pygit2.Repository, trees: CodeTrees, nodes: Sequence[int], runs: tuple[int, ...], problems: Mapping[int, str]
) -> CodeFacts:
    differing = trees.differing(nodes, MOST_FILES)
    files, cut = sorted(differing.columns), ""
    if differing.is_cut:
        cut = f"only {MOST_FILES:,} of the files that differ are told"
    if len(files) * len(nodes) > MOST_ENTRIES:
        files = files[: MOST_ENTRIES // len(nodes)]
        cut = f"only {len(files):,} of the files that differ are told, for there are {len(nodes):,} states of the code"
    ids: dict[str, int] = {}
    states = []
    for state in range(len(nodes)):
        held = [(number, differing.columns[file][state]) for number, file in enumerate(files)]
        states.append(tuple(part for number, blob in held if blob for part in (number, ids.setdefault(blob, len(ids)))))
    private = {blob for file in files if _SETTINGS.search(file) for blob in differing.columns[file]}
    texts, left_out = _texts(git, ids, private)
    return CodeFacts(tuple(files), texts, left_out, tuple(states), runs, problems, cut)


def _reason(error: Exception) -> str:
    return f"it has no object {error.args[0]}" if isinstance(error, KeyError) else " ".join(str(error).split())


def _texts(
    git: pygit2.Repository, blobs: Iterable[str], private: Container[str]
) -> tuple[tuple[str | None, ...], dict[int, str]]:
    texts: list[str | None] = []
    left_out: dict[int, str] = {}
    room = LARGEST_TOTAL
    for number, blob in enumerate(blobs):
        data, reason = (None, _PRIVATE) if blob in private else _data(git, blob, room)
        text = None if data is None else data.decode()
        room -= len(data or b"")
        texts.append(text)
        if reason:
            left_out[number] = reason
    return tuple(texts), left_out


def _data(git: pygit2.Repository, blob: str, room: int) -> tuple[bytes | None, str]:
    """The bytes of a text, or why there are none."""
    try:
        found = git[blob]
        size = found.size if isinstance(found, pygit2.Blob) else 0
        if size > LARGEST:
            return None, f"{size:,} bytes, more than {LARGEST:,}"
        if size > room:
            return None, f"the texts of other files come to {LARGEST_TOTAL:,} bytes already"
        data = found.data if isinstance(found, pygit2.Blob) else b""
        data.decode()
    except KeyError:
        return None, "its bytes are not here: a submodule, or lost"
    except UnicodeDecodeError:
        return None, "no text"
    except (ValueError, pygit2.GitError) as error:
        return None, f"git can't read it: {_reason(error)}"
    return (None, "no text") if b"\0" in data else (data, "")
