"""Prunes of the search that `support.shared_search` makes: what a plan holds, what is left, here and in the remotes."""

from pathlib import Path

from hemolog.experiments.dvc_store import cache_folder
from hemolog.experiments.sharing.audit.audited import State
from hemolog.experiments.sharing.audit.experiments import audit_here, audit_there
from hemolog.experiments.sharing.prune.plan import Fate, PrunePlan
from hemolog.experiments.sharing.prune.planner import PruneOptions
from hemolog.experiments.sharing.prune.prune import Prune
from hemolog.experiments.sharing.references.git_remote import git_remote_if_any
from hemolog.experiments.workspace import Workspace
from support.repositories import Repository
from support.tellers import Silent

BEST, SECOND, THIRD, WORST = "rates-0002", "rates-0000", "rates-0003", "rates-0001"
ALL = sorted([BEST, SECOND, THIRD, WORST])
PRUNED = {BEST: State.WHOLE, SECOND: State.WHOLE, THIRD: State.PRUNED, WORST: State.PRUNED}


def pruner(repository: Repository, keep: int = 2, *, older_than: float = 0.0, search: str = "rates") -> Prune:
    workspace = Workspace(repository.path)
    options = PruneOptions(search, keep, older_than)
    return Prune(workspace, options, git_remote_if_any(workspace), cache_folder(workspace.dvc_root), Silent())


def planned(repository: Repository, keep: int = 2, **options: float) -> PrunePlan:
    return pruner(repository, keep, **options).plan()


def prune(repository: Repository, keep: int = 2) -> PrunePlan:
    work = pruner(repository, keep)
    plan = work.plan()
    work.execute(plan)
    return plan


def fates(plan: PrunePlan) -> dict[str, Fate]:
    return {each.name: each.fate for each in plan.trials}


def reasons(plan: PrunePlan, name: str) -> tuple[str, ...]:
    (found,) = [each.reasons for each in plan.trials if each.name == name]
    return found


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def states(repository: Repository) -> tuple[dict[str, State], dict[str, State]]:
    """Here, and on the git remote."""
    workspace = Workspace(repository.path)
    audits = audit_here(workspace, Silent()), audit_there(workspace, None, Silent())
    here, there = ({each.experiment.name: each.state for each in audit.experiments} for audit in audits)
    return here, there
