"""Trials that fail are told and don't stop a search; what does stop it loses no trial that has finished."""

import json
import resource
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hemolog.errors import FailingTrialsError, HemologError, RecordingError, StageError
from hemolog.experiments.executor.runner import SearchInterrupted
from hemolog.experiments.search.search import Options, Search
from hemolog.experiments.workspace import Workspace
from support.repositories import Repository, set_params
from support.small_search import Told, assert_whole, numbered, search, searchable, trees, trials

Hook = Callable[[str], None]


def journal(repository: Repository) -> list[dict[str, object]]:
    file = repository.path / ".dvc/tmp/hemolog/searches/search/journal.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


ABSENT = "the objective metrics.val.score is not among the metrics of the trial"


@pytest.fixture(scope="session")
def second(templates: Path) -> str:
    """A condition on `params` that the trial 0001 alone meets, of all trials of a search."""
    folder = templates / "probe"
    search(searchable(folder).path, trials=8)
    rates = [trial.values["train.rate"] for trial in trials(folder)]
    assert rates.count(rates[1]) == 1
    return f'params["rate"] == {rates[1]!r}'


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("raise ValueError('two\\nlines')", "stage 'train' failed: ValueError: two lines"),
        ("raise SystemExit(3)", "stage 'train' failed: StageExitError: the stage ended with 3"),
        ("raise MemoryError", "stage 'train' failed: MemoryError: MemoryError"),
        ("told['score'] = float('nan')", "the objective metrics.val.score is nan: not a finite number"),
        ("told['score'] = float('-inf')", "the objective metrics.val.score is -inf: not a finite number"),
        ("told['scores'] = told.pop('score')", f"{ABSENT}: it is unknown (did you mean metrics.val.scores?)"),
        ("told['score'] = 'high'", f"{ABSENT}: it is unknown (known: metrics.test.size)"),
    ],
)
def test_a_trial_that_fails_is_journaled_with_its_parameters_and_the_search_goes_on(
    small: Repository, second: str, hook: Hook, code: str, cause: str
) -> None:
    hook(f"if {second} and epoch == 2: {code}")

    told = search(small.path, trials=4)

    assert told.ids == ["0000", "0002", "0003"]
    assert [failure.cause for failure in told.failed] == [cause]
    (entry,) = journal(small)
    assert (entry["trial_id"], entry["name"], entry["cause"]) == ("0001", "search-0001", cause)
    assert entry["values"] == dict(told.started[1].values)
    assert ("Traceback" in str(entry["traceback"])) == cause.startswith("stage")
    assert list(trees(small.path)) == ["search-0000", "search-0002", "search-0003"]
    with Search(Workspace(small.path), Options(trials=4)) as again:
        assert [failed.trial_id for failed in again.failed()] == ["0001"]
        assert again.complete


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_disk_that_is_full_in_a_stage_stops_the_search_and_the_trial_is_tried_again(
    small: Repository, second: str, hook: Hook, jobs: int
) -> None:
    hook(f"if {second}: raise OSError(28, 'No space left on device', 'models/model.bin')")
    told = Told()
    with pytest.raises(RecordingError, match=r"^stage 'train': models/model\.bin: the disk is full: free some space$"):
        search(small.path, told, trials=8, jobs=jobs)
    assert (told.failed, journal(small)) == ([], [])
    recorded = list(trees(small.path))
    assert recorded == sorted(f"search-{each}" for each in told.ids) and "search-0001" not in recorded

    hook("")
    assert "0001" in search(small.path, trials=8).ids
    assert list(trees(small.path)) == numbered(8)
    assert_whole(small.path)


def test_three_failures_in_a_row_stop_the_search_with_what_they_have_in_common(small: Repository, hook: Hook) -> None:
    hook("raise ValueError('no GPU')")
    with pytest.raises(
        FailingTrialsError,
        match=r"3 trials failed in a row, each with: stage 'train' failed: ValueError: no GPU\. Mend",
    ):
        search(small.path, trials=8)
    assert len(journal(small)) == 3

    hook("")
    assert search(small.path, trials=8).ids == ["0003", "0004", "0005", "0006", "0007"]


def test_failures_of_code_that_has_been_mended_since_are_forgotten(small: Repository) -> None:
    code = small.path / "src/small/train.py"
    whole = code.read_text()
    code.write_text("import nonsense_that_is_nowhere\n" + whole)
    with pytest.raises(FailingTrialsError, match="nonsense_that_is_nowhere"):
        search(small.path)
    code.write_text(whole)

    assert search(small.path).ids == ["0000", "0001", "0002", "0003"]


def test_failures_of_another_space_are_forgotten(small: Repository, hook: Hook) -> None:
    hook("raise ValueError('never')")
    with pytest.raises(FailingTrialsError):
        search(small.path)
    hook("")
    set_params(small, {"search.seed": 8})

    assert search(small.path).ids == ["0000", "0001", "0002", "0003"]


def test_a_stage_before_the_search_that_fails_stops_it_before_its_first_trial(small: Repository) -> None:
    set_params(small, {"prepare.rows": "many"})
    told = Told()
    with pytest.raises(StageError, match="stage 'prepare' failed: TypeError"):
        search(small.path, told)
    assert told.started == []


@pytest.fixture
def small_files() -> Iterator[Callable[[int], None]]:
    """Limit how large a file this process may write; as on a full disk, writing fails."""
    limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.getsignal(signal.SIGXFSZ)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    signal.signal(signal.SIGXFSZ, handler)


def refs_locked(repository: Repository, name: str) -> Path:
    baseline = repository.git("rev-parse", "HEAD").strip()
    return repository.path / f".git/refs/exps/{baseline[:2]}/{baseline[2:]}/{name}.lock"


def test_a_reference_that_cannot_be_written_stops_the_search_and_loses_nothing(small: Repository) -> None:
    lock = refs_locked(small, "search-0002")
    lock.parent.mkdir(parents=True)
    lock.touch()
    told = Told()
    with pytest.raises(RecordingError, match=r"git can't write refs/exps/.*search-0002"):
        search(small.path, told)
    assert list(trees(small.path)) == numbered(2)
    assert [result.request.trial_id for result in told.finished] == ["0000", "0001"]
    assert not (small.path / ".dvc/tmp/hemolog/searches/search/journal.jsonl").exists()
    lock.unlink()

    again = search(small.path)

    assert (again.ids, again.trained) == (["0002", "0003"], ["0003"])  # the cache has it
    assert_whole(small.path)


def test_a_disk_that_is_full_stops_the_search_and_loses_nothing(
    small: Repository, small_files: Callable[[int], None]
) -> None:
    def full(trial_id: str, epoch: int) -> None:
        if trial_id == "0002":
            small_files(1_000)

    told = Told(at_epoch=full)
    with pytest.raises(HemologError) as caught:
        search(small.path, told)
    small_files(resource.RLIM_INFINITY)
    assert "\n" not in str(caught.value)
    assert list(trees(small.path)) == numbered(2)

    search(small.path)

    assert list(trees(small.path)) == numbered(4)
    assert_whole(small.path)


def test_a_damaged_reference_of_a_trial_is_told_with_the_way_out(small: Repository) -> None:
    search(small.path, trials=3)
    file = small.path / ".git" / trials(small.path)[-1].ref
    file.write_bytes(b"")  # a power cut can leave it so

    with pytest.raises(RecordingError, match=r"search-0002 is damaged: delete the file \.git/refs/exps/.*/search-0002"):
        search(small.path)

    file.unlink()
    assert search(small.path).ids == ["0002", "0003"]


def test_without_an_identity_nobody_in_particular_records(small: Repository) -> None:
    small.git("config", "--unset", "user.name")
    small.git("config", "--unset", "user.email")
    search(small.path, trials=1)
    author = small.git("log", "-1", "--format=%an <%ae> %cn <%ce>", trials(small.path)[0].ref).strip()
    assert author == "hemolog <hemolog@localhost> hemolog <hemolog@localhost>"


def test_two_searches_of_one_name_do_not_run_at_once_and_two_of_different_names_do(small: Repository) -> None:
    from hemolog.errors import SearchError

    def meanwhile(trial_id: str, epoch: int) -> None:
        if (trial_id, epoch) == ("0001", 1):
            with pytest.raises(SearchError, match="the search 'search' is running already: wait for it"):
                Search(Workspace(small.path), Options())
            search(small.path, name="other", trials=2)

    search(small.path, Told(at_epoch=meanwhile), trials=3)

    assert list(trees(small.path)) == numbered(3)
    assert list(trees(small.path, "other")) == numbered(2, "other")


def test_nothing_of_the_checkout_changes(small: Repository) -> None:
    set_params(small, {"prepare.rows": 4})
    (small.path / "new.txt").write_text("x")
    small.git("add", "new.txt")
    facts = ("status", "--short"), ("rev-parse", "HEAD"), ("stash", "list"), ("ls-files", "--stage"), ("branch",)
    before = [small.git(*words) for words in facts]
    with pytest.raises(SearchInterrupted):
        search(small.path, Told(at_epoch=lambda trial_id, epoch: _stop(trial_id)))
    search(small.path)
    assert [small.git(*words) for words in facts] == before
    assert small.git("fsck", "--no-dangling") == ""


def _stop(trial_id: str) -> None:
    if trial_id == "0001":
        raise SearchInterrupted
