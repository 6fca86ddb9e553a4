"""A git remote that a team shares experiments through: a bare repository, which may refuse what is sent to it."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from support.processes import ended
from support.repositories import Repository

_HOOK = """\
#!/bin/sh
# update: asked once for each reference, with its name; pre-receive: once for all, which stand on its input.
{names} | grep -qE -e {pattern} || exit 0
echo {reason} >&2
exit 1
"""
_NAMES = {"update": "printf '%s\\n' \"$1\"", "pre-receive": "cut -d ' ' -f 3"}


@dataclass(frozen=True)
class Hub:
    """A bare repository."""

    path: Path

    def references(self, pattern: str = "refs/") -> dict[str, str]:
        """Name -> the commit's id, of the references that it has.

        Args:
            pattern: as `git for-each-ref` takes it.
        """
        rows = Repository(self.path).git("for-each-ref", "--format=%(refname) %(objectname)", pattern).splitlines()
        return dict(row.split() for row in rows)

    def refuse(self, pattern: str = "", *, reason: str = "not on this server", whole: bool = False) -> None:
        """Refuse references from the next push on.

        Args:
            pattern: an extended regular expression found in their names; by default in all.
            reason: what the server says.
            whole: with the refused ones all others of the same push are refused.
        """
        self.accept()
        name = "pre-receive" if whole else "update"
        hook = self.path / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(_HOOK.format(names=_NAMES[name], pattern=shlex.quote(pattern), reason=shlex.quote(reason)))
        hook.chmod(0o755)

    def accept(self) -> None:
        """Refuse nothing any more."""
        for name in _NAMES:
            (self.path / "hooks" / name).unlink(missing_ok=True)


def made_hub(folder: Path) -> Hub:
    """Make an empty one."""
    result = ended(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(folder)])
    assert result.returncode == 0, result.stderr
    return Hub(folder)


def exactly(*names: str) -> str:
    """The pattern of references of these names alone."""
    return f"^({'|'.join(map(re.escape, names))})$"
