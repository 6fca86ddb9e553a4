"""Qualified names of columns, of which a user may leave out words at the front.

`macro_f1` or `val.macro_f1` does for `metrics.val.macro_f1` where it is the end of no other column's name. Of Hemolog's
own settings, such as `params.search.`, only `params.` may be left out: they name parameters again, and would take away
their short names. `reports/board/static/column_names.js` is its twin in the browser.
"""

from collections.abc import Iterable, Mapping, Sequence

from hemolog.errors import ColumnError
from hemolog.experiments.space.names import shown, unknown

OWN = ("params.search.", "params.board.", "params.compare.")
"""Parameters that are settings of Hemolog itself; no stage reads them."""
_PARAMS = "params."
_MOST_NAMED = 8
_MOST_ENDS = 50
"""Of one name, for all of them together are as long as it is, squared."""


def index(names: Iterable[str]) -> dict[str, list[str]]:
    """Every end of some qualified names -> the names that end so."""
    found: dict[str, list[str]] = {}
    for name in names:
        for end in ends(name):
            found.setdefault(end, []).append(name)
    return found


def resolve(name: str, ends_of: Mapping[str, Sequence[str]]) -> str:
    """The qualified name that a user means by a name or an end of one.

    Args:
        name: what he says.
        ends_of: as `index` gives it.

    Raises:
        ColumnError: it is none, or may be several.
    """
    found = ends_of.get(name, ())
    if name in found:
        return name
    if len(found) == 1:
        return found[0]
    said = shown(name, quoted=False)
    if not found:
        qualified = {each: None for names in ends_of.values() for each in names}
        raise ColumnError(f"the column {said!r} {unknown(name, qualified)}")
    more = f" and {len(found) - _MOST_NAMED:,} more" if len(found) > _MOST_NAMED else ""
    raise ColumnError(f"{said!r} may be {' or '.join(found[:_MOST_NAMED])}{more}: say which")


def ends(name: str) -> list[str]:
    """A name and its ends of whole words; of another file's parameter the file stays part of each."""
    if name.startswith(OWN):
        return [name, name.removeprefix(_PARAMS)]
    starts = [at + 1 for at, letter in enumerate(name.partition(":")[0]) if letter == "."]
    return [name, *(name[start:] for start in starts[:_MOST_ENDS])]
