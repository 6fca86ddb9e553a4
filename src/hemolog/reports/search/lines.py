"""What a search says where there is no terminal: lines that a person greps in a log."""

from hemolog.reports.search import words
from hemolog.reports.search.columns import varying
from hemolog.reports.search.plan import SearchPlan
from hemolog.reports.search.progress import Progress, State, TrialRow


def opening(plan: SearchPlan, progress: Progress) -> str:
    """What is searched for, and from where it goes on."""
    goal = f"{'highest' if plan.direction == 'max' else 'lowest'} {words.visible(plan.metric)}"
    trials = "trials" if plan.trials is None else words.count(plan.trials, "trial")
    there = f", {progress.ended:,} of them already there" if progress.ended else ""
    return f"search {words.visible(plan.name)}: {trials}{there}, {words.count(plan.jobs, 'job')}, {goal}"


def epoch(plan: SearchPlan, row: TrialRow) -> str:
    """A sign of life of a trial that runs."""
    logged = "" if row.now is None else f"  {words.visible(plan.metric)} {words.score(row.now)}"
    return f"{words.visible(row.name)}  epoch {row.epochs}{logged}"


def ending(plan: SearchPlan, progress: Progress, row: TrialRow) -> str:
    """A trial that is over, well or not, and how far the search is."""
    name = words.visible(row.name)
    of = "" if progress.total is None else f"/{progress.total:,}"
    parts = [f"[{progress.ended:,}{of}] {name}", *_outcome(plan, progress, row), settings(plan, row)]
    parts += [words.count(row.epochs, "epoch")] if row.epochs else []
    parts.append(words.duration(row.seconds))
    parts += [f"about {words.duration(progress.left)} left"] if progress.left else []
    return "  ".join(part for part in parts if part)


def settings(plan: SearchPlan, row: TrialRow) -> str:
    """The hyperparameters that vary: `learning_rate=0.0042 model=cnn`; inactive ones are left out."""
    shown = varying(plan)
    cells = zip(shown.names, shown.labels, shown.cells(row.values), strict=True)
    return " ".join(f"{words.visible(label)}={cell}" for name, label, cell in cells if name in row.values)


def _outcome(plan: SearchPlan, progress: Progress, row: TrialRow) -> list[str]:
    if row.state is State.FAILED:
        return [f"failed: {words.visible(row.cause)}"]
    best = " (best so far)" if progress.best is not None and progress.best.trial_id == row.trial_id else ""
    told = [f"{words.visible(plan.metric)} {words.score(row.final)}{best}"]
    return [*told, "cached"] if row.state is State.CACHED else told
