"""The references of experiments, those too that git can no longer read."""

import os
import shlex
from pathlib import Path

from hemolog.experiments.history.raw_objects import common_folder
from hemolog.experiments.history.revisions import Found
from hemolog.experiments.history.run import Kind
from hemolog.experiments.refs import NAMESPACE, ExperimentRef
from hemolog.experiments.workspace import Workspace

_LOCK = ".lock"  # a reference that is being written


def experiment_references(workspace: Workspace) -> list[Found]:
    """All references that are experiments by their name; what DVC keeps of running ones is none.

    Raises:
        RepositoryError: git can't list its references.
    """
    listing = workspace.run_git("for-each-ref", "--format=%(objectname) %(refname)", NAMESPACE)
    rows = [line.split(" ", 1) for line in listing.decode(errors="surrogateescape").split("\n") if line]
    listed = {ref: oid for oid, ref in rows}
    broken = dict.fromkeys(sorted(_in_files(common_folder(workspace.git)) - listed.keys()), "")
    return [found for ref, oid in (listed | broken).items() if (found := _found(ref, oid)) is not None]


def _found(ref: str, oid: str) -> Found | None:
    place = ExperimentRef.parse(ref)
    if place is None:
        return None
    problem = "" if oid else f"its reference is damaged: `git update-ref -d {shlex.quote(ref)}` removes it"
    return Found(Kind.EXPERIMENT, place.name, ref, oid, place.baseline, problem)


def _in_files(git: Path) -> set[str]:
    """References that have a file: git tells only of those whose file makes sense."""
    found = set()
    for folder, _, files in os.walk(git / NAMESPACE):
        below = Path(folder).relative_to(git).as_posix()
        found |= {f"{below}/{name}" for name in files if not name.endswith(_LOCK)}
    return found
