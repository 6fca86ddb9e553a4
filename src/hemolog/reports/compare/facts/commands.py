"""Commands to be given to a shell: one line each, every name in them quoted.

Commits stand in them by their ids, whatever they were found by: a branch moves on, and its name may be hostile.
"""

import re
import shlex

from hemolog.experiments.history.run import Kind, Run

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@+-]*")


def experiment(run: Run) -> str | None:
    """The name that an experiment's commands take; None if it is none, or no name for a command line."""
    return run.name if run.kind is Kind.EXPERIMENT and _NAME.fullmatch(run.name) else None


def checkout(run: Run) -> str:
    """What checks a run's files out; empty of the workspace, which is."""
    return "" if run.kind is Kind.WORKSPACE else f"git switch --detach {run.commit}"


def pull(run: Run, path: str = "") -> str:
    """What brings a run's data.

    Args:
        run: which.
        path: of one of its files, from the folder of DVC's files; empty for all.
    """
    if (name := experiment(run)) is not None:
        return f"hemolog pull {shlex.quote(name)}"
    bring = f"dvc pull {shlex.quote(path)}" if path else "dvc pull"
    return f"{checkout(run)} && {bring}" if checkout(run) else bring


def address(run: Run, path: str) -> str:
    """What prints the address of an output of a run, or of a file in one; empty of the workspace, which is no commit.

    Args:
        run: which.
        path: from git's root.
    """
    return "" if run.kind is Kind.WORKSPACE else f"hemolog url {run.commit} {shlex.quote(path)}"


def show(run: Run, path: str) -> str:
    """What prints a file that git has of a run.

    Args:
        run: which; of the workspace the id of its tree does as well.
        path: from git's root.
    """
    return f"git show {shlex.quote(f'{run.commit}:{path}')}"


def to_bring(run: Run, path: str) -> str:
    """The end of a sentence that says what isn't here."""
    return f"`{pull(run, path)}` brings it"


def to_make_again(run: Run) -> str:
    """The end of a sentence that says what was deleted."""
    made = f"{checkout(run)} && dvc repro" if checkout(run) else "dvc repro"
    return f"`{made}` makes it"
