"""Which stages a lock no longer belongs to: what `dvc repro --dry --allow-missing --all-pipelines` would run."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from dvc.dvcfile import LOCK_FILE
from dvc.repo import Repo
from dvc.repo.reproduce import get_active_graph, plan_repro
from dvc.stage import Stage
from dvc.utils.serialize import load_yaml

from hemolog.experiments.dvc_store import faults


@dataclass(frozen=True)
class Staleness:
    """Of one state of a pipeline; names are DVC's, in the order in which it would run them."""

    stale: tuple[str, ...]
    """Stages whose code, parameters, data, command or outputs are not those that the lock tells of."""
    after: tuple[str, ...]
    """Others that stand on these."""


def stale_stages(root: Path, is_ignored: Callable[[Path], bool]) -> Staleness:
    """Ask DVC of each stage, as its dry run does; data that is not here counts for what the lock tells of it.

    The command itself ends at the first stale stage whose data is missing, as in any clone without a remote; and it
    takes a source file that somebody deleted for data that is not here.

    Args:
        root: of a DVC repository that nobody else changes meanwhile; nothing of it is changed.
        is_ignored: whether git would ignore an absolute path, so that a file can miss there without being deleted.

    Raises:
        RepositoryError: DVC can't read it.
    """
    for name in ("dvc", "dvc_data", "dvc_objects"):
        logging.getLogger(name).setLevel(logging.ERROR)
    with faults.reading(root), Repo(str(root)) as repo:
        graph = get_active_graph(repo.index.graph)
        plan = plan_repro(graph, list(graph.nodes))
        stale: list[str] = []
        after: list[str] = []
        touched: set[Stage] = set()
        with repo.lock:
            for stage in plan:
                upstream = list(graph.successors(stage))
                if stage.changed(allow_missing=True, upstream=upstream) or _lacks(stage, root, is_ignored):
                    stale.append(stage.addressing)
                elif touched.intersection(upstream):
                    after.append(stage.addressing)
                else:
                    continue
                touched.add(stage)
        stale += _undefined(root, {stage.addressing for stage in plan})
    return Staleness(tuple(stale), tuple(after))


def _undefined(root: Path, known: Collection[str]) -> list[str]:
    """Stages that the lock beside `.dvc` tells of and no definition does, such as of a deleted `dvc.yaml`."""
    lock = root / LOCK_FILE
    stages = load_yaml(lock).get("stages") if lock.is_file() else None
    return [str(name) for name in stages or {} if name not in known]


def _lacks(stage: Stage, root: Path, is_ignored: Callable[[Path], bool]) -> bool:
    """Whether a file of it is missing that git would have."""
    made = {Path(out.fs_path) for each in stage.repo.index.stages for out in each.outs if out.use_cache}
    files = [*stage.deps, *(out for out in stage.outs if not out.use_cache)]
    paths = [Path(file.fs_path) for file in files if file.protocol == "local"]
    own = [path for path in paths if path.is_relative_to(root) and not path.exists()]
    return any(made.isdisjoint((path, *path.parents)) and not is_ignored(path) for path in own)
