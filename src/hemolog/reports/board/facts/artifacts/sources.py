"""What a stage was made from that no stage makes: its own code, or data that lies in git or outside of it."""

import posixpath

import pygit2

_CODE = frozenset(
    {
        *(".bash", ".c", ".cc", ".cfg", ".cpp", ".cu", ".cuh", ".go", ".h", ".hpp", ".ini", ".ipynb", ".java", ".jl"),
        *(".js", ".kt", ".lua", ".m", ".mk", ".pl", ".proto", ".py", ".pyi", ".pyx", ".r", ".rmd", ".rs", ".scala"),
        *(".sh", ".sql", ".toml", ".ts"),
    }
)
"""Endings of names, in lower case. Tables, texts and documents may be either, and are taken for data."""
_NAMES = frozenset({"Dockerfile", "Makefile", "requirements.txt", "requirements.lock"})
_MOST = 1_000  # entries of a folder that are looked at


class Sources:
    """Tells them apart; what many commits have alike is looked at once."""

    def __init__(self, git: pygit2.Repository) -> None:
        """Take the repository."""
        self._git = git
        self._known: dict[tuple[str, str], tuple[bool, bool]] = {}

    def is_in_git(self, commit: str, path: str, digest: str) -> bool:
        """Whether a commit has a path; one with an equal digest is taken for equal."""
        return self._look(commit, path, digest)[0]

    def is_code(self, commit: str, path: str, digest: str) -> bool:
        """Whether git has it and it is source code: a file by the ending of its name, a folder by its files."""
        return self._look(commit, path, digest)[1]

    def _look(self, commit: str, path: str, digest: str) -> tuple[bool, bool]:
        key = path, digest
        if key not in self._known:
            self._known[key] = self._found(commit, path)
        return self._known[key]

    def _found(self, commit: str, path: str) -> tuple[bool, bool]:
        try:
            entry = self._git[commit].peel(pygit2.Tree)[path]
            if isinstance(entry, pygit2.Tree):
                names = [each.name or "" for _, each in zip(range(_MOST), entry, strict=False)]
                return True, any(map(_is_code, names))
        except (KeyError, ValueError, pygit2.GitError):
            return False, False
        return True, _is_code(path)


def _is_code(path: str) -> bool:
    name = posixpath.basename(path)
    return name in _NAMES or posixpath.splitext(name)[1].lower() in _CODE
