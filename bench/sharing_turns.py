"""Experiments of a team, pushed and pulled by each contestant: a fresh bucket and a fresh git remote for every turn."""

import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from commands import DVC, HEMOLOG, environment, seconds
from turns import ROOT

from support.remotes import RemotePlace, place_of
from support.s3_endpoint import Endpoint
from support.shared_experiments import Shared, shared_experiments

OBJECTS = 3  # of each experiment
SIZE = 1000  # bytes of each
OURS, THEIRS = "hemolog", "dvc exp"


@dataclass(frozen=True)
class Case:
    """What kind of repository it is."""

    name: str
    remembered: bool = False
    """DVC's run cache knows the stages: its entries go too, and what they need of metrics and curves."""
    among_files: bool = False
    """This repository's own files are tracked beside."""


CASES = (
    Case("3 objects each"),
    Case("the same, among this repository's files", among_files=True),
    Case("the same, with their run cache", remembered=True),
)


@dataclass
class Runs:
    """Seconds of each turn of one contestant."""

    push: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    pull: list[float] = field(default_factory=list)
    objects: int = 0
    """That lay in the bucket afterwards."""


def measure(
    case: Case, count: int, endpoint: Endpoint, folder: Path, rounds: int, dvc_rounds: int, dvc_pulls: bool
) -> dict[str, Runs]:
    """Let both take turns.

    Args:
        case: which repository.
        count: of experiments.
        endpoint: the server.
        folder: to make repositories in.
        rounds: of ours.
        dvc_rounds: of DVC's, in the first rounds.
        dvc_pulls: DVC pulls too, which takes it minutes.
    """
    runs = {OURS: Runs(), THEIRS: Runs()}
    for number in range(max(rounds, dvc_rounds)):
        for name, most in ((OURS, rounds), (THEIRS, dvc_rounds)):
            if number < most:
                pulls = name == OURS or dvc_pulls
                _turn(name, case, count, endpoint, folder / "turn", runs[name], pulls=pulls)
    return runs


def _turn(name: str, case: Case, count: int, endpoint: Endpoint, folder: Path, runs: Runs, *, pulls: bool) -> None:
    place = place_of(endpoint)
    team = _team(case, count, place, folder)
    variables = environment(endpoint)
    push, pull = _words(name, case)
    runs.push.append(seconds(team.repository.path, push, variables))
    runs.objects = len(place.sizes())
    runs.again.append(seconds(team.repository.path, push, variables))
    if pulls:
        clone = team.clone(folder / "clone")
        runs.pull.append(seconds(clone.path, pull, variables))
        _expect_all(team, clone.path)
    shutil.rmtree(folder)


def _words(name: str, case: Case) -> tuple[list[str], list[str]]:
    if name == OURS:
        return [*HEMOLOG, "push", "--all"], [*HEMOLOG, "pull", "--all"]
    more = ["--run-cache"] if case.remembered else []
    return [*DVC, "exp", "push", "-A", *more, "origin"], [*DVC, "exp", "pull", "-A", *more, "origin"]


def _team(case: Case, count: int, place: RemotePlace, folder: Path) -> Shared:
    def configure(repository: Path) -> None:
        place.configure(repository)
        if case.among_files:
            _copy_checkout(repository)

    return shared_experiments(
        folder, count, objects=OBJECTS, size=SIZE, remembered=case.remembered, configure=configure
    )


def _copy_checkout(to: Path) -> None:
    """All files that git tracks here, but those that a pipeline is made of."""
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in listing.splitlines():
        if "/" in name and not name.endswith((".dvc", ".gitignore")) and not name.startswith(".dvc/"):
            target = to / name
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, target)


def _expect_all(team: Shared, clone: Path) -> None:
    """What counts for a contestant: all experiments and all of their objects are in the clone."""
    lacking = [key for key in team.objects if not (clone / ".dvc/cache" / key).is_file()]
    words = ["git", "for-each-ref", "--format=%(refname)", "refs/exps"]
    there = subprocess.run(words, cwd=clone, capture_output=True, text=True, check=True).stdout.split()
    if lacking or not team.references.keys() <= set(there):
        raise SystemExit(f"{len(lacking)} objects of {len(team.objects)} were not pulled, {len(there)} references were")
