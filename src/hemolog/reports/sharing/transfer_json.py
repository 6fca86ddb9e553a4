"""What a push or a pull has done, as JSON for other programs; docs/json.md tells what each name means."""

import json
from collections.abc import Iterable

from hemolog.experiments.sharing.selection import Experiment
from hemolog.experiments.sharing.transfer.pull import Pulled
from hemolog.experiments.sharing.transfer.push import Left, Pushed
from hemolog.reports.sharing.experiment_json import experiment_json

PUSH, PULL = "hemolog-push-1", "hemolog-pull-1"


def push_json(pushed: Pushed, git_remote: str) -> str:
    """All that a push has done."""
    return _json(PUSH, git_remote, pushed.sent, pushed.there, pushed)


def pull_json(pulled: Pulled, git_remote: str) -> str:
    """All that a pull has done."""
    return _json(PULL, git_remote, pulled.brought, pulled.there, pulled)


def _json(
    schema: str, git_remote: str, new: Iterable[Experiment], there: Iterable[Experiment], done: Pushed | Pulled
) -> str:
    document = {
        "schema": schema,
        "git_remote": git_remote,
        "good": not done.left,
        "new": list(map(experiment_json, new)),
        "there": list(map(experiment_json, there)),
        "left": [{**experiment_json(each.experiment), "reason": each.reason} for each in _sorted(done.left)],
        "objects": done.objects,
        "bytes": done.bytes,
    }
    return json.dumps(document, indent=2)


def _sorted(left: Iterable[Left]) -> list[Left]:
    return sorted(left, key=lambda each: each.experiment.ref)
