"""A stage of `dvc.yaml`, as far as a trial needs to know it."""

from dataclasses import dataclass
from pathlib import Path

from dvc.dependency import ParamsDependency
from dvc.stage import PipelineStage, Stage

from hemolog.experiments.dvc_store.params import PARAMS

_REPEATED = ("foreach", "matrix")


@dataclass(frozen=True)
class StageFacts:
    """A stage of `dvc.yaml`, with its variables filled in."""

    name: str
    commands: tuple[str, ...]
    folder: Path
    """Where its commands run; absolute."""
    params: frozenset[str]
    """Dotted names in `params.yaml` that it depends on; an empty name stands for the whole file."""
    variables: frozenset[str]
    """Dotted names in `params.yaml` that `dvc.yaml` fills into its definition; an empty name for what can't be told."""
    outputs: tuple[Path, ...]
    """Absolute paths."""
    kept_in_git: tuple[Path, ...]
    """Those outputs that git keeps, not DVC's cache."""
    metrics: tuple[Path, ...]
    frozen: bool
    """DVC leaves it as it is, whatever it depends on."""
    after: frozenset[str]
    """Names of all stages whose outputs it depends on, directly or not."""


def facts(stage: PipelineStage, after: frozenset[str] = frozenset()) -> StageFacts:
    """Tell of a stage.

    Args:
        stage: of DVC.
        after: names of the stages before it.
    """
    commands = stage.cmd if isinstance(stage.cmd, list) else stage.cmd.splitlines()
    params = [dep for dep in stage.deps if reads_params(dep)]
    return StageFacts(
        name=stage.addressing,
        commands=tuple(commands),
        folder=Path(stage.wdir),
        params=frozenset(name for dep in params for name in (dep.params or [""])),
        variables=_variables(stage),
        outputs=tuple(Path(out.fs_path) for out in stage.outs),
        kept_in_git=tuple(Path(out.fs_path) for out in stage.outs if kept_in_git(out)),
        metrics=tuple(Path(out.fs_path) for out in stage.outs if out.is_metric),
        frozen=bool(stage.frozen),
        after=after,
    )


def reads_params(dep: object) -> bool:
    """Whether a dependency is on the `params.yaml` that trials change, not on another file of that name."""
    return isinstance(dep, ParamsDependency) and Path(dep.fs_path) == Path(dep.repo.root_dir) / PARAMS


def kept_in_git(item: object) -> bool:
    """Whether git keeps an output or a dependency; DVC's cache does not."""
    return bool(item.is_in_repo and not item.use_scm_ignore)  # type: ignore[attr-defined]


def _variables(stage: PipelineStage) -> frozenset[str]:
    definition = stage.dvcfile.contents.get("stages", {}).get(stage.name.partition("@")[0], {})
    if any("${" in str(definition.get(key, "")) for key in _REPEATED):
        return frozenset({""})
    root = Path(stage.repo.root_dir)
    used = {
        name
        for file, names in stage.tracked_vars.items()
        if (Path(stage.path).parent / file).resolve() == (root / PARAMS).resolve()
        for name in names
    }
    return frozenset(used)


def lock_path(stage: Stage) -> Path:
    """Where the lock of a stage stands; absolute."""
    return Path(stage.dvcfile._lockfile.path)
