"""What is taken up, as it is drawn."""

import io

from rich.console import Console

from hemolog.experiments.sharing.storage.storage import ExperimentUsage, SearchUsage, Storage, Total, Usage
from hemolog.reports.sharing.storage import MOST_ROWS, StorageTables
from support.shared_facts import experiment

NOTHING = Total(0, 0, 0, 0)


def drawn(storage: Storage) -> list[str]:
    stream = io.StringIO()
    tables = StorageTables(storage)
    Console(file=stream, width=200).print(tables)
    lines = [line.rstrip() for line in stream.getvalue().splitlines()]
    assert all(len(line) <= 100 for line in lines)
    return lines + tables.lines()


def test_searches_and_experiments_are_tables_with_what_gives_back_most_first() -> None:
    one = ExperimentUsage(experiment("a"), Usage(1000, 2000, 500, 1500))
    two = ExperimentUsage(experiment("b"), Usage(3000, 0, 3000, 0), "damaged")
    search = SearchUsage("rates", 2, Usage(4000, 2000, 3500, 1500))
    assert drawn(Storage((one, two), (search,), Total(1234, 5_000_000, 2, 300), Total(1, 10, 0, 0))) == [
        "search  trials  unique  shared    here  remote",
        "─" * 46,
        "rates        2  3.5 kB  1.5 kB  4.0 kB  2.0 kB",
        "",
        "experiment              unique  shared    here  remote",
        "─" * 54,
        "b           unreadable  3.0 kB     0 B  3.0 kB     0 B",
        "a                        500 B  1.5 kB  1.0 kB  2.0 kB",
        "",
        "the cache: 1,234 objects of 5.0 MB; nothing here points at 2 of them, 300 B",
        "the DVC remote: 1 object of 10 B",
    ]


def test_a_long_table_is_cut_and_a_remote_that_was_not_looked_at_has_no_column() -> None:
    rows = tuple(ExperimentUsage(experiment(f"a{number}"), Usage(1, None, 1, 0)) for number in range(MOST_ROWS + 3))
    lines = drawn(Storage(rows, (), NOTHING, None))
    assert lines[0].split() == ["experiment", "unique", "shared", "here"]
    assert lines[-3:] == ["and 3 more, which would give back less", "", "the cache: 0 objects of 0 B"]
