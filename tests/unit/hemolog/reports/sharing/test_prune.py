"""A prune as it is drawn, before and after."""

import io

from rich.console import Console

from hemolog.experiments.sharing.prune.plan import Doomed, Fate, PlannedTrial, PrunePlan
from hemolog.experiments.sharing.prune.prune import Deleted
from hemolog.reports.sharing.prune import MOST_ROWS, PruneTable, after, before

ONE = Doomed("aa" * 16, (None, "files/md5/aa/x"), 1_500_000, 1_500_000)
TWO = Doomed("bb" * 16, (None, "files/md5/bb/x"), None, 2_000)


def trial(rank: int, fate: Fate, *doomed: Doomed, reasons: tuple[str, ...] = ()) -> PlannedTrial:
    paths = ("models/m",) if doomed else ()
    return PlannedTrial(rank, f"rates-{rank:04}", "1" * 40, 1 / rank, fate, paths, doomed, reasons)


def plan(*trials: PlannedTrial, cautions: tuple[str, ...] = ()) -> PrunePlan:
    return PrunePlan("rates", "val.score", "max", 1, trials, cautions)


def drawn(of: PrunePlan) -> list[str]:
    stream = io.StringIO()
    Console(file=stream, width=200).print(PruneTable(of))
    lines = [line.rstrip() for line in stream.getvalue().splitlines()]
    assert all(len(line) <= 100 for line in lines)
    return lines


def test_each_trial_is_a_row_with_what_becomes_of_it() -> None:
    of = plan(
        trial(1, Fate.BEST),
        trial(2, Fate.GOES, ONE, TWO, reasons=("also of a", "also of b", "also of c")),
        trial(3, Fate.STAYS, reasons=("also of branch main",)),
        trial(4, Fate.GONE),
    )
    assert drawn(of)[2:] == [
        "rates-0001     1.0000       -       -  stay: among the best",
        "rates-0002     0.5000  1.5 MB  1.5 MB  go: models/m; some stay: also of a, also of b and 1 more",
        "rates-0003     0.3333       -       -  stay: also of branch main",
        "rates-0004     0.2500       -       -  gone already",
    ]


def test_an_object_of_two_trials_counts_once() -> None:
    of = plan(trial(1, Fate.BEST), trial(2, Fate.GOES, ONE, TWO), trial(3, Fate.GOES, ONE))
    assert before(of, certain=False) == [
        "would delete 2 objects of 2 trials: 1.5 MB here and 1.5 MB in the DVC remote",
        "nothing was deleted: the same command with --yes does it",
    ]
    assert before(of, certain=True) == ["deleting 2 objects of 2 trials: 1.5 MB here and 1.5 MB in the DVC remote"]
    assert (of.bytes_here, of.bytes_there) == (1_500_000, 1_502_000)


def test_cautions_come_first_and_nothing_is_said_to_be_nothing() -> None:
    of = plan(trial(1, Fate.BEST), cautions=("git has no remote\x1b[2J",))
    assert before(of, certain=True) == ["caution: git has no remote\\x1b[2J", "nothing to prune"]


def test_a_long_table_is_cut() -> None:
    rows = [trial(rank, Fate.GOES, ONE) for rank in range(1, MOST_ROWS + 4)]
    assert drawn(plan(*rows))[-1] == "and 3 more trials, of which 3 lose models"


def test_what_was_done_is_told() -> None:
    assert after(Deleted((ONE,), (ONE, TWO), ())) == [
        "deleted 1 object of 1.5 MB here and 2 of 1.5 MB in the DVC remote: `dvc exp apply` and `dvc repro` make them "
        "again"
    ]
    spared = "1 object spared: something else has come to point there meanwhile"
    assert after(Deleted((), (), (ONE,)))[1] == spared
