"""What experiments and searches take up as JSON, for other programs; docs/json.md tells what each name means."""

import json
from typing import Any

from hemolog.experiments.sharing.storage.storage import ExperimentUsage, SearchUsage, Storage, Total, Usage
from hemolog.reports.sharing.experiment_json import experiment_json

SCHEMA = "hemolog-storage-1"


def storage_json(storage: Storage) -> str:
    """All of it: nothing is left out or cut."""
    document = {
        "schema": SCHEMA,
        "experiments": [_experiment(each) for each in storage.experiments],
        "searches": [_search(each) for each in storage.searches],
        "here": _total(storage.here),
        "remote": _total(storage.there),
    }
    return json.dumps(document, indent=2)


def _experiment(of: ExperimentUsage) -> dict[str, Any]:
    return {
        **experiment_json(of.experiment),
        **_usage(of.usage),
        "problem": of.problem or None,
    }


def _search(of: SearchUsage) -> dict[str, Any]:
    return {"search": of.search, "trials": of.trials, **_usage(of.usage)}


def _usage(of: Usage) -> dict[str, Any]:
    return {"unique": of.unique, "shared": of.shared, "here": of.here, "remote": of.there}


def _total(of: Total | None) -> dict[str, Any] | None:
    if of is None:
        return None
    return {
        "objects": of.objects,
        "bytes": of.bytes,
        "idle_objects": of.idle_objects,
        "idle_bytes": of.idle_bytes,
    }
