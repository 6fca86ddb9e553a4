"""Audits of the search that `support.shared_search` makes, and what they say of an experiment."""

from hemolog.experiments.sharing.audit.audited import Audit, Audited, State
from hemolog.experiments.sharing.audit.experiments import audit_here, audit_there
from hemolog.experiments.workspace import Workspace
from support.repositories import Repository
from support.shared_search import Team
from support.tellers import Silent

ALL = [f"rates-{number:04}" for number in range(4)]


def here(repository: Repository, *, deep: bool = False) -> Audit:
    return audit_here(Workspace(repository.path), Silent(), deep=deep)


def there(repository: Repository, *, deep: bool = False) -> Audit:
    return audit_there(Workspace(repository.path), None, Silent(), deep=deep)


def states(audit: Audit) -> dict[str, State]:
    return {each.experiment.name: each.state for each in audit.experiments}


def of(audit: Audit, name: str) -> Audited:
    (found,) = [each for each in audit.experiments if each.experiment.name == name]
    return found


def found(audit: Audit, name: str) -> list[tuple[str, State]]:
    return [(each.path, each.state) for each in of(audit, name).findings]


def head(team: Team) -> str:
    commit = team.clone.git("rev-parse", "HEAD").strip()
    return f"{commit[:2]}/{commit[2:]}"
