"""A repository's git remote `origin`, references to send to it, and what no transfer may change."""

from hemolog.experiments.sharing.references.git_remote import GitRemote
from support.plain_repository import Plain


def origin(here: Plain) -> GitRemote:
    return GitRemote(here.workspace, "origin")


def state(here: Plain) -> dict[str, str]:
    """What no transfer of experiments may change: settings, and all references outside of two namespaces."""
    listing = here.repository.git("for-each-ref", "--format=%(refname) %(objectname)")
    rows = dict(line.split() for line in listing.splitlines())
    ours = ("refs/exps/", "refs/hemolog/")
    kept = {name: oid for name, oid in rows.items() if not name.startswith(ours)}
    git = here.repository.path / ".git"
    return kept | {"config": (git / "config").read_text(), "FETCH_HEAD": str((git / "FETCH_HEAD").exists())}


def several(here: Plain, count: int) -> dict[str, str]:
    """References of experiments, each to a commit of its own."""
    return {here.ref(f"rates-{number:04}"): here.commit({"number": str(number)}) for number in range(count)}
