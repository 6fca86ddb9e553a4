"""An experiment as JSON, the same in all that is told to other programs."""

from typing import Any

from hemolog.experiments.sharing.selection import Experiment


def experiment_json(experiment: Experiment) -> dict[str, Any]:
    """Which one it is."""
    return {
        "name": experiment.name,
        "ref": experiment.ref,
        "commit": experiment.commit,
        "search": experiment.search,
    }
