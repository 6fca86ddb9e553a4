"""Which stages a `dvc.yaml` defines: one that stands for many (`foreach`, `matrix`) has an instance for each value.

A lock goes on telling of instances whose value is gone; DVC looks over them.
"""

import re
from itertools import product
from typing import Any

from hemolog.experiments.documents import items, mapping

_VARIABLE = re.compile(r"\$\{\s*([\w.-]+)\s*\}")
_MOST = 100_000


class Instances:
    """The stages of one `dvc.yaml`."""

    def __init__(self, document: Any, params: Any) -> None:
        """Take what it holds, and what `params.yaml` beside it holds; numbers as numbers."""
        self._stages = mapping(mapping(document).get("stages"))
        variables = list(items(mapping(document).get("vars")))
        # Of other files nothing is known here.
        self._known = all(isinstance(each, dict) for each in variables)
        self._values = mapping(params)
        for each in variables:
            self._values |= mapping(each)

    @staticmethod
    def depend_on_params(document: Any) -> bool:
        """Whether it depends on `params.yaml` which stages there are."""
        stages = mapping(mapping(document).get("stages")).values()
        return any("${" in str(each.get("foreach", each.get("matrix", ""))) for each in map(mapping, stages))

    def has(self, stage: str) -> bool:
        """Whether a stage is defined; also if that can't be told."""
        if stage in self._stages:
            return True
        group, at, key = stage.rpartition("@")
        definition = mapping(self._stages.get(group))
        if not at or not definition.keys() & {"foreach", "matrix"}:
            return False
        try:
            return key in (self._foreach(definition) if "foreach" in definition else self._matrix(definition))
        except LookupError:
            return True

    def _foreach(self, definition: dict[str, Any]) -> set[str]:
        each = self._resolved(definition["foreach"])
        if isinstance(each, dict):
            return {_text(key) for key in each}
        values = [self._resolved(value) for value in _listed(each)]
        if any(isinstance(value, dict | list) for value in values):
            return {str(number) for number in range(len(values))}
        return {_text(value) for value in values}

    def _matrix(self, definition: dict[str, Any]) -> set[str]:
        axes = self._resolved(definition["matrix"])
        if not isinstance(axes, dict):
            raise LookupError
        parts = [
            [
                f"{name}{number}" if isinstance(value, dict | list) else _text(value)
                for number, value in enumerate(map(self._resolved, _listed(self._resolved(values))))
            ]
            for name, values in axes.items()
        ]
        count = 1
        for part in parts:
            count *= len(part)
        if count > _MOST:
            raise LookupError
        return {"-".join(each) for each in product(*parts)}

    def _resolved(self, node: Any) -> Any:
        """What stands there, or the parameter that it names.

        Raises:
            LookupError: that can't be told.
        """
        if not isinstance(node, str) or "${" not in node:
            return node
        match = _VARIABLE.fullmatch(node)
        if match is None or not self._known:
            raise LookupError
        value: Any = self._values
        for part in match[1].split("."):
            if not isinstance(value, dict) or part not in value:
                raise LookupError
            value = value[part]
        return value


def _listed(node: Any) -> list[Any]:
    if not isinstance(node, list):
        raise LookupError
    return node


def _text(value: Any) -> str:
    """As DVC writes a value into a name."""
    return str(value).lower() if isinstance(value, bool) else str(value)
