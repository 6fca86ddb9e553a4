"""What DVC itself runs: `dvc exp run` in the workspace, in a temporary folder or from the queue, and `dvc repro`.

While a stage runs, DVC has its outputs in `.dvc/tmp/rwlock` of the checkout, with the number of the process. It deletes
them before the stage begins, so what is found in them is of this run. The lock is only looked at.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hemolog.experiments.documents import mapping
from hemolog.experiments.history.running.changed_params import changed_params
from hemolog.experiments.history.running.live_curves import live_curves
from hemolog.experiments.history.running.local_file import Read, read
from hemolog.experiments.history.running.plots import plots_of
from hemolog.experiments.history.running.run import Place, RunningRun
from hemolog.experiments.workspace import Workspace

LARGEST = 1_000_000
"""Bytes of a file in which DVC tells what it does."""
MOST = 1_000
"""Runs that are looked into."""
_TOLD = ("exps/run", "exps/standalone/run")
"""Folders below `.dvc/tmp` in which DVC has a folder for each run."""
_RUNNING = 2
"""As DVC numbers what becomes of a run (`TaskStatus`)."""


@dataclass(frozen=True)
class _Told:
    """What DVC tells of a run."""

    root: Path
    """DVC's root, where it runs."""
    name: str
    baseline: str
    begun: float


def dvc_runs(workspace: Workspace) -> Iterator[RunningRun]:
    """Those of a clone in which a stage runs at this moment; first that of the workspace, if there is one."""
    told = {each.root: each for each in _all_told(workspace)}
    here = told.pop(workspace.dvc_root, None)
    if (run := _run(workspace, workspace.dvc_root, here)) is not None:
        yield run
    for root, each in told.items():
        if (run := _run(workspace, root, each)) is not None:
            yield run


def _run(workspace: Workspace, root: Path, told: _Told | None) -> RunningRun | None:
    lock = read(root / ".dvc/tmp/rwlock", LARGEST)
    written = _being_written(lock) if lock else []
    if lock is None or not written:
        return None
    baseline = told.baseline if told else workspace.head()
    plots = [plot for plot in plots_of(workspace, root, baseline) if _is_one_of(root / plot.path, written)]
    live = live_curves(root, plots)
    return RunningRun(
        place=Place.WORKSPACE if root == workspace.dvc_root else Place.TEMPORARY,
        name=told.name if told else "",
        baseline=baseline,
        facts={},
        params=changed_params(workspace, root, baseline),
        begun=told.begun if told else lock.changed / 1e9,
        curves=live.curves,
        written=live.written,
    )


def _being_written(lock: Read) -> list[Path]:
    """Outputs of the stages that run."""
    entries = mapping(_json(lock).get("write"))
    return [Path(path) for path, by in entries.items() if _lives(mapping(by).get("pid"))]


def _lives(process: Any) -> bool:
    if isinstance(process, bool) or not isinstance(process, int) or not 0 < process < 2**31:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # Another user's.
        return True
    return True


def _is_one_of(plots: Path, written: list[Path]) -> bool:
    return any(plots == each or each in plots.parents or plots in each.parents for each in written)


def _all_told(workspace: Workspace) -> Iterator[_Told]:
    temporary = workspace.dvc_root / ".dvc/tmp"
    files = [file for folder in _TOLD for file in sorted((temporary / folder).glob("*/*.run"))]
    for file in files[-MOST:]:
        if (info := read(file, LARGEST)) is not None and (told := _told(workspace, info)) is not None:
            yield told


def _told(workspace: Workspace, info: Read) -> _Told | None:
    told = _json(info)
    root, folder, name, baseline = (told.get(key) for key in ("root_dir", "dvc_dir", "name", "baseline_rev"))
    if told.get("status") != _RUNNING or not isinstance(root, str) or not isinstance(folder, str):
        return None
    checkout = Path(os.path.normpath(Path(root) / folder)).parent
    if checkout != workspace.dvc_root and not checkout.is_relative_to(workspace.dvc_root / ".dvc/tmp/exps"):
        return None
    return _Told(checkout, _text(name), _text(baseline), info.changed / 1e9)


def _text(value: Any) -> str:
    return value[:300] if isinstance(value, str) else ""


def _json(file: Read) -> Mapping[str, Any]:
    """What a file holds; nothing where it is being written."""
    try:
        return mapping(json.loads(file.data))
    except (ValueError, RecursionError):
        return {}
