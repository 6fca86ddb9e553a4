"""A team's repository with experiments of a search, made at once: no stage runs, and DVC takes them for its own.

Its data is nowhere but in the cache of the repository; the git remote has the branch and no experiment.
"""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hemolog.experiments import trailers
from hemolog.experiments.commit import File, bundle, land
from hemolog.experiments.dvc_store import run_cache_place
from hemolog.experiments.workspace import Baseline, Workspace
from support.git_hubs import Hub, made_hub
from support.made_pipeline import SOURCES, Made, Params, definition, dumped, made
from support.repositories import Repository, set_up_dvc

OBJECTIVE = "metrics.val.score"
DEFINITION = json.dumps(
    {
        "algorithm": "random",
        "direction": "max",
        "objective": OBJECTIVE,
        "seed": 3,
        "space": {"train.rate": {"float": [0.0, 1000.0]}},
    },
    separators=(",", ":"),
)
BASELINE_RATE = 0.5  # of no experiment: their rates are odd numbers of thousandths
_FILE = 0o100644


@dataclass(frozen=True)
class SharedExperiment:
    """One of the experiments."""

    name: str
    ref: str
    commit: str
    score: float
    """Of the objective; the highest is the best."""
    objects: Mapping[str, int]
    """Key -> bytes, of all that its commit points at and git does not keep."""
    own: frozenset[str]
    """Keys of those that nothing else points at."""
    run_cache: frozenset[str]
    """Keys of the entries of DVC's run cache, if it remembers the stages."""


@dataclass(frozen=True)
class Shared:
    """The repository of who ran the search."""

    repository: Repository
    hub: Hub
    experiments: tuple[SharedExperiment, ...]
    """In the order of their names."""
    baseline: Mapping[str, int]
    """Key -> bytes, of what the branch points at."""

    @property
    def objects(self) -> dict[str, int]:
        """Key -> bytes, of what all experiments point at."""
        return {key: size for each in self.experiments for key, size in each.objects.items()}

    @property
    def cache(self) -> Path:
        return self.repository.path / ".dvc/cache"

    @property
    def references(self) -> dict[str, str]:
        """Name -> commit, of all experiments."""
        return {each.ref: each.commit for each in self.experiments}

    def best_first(self) -> list[SharedExperiment]:
        return sorted(self.experiments, key=lambda each: -each.score)

    def clone(self, to: Path) -> Repository:
        """What a colleague has: the branch, and neither data nor experiments."""
        self.repository.git("clone", "--quiet", str(self.hub.path), str(to))
        return _named(Repository(to))


def shared_experiments(
    folder: Path,
    count: int = 3,
    *,
    objects: int = 2,
    size: int = 1000,
    files: int = 2,
    remembered: bool = True,
    search: str = "rates",
    configure: Callable[[Path], None] = lambda folder: None,
) -> Shared:
    """Make the repository `work` and the git remote `hub.git`, its `origin`.

    Args:
        folder: to make both in.
        count: of experiments.
        objects: files of each experiment that no other has, at least 1; one is its model.
        size: bytes of each.
        files: in a folder that all experiments share; 0 for no folder.
        remembered: DVC's run cache knows the stages.
        search: the name of the search that they are trials of.
        configure: sets up the remote in the folder of a DVC repository, before its first commit: `dvc exp push` sends
            no data of an experiment whose own commit names no remote.
    """
    baseline = Params(BASELINE_RATE, objects, size, files)
    repository, content = _branch(folder / "work", baseline, configure)
    hub = made_hub(folder / "hub.git")
    repository.git("remote", "add", "origin", str(hub.path))
    repository.git("push", "--quiet", "--set-upstream", "origin", "main")
    cache = repository.path / ".dvc/cache"
    _keep(cache, content, remembered)
    recorder = _Recorder(repository, search, set(content.cached))
    rates = [number / 1000 for number in random.Random(0).sample(range(1, 4 * count + 1000, 2), count)]
    experiments = []
    for number, rate in enumerate(rates):
        params = Params(rate, objects, size, files)
        content = made(params)
        runs = _keep(cache, content, remembered)
        experiments.append(recorder.record(number, params, content, runs))
    return Shared(repository, hub, tuple(experiments), _sizes(made(baseline)))


def _branch(folder: Path, params: Params, configure: Callable[[Path], None]) -> tuple[Repository, Made]:
    content = made(params)
    for path, data in _tracked(params, content).items():
        _write(folder / path, data)
    for path, data in content.files.items():
        _write(folder / path, data)
    for name, text in SOURCES.items():
        _write(folder / name, text.encode())
    _write(folder / "dvc.yaml", dumped({"stages": definition(params)}).encode())
    _write(folder / ".gitignore", b"__pycache__/\n/data\n/models\n")
    repository = Repository(folder)
    repository.git("init", "--quiet", "--initial-branch=main")
    set_up_dvc(repository.path)
    configure(folder)
    _named(repository).commit("A pipeline and what it made")
    return repository, content


def _tracked(params: Params, content: Made) -> dict[str, bytes]:
    """What an experiment has otherwise in git."""
    results = {path: data for path, data in content.files.items() if path.startswith("results/")}
    lock = dumped({"schema": "2.0", "stages": content.lock})
    return {"params.yaml": params.text().encode(), "dvc.lock": lock.encode(), **results}


class _Recorder:
    def __init__(self, repository: Repository, search: str, shared: set[str]) -> None:
        self._search, self._shared = search, shared
        self._workspace = Workspace(repository.path)
        head = self._workspace.git[self._workspace.git.head.target]
        self._baseline = Baseline(str(head.id), str(head.tree_id))

    def record(self, number: int, params: Params, content: Made, runs: frozenset[str]) -> SharedExperiment:
        name = f"{self._search}-{number:04}"
        told = {
            trailers.TRIAL: f"{number:04}",
            trailers.VALUES: json.dumps({"train.rate": params.rate}),
            trailers.SEARCH: self._search,
            trailers.OBJECTIVE: OBJECTIVE,
            trailers.DEFINITION: DEFINITION,
            trailers.BASELINE_TREE: self._baseline.tree,
            trailers.BASELINE_VALUES: json.dumps({"train.rate": BASELINE_RATE}),
            trailers.OVERRIDES: "[]",
            trailers.SCORE: repr(params.rate),
            trailers.SECONDS: "1.5",
            trailers.EPOCHS: "3",
            trailers.CACHED: "no",
        }
        message = trailers.message(f"Trial {name}: {OBJECTIVE} {params.rate}", f"train.rate = {params.rate}", told)
        changes = {path: File(data, _FILE) for path, data in _tracked(params, content).items()}
        experiment = bundle(self._workspace, self._baseline, changes, name, message)
        land(self._workspace, experiment)
        own = frozenset(content.cached.keys() - self._shared)
        return SharedExperiment(name, experiment.ref, experiment.commit, params.rate, _sizes(content), own, runs)


def _keep(cache: Path, content: Made, remembered: bool) -> frozenset[str]:
    """Put what was made into a cache; the keys of its entries in the run cache."""
    for key, data in (content.cached | (content.remembered if remembered else {})).items():
        _write(cache / key, data, mode=0o444)
    if not remembered:
        return frozenset()
    entries = {run_cache_place(entry): entry for entry in content.lock.values()}
    for place, entry in entries.items():
        assert place
        _write(cache / place, dumped(entry).encode())
    return frozenset(filter(None, entries))


def _sizes(content: Made) -> dict[str, int]:
    return {key: len(data) for key, data in content.cached.items()}


def _write(path: Path, data: bytes, mode: int | None = None) -> None:
    if mode is None or not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        if mode is not None:
            path.chmod(mode)


def _named(repository: Repository) -> Repository:
    repository.git("config", "user.name", "Test")
    repository.git("config", "user.email", "test@localhost")
    return repository
