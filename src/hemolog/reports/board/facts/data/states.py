"""The data of all runs: each distinct index once, and what the page needs to compare any two."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hemolog.errors import ArtifactError
from hemolog.experiments.history.files import Location, RunFiles
from hemolog.experiments.history.run import Run
from hemolog.reports.board.facts.data.joint import MOST_UNITS, Joint, Members, Units
from hemolog.reports.data.index import LARGEST, NoIndexError, Unit, read_index
from hemolog.reports.settings.data_index import DataIndex

NONE = -1


@dataclass(frozen=True)
class Count:
    """What one class has in one split."""

    split: str
    label: str
    units: int
    groups: int
    """From which they were made; those of two classes count in both."""


@dataclass(frozen=True)
class DataState:
    """The data of some runs."""

    object: str
    """What holds the index: `md5:3f2a...` or `git:3f2a...`."""
    units: int = 0
    groups: int = 0
    counts: tuple[Count, ...] = ()
    """In alphabetical order."""
    members: Members | None = None
    """None where there is no room, or the index is not here."""
    missing: str = ""
    """One line: why it is not here, or not as a whole; empty if it is."""


@dataclass(frozen=True)
class DataFacts:
    """Those of all runs."""

    index: DataIndex
    """The file, and what it calls its columns."""
    units: Units
    states: tuple[DataState, ...]
    runs: tuple[int, ...]
    """The state of each run, `NONE` without one."""
    problems: Mapping[int, str]
    """Run -> why it has no state."""


def data_facts(runs: Sequence[Run], files: RunFiles, settings: DataIndex) -> DataFacts:
    """The data of all runs; an index that several have is read once."""
    joint = Joint()
    known: dict[str, int] = {}
    states: list[DataState] = []
    found: list[int] = []
    problems: dict[int, str] = {}
    for number, run in enumerate(runs):
        location = files.locate(run, settings.file)
        if not location.object:
            found.append(NONE)
            problems[number] = location.missing
            continue
        if location.object not in known:
            known[location.object] = len(states)
            states.append(_state(location, files, settings, joint))
        found.append(known[location.object])
    return DataFacts(settings, joint.units(), tuple(states), tuple(found), problems)


def _state(location: Location, files: RunFiles, settings: DataIndex, joint: Joint) -> DataState:
    try:
        units = read_index(files.read(location, LARGEST), settings)
    except (ArtifactError, NoIndexError) as error:
        return DataState(location.object, missing=str(error))
    members = joint.add(units)
    return DataState(
        object=location.object,
        units=len(units),
        groups=len({unit.group for unit in units} - {""}),
        counts=counts(units),
        members=members,
        missing=""
        if members
        else f"its {len(units):,} units are only counted: the page has room for {MOST_UNITS:,} in all runs",
    )


def counts(units: Sequence[Unit]) -> tuple[Count, ...]:
    """How many units and groups each class has in each split."""
    of_units = Counter((unit.split, unit.label) for unit in units)
    groups = {(unit.split, unit.label, unit.group) for unit in units if unit.group}
    of_groups = Counter((split, label) for split, label, _ in groups)
    return tuple(Count(*key, of_units[key], of_groups[key]) for key in sorted(of_units))
