"""Facts as a short JSON value to be kept, and back: names, deps and outputs in lines, points as bytes in Base64.

What many commits share is made once, when it is written as when it is read back.
"""

from array import array
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
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
        """Have seen none."""
        self._names: dict[str, tuple[str, ...]] = {}
        self._deps: dict[str, Dep] = {}
        self._outputs: dict[str, Output] = {}
        self._stages: dict[tuple[str, ...], Stage] = {}
        self._steps: dict[tuple[float, ...], tuple[float, ...]] = {}
        # By identity; what it is of is kept, so that no other gets its id.
        self._texts: dict[int, tuple[Any, str]] = {}

    def write(self, facts: Facts) -> list[Any]:
        """A JSON value.

        Raises:
            NotCompactError: it can't be written so.
        """
        steps = list({id(curve.steps): curve.steps for curve in facts.curves.values()}.values())
        at = {id(each): number for number, each in enumerate(steps)}
        points = array("d", [value for curve in facts.curves.values() for value in curve.values])
        return [
            _joined(list(facts.params)),
            list(facts.params.values()),
            _joined(list(facts.metrics)),
            list(facts.metrics.values()),
            _joined(list(facts.curves)),
            steps,
            [at[id(curve.steps)] for curve in facts.curves.values()],
            b64encode(points).decode(),
            [self._lines_of(stage) for stage in facts.stages],
            facts.problems,
            [[each.path, each.key, each.inner, each.plot and astuple(each.plot)] for each in facts.kept],
        ]

    def read(self, value: Any) -> Facts:
        """The facts that `write` made a value of.

        Raises:
            ValueError: it was made by something else.
        """
        try:
            params, param_values, metrics, metric_values, curves, steps, at, points, stages, problems, kept = value
            shared = [self._steps.setdefault(each, each) for each in map(tuple, steps)]
            return Facts(
                params=dict(zip(self._named(params), param_values, strict=True)),
                metrics=dict(zip(self._named(metrics), metric_values, strict=True)),
                curves=_curves(self._named(curves), [shared[number] for number in at], b64decode(points)),
                stages=tuple(map(self._stage, stages)),
                problems=problems,
                kept=[Kept(path, key, inner, plot and _plot(*plot)) for path, key, inner, plot in kept],
            )
        except (TypeError, KeyError, IndexError) as error:
            raise ValueError("not of this form") from error

    def _lines_of(self, stage: Stage) -> list[str]:
        deps = self._once(stage.deps, lambda of: _joined([self._once(each, _dep_line) for each in of]))
        return [stage.name, stage.command, deps, _joined([self._once(each, _output_line) for each in stage.outputs])]

    def _once(self, of: Any, write: Callable[[Any], str]) -> str:
        known = self._texts.get(id(of))
        if known is None:
            known = self._texts[id(of)] = of, write(of)
        return known[1]

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
                path, stage, name, key, _int(size), _int(files), Keeper(keeper), remote or None, bool(model)
            )
        return found


def _curves(names: Iterable[str], steps: Iterable[tuple[float, ...]], points: bytes) -> dict[str, Curve]:
    values = array("d", points).tolist()
    found, start = {}, 0
    for name, each in zip(names, steps, strict=True):
        found[name] = Curve(each, tuple(values[start : start + len(each)]))
        start += len(each)
    if start != len(values):
        raise ValueError("not of this form")
    return found


def _dep_line(dep: Dep) -> str:
    return _joined([dep.path, dep.digest, _text(dep.size), _text(dep.files)], _FIELD)


def _output_line(output: Output) -> str:
    numbers = _text(output.size), _text(output.files)
    kept = output.keeper.value, output.remote or "", "model" if output.is_model else ""
    return _joined([output.path, output.stage, output.name, output.key, *numbers, *kept], _FIELD)


def _joined(texts: list[str], by: str = _LINE) -> str:
    text = by.join(texts)
    if text.count(by) != max(len(texts) - 1, 0) or texts == [""]:
        raise NotCompactError
    return text


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _int(text: str) -> int | None:
    return int(text) if text else None


def _plot(path: str, x: str | None, y: Iterable[str], header: bool) -> PlotFile:
    return PlotFile(path, x, tuple(y), header)
