"""Locks of references that a killed git left behind, and that would keep every later one from its work.

Git holds such a lock for the moment of a change. One that has stood for seconds belongs to nobody any more.
"""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from hemolog.experiments.workspace import Workspace

OLD = 10.0
"""Seconds after which a lock is nobody's."""
_PLACES = ("refs/exps", "refs/hemolog", "refs/notes")


def free(workspace: Workspace) -> bool:
    """Remove the locks of experiments', notes' and Hemolog's own references, as soon as each is old enough.

    Returns:
        Whether there were any.
    """
    locks = dict(_locks(workspace))
    if not locks:
        return False
    time.sleep(max(0.0, min(OLD, max(locks.values()) + OLD - time.time())))
    for path, made in locks.items():
        with suppress(OSError):  # It was let go of meanwhile.
            if path.stat().st_mtime == made:
                path.unlink()
    return True


def _locks(workspace: Workspace) -> Iterator[tuple[Path, float]]:
    common = workspace.run_git("rev-parse", "--git-common-dir").decode().strip()
    for place in _PLACES:
        for path in (workspace.root / common / place).rglob("*.lock"):
            with suppress(OSError):
                yield path, path.stat().st_mtime
