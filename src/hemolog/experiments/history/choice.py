"""Which of a history's runs a user means: those of a search, those that satisfy a filter."""

from collections.abc import Sequence

from hemolog.errors import RepositoryError
from hemolog.experiments import trailers
from hemolog.experiments.history.columns import Columns, reader
from hemolog.experiments.history.expressions import matches, parse
from hemolog.experiments.history.run import Run
from hemolog.experiments.space.names import unknown


def choose(runs: Sequence[Run], columns: Columns, *, text: str | None = None, search: str | None = None) -> list[Run]:
    """Those runs that are meant, in their order.

    Args:
        runs: to choose from.
        columns: of all of them.
        text: a filter, as `expressions` understands it.
        search: the name of a search.

    Raises:
        FilterError: it is no filter.
        RepositoryError: there is no such search.
    """
    found = list(runs) if search is None else _trials(runs, search)
    if text is None:
        return found
    filtering = parse(text, columns.names)
    readers = {name: reader(name) for name in columns.names}

    def passes(run: Run) -> bool:
        return matches(filtering, lambda name: readers[name](run))

    return list(filter(passes, found))


def _trials(runs: Sequence[Run], search: str) -> list[Run]:
    found = [run for run in runs if run.facts.get(trailers.SEARCH) == search]
    if not found:
        searches = sorted({run.facts[trailers.SEARCH] for run in runs if trailers.SEARCH in run.facts})
        raise RepositoryError(f"the search {search!r} {unknown(search, searches)}")
    return found
