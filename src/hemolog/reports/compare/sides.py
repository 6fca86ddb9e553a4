"""Which two states are compared: BASE and HEAD, as they are named or as a pull request would choose them."""

from dataclasses import dataclass, replace

from hemolog.errors import RepositoryError
from hemolog.experiments.history.checked_out import checked_out
from hemolog.experiments.history.read import Progress, read_history
from hemolog.experiments.history.revisions import Found, revision
from hemolog.experiments.history.run import Kind, Run
from hemolog.experiments.workspace import Workspace
from hemolog.reports.compare.ancestry import ahead, branch_name, default_branch, merge_base, parent, tip
from hemolog.reports.compare.named import named

FIRST_COMMIT = "HEAD is the first commit: there is nothing before it to compare with"
_SHORT = 7  # digits of a commit
_NAME_IT = "name BASE: `hemolog compare BASE HEAD` compares any two"


@dataclass(frozen=True)
class Side:
    """One of the two, as people are told of it."""

    kind: Kind
    name: str
    """Of the branch, the tag or the experiment; of a commit its first digits; `workspace`."""
    commit: str
    """40 hexadecimal digits; of the workspace the commit that its changes stand on."""
    state: str
    """What git has its files by: the commit, or of the workspace the id of a tree."""
    chosen: str
    """What it is, and why it was taken, to be read after its name: `the merge base of HEAD with origin/main`."""
    ref: str = ""
    """The reference that leads to it; empty for others."""
    time: int = 0
    """Of the commit, seconds since 1970; 0 of the workspace."""
    author: str = ""
    subject: str = ""
    problems: tuple[str, ...] = ()
    """One line for each of its files that can't be read."""


@dataclass(frozen=True)
class Sides:
    """Both, with all that git tells of them."""

    base: Run | None
    """None where there is none; `missing` says why."""
    head: Run
    base_side: Side | None
    head_side: Side
    remarks: tuple[str, ...] = ()
    """One line each: what a reader may not expect of the choice."""
    missing: str = ""


@dataclass(frozen=True)
class _Chosen:
    """A commit, what it was found by, and how it was chosen."""

    found: Found
    chosen: str
    remarks: tuple[str, ...] = ()


def choose_sides(
    workspace: Workspace, base: str | None = None, head: str | None = None, progress: Progress | None = None
) -> Sides:
    """Find and read them.

    Args:
        workspace: the repository.
        base: a revision or an experiment. Of a branch it is where HEAD left it, of all else that commit. None for an
            experiment's baseline, else for where HEAD left the default branch, and on that for the commit before.
        head: a revision or an experiment; None for the workspace if a file that git tracks has changed, else for what
            is checked out.
        progress: told how far the reading is.

    Raises:
        RepositoryError: a name stands for nothing; or nothing tells what to compare with, such as in a shallow clone.
    """
    changed = checked_out(workspace) if head is None else None
    new = _head(workspace, head, changed is not None)
    old = _named_base(workspace, base, new) if base is not None else _base(workspace, new, changed is not None)
    commits = [new.found.commit] if old is None else [new.found.commit, old.found.commit]
    runs = read_history(workspace, commits, experiments=False, progress=progress).runs
    head_run = changed if changed is not None else _as(runs[0], new.found)
    base_run = None if old is None else _as(runs[1], old.found)
    return Sides(
        base=base_run,
        head=head_run,
        base_side=None if old is None or base_run is None else _side(base_run, old),
        head_side=replace(_side(head_run, new), commit=new.found.commit, ref=new.found.ref),
        remarks=(*new.remarks, *(() if old is None else old.remarks), *_equal(base_run, head_run)),
        missing=FIRST_COMMIT if old is None else "",
    )


def _head(workspace: Workspace, name: str | None, is_changed: bool) -> _Chosen:
    if name is not None:
        found = named(workspace, name)
        return _Chosen(found, str(found.kind))
    branch = workspace.branch()
    found = revision(workspace, f"refs/heads/{branch}" if branch else "HEAD")
    if is_changed:
        return _Chosen(found, f"what is checked out, with changes that no commit has, on {found.commit[:_SHORT]}")
    return _Chosen(found, "what is checked out")


def _named_base(workspace: Workspace, name: str, head: _Chosen) -> _Chosen:
    found = named(workspace, name)
    if found.kind is not Kind.BRANCH:
        return _exactly(workspace, found, head)
    met = merge_base(workspace, found.commit, head.found.commit)
    if met is None:
        return _Chosen(found, f"the tip of {found.name}", (_unrelated(found, head),))
    if met == found.commit:
        return _Chosen(found, "branch")
    if met == head.found.commit:
        return _Chosen(found, f"the tip of {found.name}", (f"HEAD is part of {found.name}, which has moved on",))
    more = ahead(workspace, found.commit, met)
    count = "" if more is None else f", {more:,} commit{'s' * (more != 1)} further on,"
    remark = (
        f"{found.name} itself{count} is at {found.commit[:_SHORT]}: compared with {met[:_SHORT]}, where HEAD left it; "
        f"name {found.commit[:_SHORT]} as BASE to compare with that"
    )
    return _Chosen(_commit(met), f"the merge base of HEAD with {found.name}", (remark,))


def _exactly(workspace: Workspace, found: Found, head: _Chosen) -> _Chosen:
    try:
        unrelated = merge_base(workspace, found.commit, head.found.commit) is None
    except RepositoryError:  # Nobody asked where they meet.
        unrelated = False
    return _Chosen(found, str(found.kind), (_unrelated(found, head),) if unrelated else ())


def _base(workspace: Workspace, head: _Chosen, is_changed: bool) -> _Chosen | None:
    """What a pull request would be compared with; None for a first commit."""
    if head.found.kind is Kind.EXPERIMENT:
        return _baseline(workspace, head.found)
    default = default_branch(workspace)
    if default is None:
        raise RepositoryError(f"no branch main or master is known here, nor a HEAD of origin: {_NAME_IT}")
    name, commit = branch_name(default), head.found.commit
    met = merge_base(workspace, commit, tip(workspace, default))
    if met is None:
        raise RepositoryError(f"HEAD has no history in common with {name}: {_NAME_IT}")
    if met != commit:
        return _Chosen(_commit(met), f"the merge base of HEAD with {name}")
    if is_changed:
        return _Chosen(_commit(met), f"what is checked out, without its changes: it is on {name}")
    before = parent(workspace, commit)
    if before is None:
        return None
    remark = f"HEAD is on {name}, with which it would be compared: compared with the commit before it instead"
    return _Chosen(_commit(before), "the commit before HEAD", (remark,))


def _baseline(workspace: Workspace, experiment: Found) -> _Chosen:
    if experiment.baseline not in workspace.git:
        raise RepositoryError(
            f"the commit {experiment.baseline[:_SHORT]} that {experiment.name} grows from is not here: fetch its "
            f"branch, or {_NAME_IT}"
        )
    return _Chosen(_commit(experiment.baseline), f"the commit that {experiment.name} grows from")


def _unrelated(base: Found, head: _Chosen) -> str:
    return f"the histories of {base.name} and {head.found.name} have nothing in common: compared as they are"


def _equal(base: Run | None, head: Run) -> tuple[str, ...]:
    return ("BASE and HEAD are the same commit",) if base is not None and base.commit == head.commit else ()


def _commit(oid: str) -> Found:
    return Found(Kind.COMMIT, oid[:_SHORT], "", oid)


def _as(run: Run, found: Found) -> Run:
    return replace(run, kind=found.kind, name=found.name, ref=found.ref, baseline=found.baseline)


def _side(run: Run, chosen: _Chosen) -> Side:
    return Side(
        kind=run.kind,
        name=run.name,
        commit=run.commit,
        state=run.commit,
        chosen=chosen.chosen,
        ref=run.ref,
        time=run.time,
        author=run.author,
        subject=run.subject,
        problems=run.problems,
    )
