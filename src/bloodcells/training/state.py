"""The state of a training after its last whole epoch, on disk, for a run that was killed to go on from.

It lives outside the stage's outs, which DVC deletes before a run, under a name that is a digest of all that the
result depends on. It is one file, switched by one rename: a process may be killed at any moment.
"""

import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bloodcells.atomic import new_file
from bloodcells.console import warn
from bloodcells.paths import WORK

Arrays = list[NDArray[Any]]
Logs = dict[str, float]

FOLDER = WORK / "train"


@dataclass(frozen=True)
class State:
    """After `len(history)` epochs."""

    history: list[Logs] = field(default_factory=list)
    """What was logged of each epoch."""
    learner: Arrays = field(default_factory=list)
    """All that the next step depends on."""
    best: Arrays = field(default_factory=list)
    """The model's weights after the best epoch."""


class Store:
    """Keeps one state, that of one training."""

    def __init__(self, digest: str) -> None:
        self._path = FOLDER / f"{digest}.npz"

    def load(self) -> State | None:
        """Read the state; none if there is none, or none of this training."""
        if not self._path.exists():
            return None
        try:
            with self._path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
                story = json.loads(str(file["story"]))
                groups = {
                    group: [file[f"{group}_{number}"] for number in range(story[group])]
                    for group in ("learner", "best")
                }
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            warn(f"{self._path} is damaged ({error}): the training begins anew")
            return None
        return State(story["history"], **groups)

    def save(self, state: State) -> None:
        """Write the state in place of the earlier one, and remove those of other trainings."""
        story = {"history": state.history, "learner": len(state.learner), "best": len(state.best)}
        arrays = {f"learner_{number}": array for number, array in enumerate(state.learner)}
        arrays |= {f"best_{number}": array for number, array in enumerate(state.best)}
        with new_file(self._path) as part, part.open("wb") as file:
            np.savez(file, allow_pickle=False, story=np.array(json.dumps(story)), **arrays)
        self._remove(*(set(FOLDER.iterdir()) - {self._path}))

    def clear(self) -> None:
        """Forget the state: the training has ended."""
        self._remove(self._path)

    @staticmethod
    def _remove(*files: Path) -> None:
        for file in files:
            file.unlink(missing_ok=True)
