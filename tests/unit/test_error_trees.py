"""The tree drawn at the top of each `errors.py` is the tree of its classes."""

import inspect
import re
from types import ModuleType

import pytest

from bloodcells import errors as bloodcells_errors
from hemolog import errors as hemolog_errors


def drawn(module: ModuleType) -> dict[str, str | None]:
    """Each class of the drawing, in order, with the one that it hangs from."""
    parents: dict[str, str | None] = {}
    branch: list[str] = []
    for line in (module.__doc__ or "").splitlines():
        if found := re.match(r"([│├└─ ]*)(\w+Error)\b", line):
            depth = len(found[1]) // 4
            parents[found[2]] = branch[depth - 1] if depth else None
            branch[depth:] = [found[2]]
    return parents


@pytest.mark.parametrize("module", [bloodcells_errors, hemolog_errors], ids=lambda module: module.__name__)
def test_the_drawing_is_true(module: ModuleType) -> None:
    classes = [kind for _, kind in inspect.getmembers(module, inspect.isclass) if kind.__module__ == module.__name__]
    parents = {kind.__name__: kind.__base__.__name__ if kind.__base__ in classes else None for kind in classes}
    assert drawn(module) == parents
    in_order = sorted(classes, key=lambda kind: inspect.getsourcelines(kind)[1])
    assert list(drawn(module)) == [kind.__name__ for kind in in_order]
