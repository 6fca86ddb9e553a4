"""Facts as one short text to be kept, and back: names once a list, what outputs and deps say in lines.

What many commits share is made once when it is read back.
"""

from collections.abc import Iterable
from dataclasses import astuple
from typing import Any

from hemolog.experiments.history.facts import Facts, Kept
from hemolog.experiments.history.run import Curve, Dep, Stage
from hemolog.experiments.history.sources import PlotFile
from hemolog.experiments.objects.outputs import Keeper, Output

_FIELD, _LINE = "\t", "\n"


class NotCompactError(ValueError):
    """Some text has a line break or a tab in it: what has no such names isn't worth a better form."""


class Compact:
    """Writes and reads them."""

    def __init__(self) -> None:
        """Have read none."""
        self._names: dict[str, tuple[str, ...]] = {}
        self._deps: dict[str, Dep] = {}
        self._outputs: dict[str, Output] = {}
        self._stages: dict[tuple[str, ...], Stage] = {}
        self._steps: dict[tuple[float, ...], tuple[float, ...]] = {}

    @staticmethod
    def write(facts: Facts) -> list[Any]:
        """A JSON value.

        Raises:
            NotCompactError: it can't be written so.
        """
        steps = list(dict.fromkeys(curve.steps for curve in facts.curves.values()))
        at = {each: number for number, each in enumerate(steps)}
        return [
            _lines(facts.params),
            list(facts.params.values()),
            _lines(facts.metrics),
            list(facts.metrics.values()),
            _lines(facts.curves),
            steps,
            [[at[curve.steps], *curve.values] for curve in facts.curves.values()],
            [
                [stage.name, stage.command, _lines(map(_dep, stage.deps)), _lines(map(_output, stage.outputs))]
                for stage in facts.stages
            ],
            facts.problems,
            [[each.path, each.key, each.inner, each.plot and astuple(each.plot)] for each in facts.kept],
        ]

    def read(self, value: Any) -> Facts:
        """The facts that `write` made a value of.

        Raises:
            ValueError: it was made by something else.
        """
        try:
            params, param_values, metrics, metric_values, curves, steps, points, stages, problems, kept = value
            shared = [self._steps.setdefault(each, each) for each in map(tuple, steps)]
            return Facts(
                params=dict(zip(self._named(params), param_values, strict=True)),
                metrics=dict(zip(self._named(metrics), metric_values, strict=True)),
                curves={
                    name: Curve(shared[at], tuple(values))
                    for name, (at, *values) in zip(self._named(curves), points, strict=True)
                },
                stages=tuple(map(self._stage, stages)),
                problems=problems,
                kept=[Kept(path, key, inner, plot and _plot(*plot)) for path, key, inner, plot in kept],
            )
        except (TypeError, KeyError, IndexError) as error:
            raise ValueError("not of this form") from error

    def _named(self, text: str) -> tuple[str, ...]:
        found = self._names.get(text)
        if found is None:
            found = self._names[text] = tuple(text.split(_LINE)) if text else ()
        return found

    def _stage(self, parts: list[str]) -> Stage:
        key = tuple(parts)
        found = self._stages.get(key)
        if found is None:
            name, command, deps, outputs = parts
            found = self._stages[key] = Stage(
                name,
                command,
                tuple(map(self._dep, deps.split(_LINE))) if deps else (),
                tuple(map(self._output, outputs.split(_LINE))) if outputs else (),
            )
        return found

    def _dep(self, line: str) -> Dep:
        found = self._deps.get(line)
        if found is None:
            path, digest, size, files = line.split(_FIELD)
            found = self._deps[line] = Dep(path, digest, _int(size), _int(files))
        return found

    def _output(self, line: str) -> Output:
        found = self._outputs.get(line)
        if found is None:
            path, stage, name, key, size, files, keeper, remote, model = line.split(_FIELD)
            found = self._outputs[line] = Output(
                path, stage, name, key, _int(size), _int(files), Keeper(keeper), remote or None, model == "1"
            )
        return found


def _dep(dep: Dep) -> str:
    return _fields(dep.path, dep.digest, _text(dep.size), _text(dep.files))


def _output(output: Output) -> str:
    numbers = _text(output.size), _text(output.files)
    model = "1" if output.is_model else ""
    return _fields(
        output.path, output.stage, output.name, output.key, *numbers, output.keeper, output.remote or "", model
    )


def _fields(*texts: str) -> str:
    if any(_FIELD in each for each in texts):
        raise NotCompactError
    return _FIELD.join(texts)


def _lines(texts: Iterable[str]) -> str:
    lines = list(texts)
    if any(_LINE in each for each in lines) or lines == [""]:
        raise NotCompactError
    return _LINE.join(lines)


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _int(text: str) -> int | None:
    return int(text) if text else None


def _plot(path: str, x: str | None, y: Iterable[str], header: bool) -> PlotFile:
    return PlotFile(path, x, tuple(y), header)
