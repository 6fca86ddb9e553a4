"""Facts about shared experiments, made by hand for those that draw them."""

from hemolog.experiments.sharing.audit.audited import Audited, Finding, Mend, State
from hemolog.experiments.sharing.selection import Experiment

START = "ab" * 20


def experiment(name: str, start: str = START, search: str | None = "rates") -> Experiment:
    return Experiment(f"refs/exps/{start[:2]}/{start[2:]}/{name}", "1" * 40, search)


def audited(
    name: str, state: State, *paths: str, mend: Mend | None = None, is_here: bool = True, start: str = START
) -> Audited:
    """An experiment in a state, that some paths have; each of them is damaged in its own place."""
    findings = tuple(
        Finding(path, "cd" * 16, state, "" if state is State.MISSING else f"/cache/{path}") for path in paths
    )
    return Audited(experiment(name, start), state, 3, 1_234_567, findings, mend=mend, is_here=is_here)
