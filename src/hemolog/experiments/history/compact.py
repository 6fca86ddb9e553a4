"""Facts as a short JSON value to be kept, and back: lines beside lines that they are like, points as bytes in Base64.

What many commits share is made once, when it is written as when it is read back.
"""

from array import array
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple
from typing import Any

from hemolog.experiments.history.facts import Facts, Kept
from hemolog.experiments.history.run import Curve, Dep, Stage
from hemolog.experiments.history.shared_lines import NotLinesError, SharedLines
from hemolog.experiments.history.sources import PlotFile
from hemolog.experiments.objects.outputs import Keeper, Output

_FIELD = "\t"


class Compact:
    """Writes and reads them."""

    def __init__(self) -> None:
        """Have seen none."""
        self._lines = SharedLines()
        self._deps: dict[str, Dep] = {}
        self._outputs: dict[str, Output] = {}
        self._steps: dict[tuple[float, ...], tuple[float, ...]] = {}
        self._read: dict[tuple[Any, ...], tuple[Dep, ...]] = {}
        # By identity; what it is of is kept, so that no other gets its id.
        self._written: dict[int, tuple[Any, Any]] = {}

    @property
    def texts(self) -> Mapping[str, str]:
        """What is to be kept beside all that was written, by names of its own."""
        return self._lines.texts

    def write(self, facts: Facts) -> list[Any]:
        """A JSON value.

        Raises:
            NotLinesError: it can't be written so.
        """
        steps = list({id(curve.steps): curve.steps for curve in facts.curves.values()}.values())
        at = {id(each): number for number, each in enumerate(steps)}
        points = array("d", [value for curve in facts.curves.values() for value in curve.values])
        return [
            self._lines.write("params", list(facts.params)),
            list(facts.params.values()),
            self._lines.write("metrics", list(facts.metrics)),
            list(facts.metrics.values()),
            self._lines.write("curves", list(facts.curves)),
            steps,
            [at[id(curve.steps)] for curve in facts.curves.values()],
            b64encode(points).decode(),
            [self._once(stage, self._stage_value) for stage in facts.stages],
            facts.problems,
            [[each.path, each.key, each.inner, each.plot and astuple(each.plot)] for each in facts.kept],
        ]

    def read(self, value: Any, texts: Mapping[str, str]) -> Facts:
        """The facts that `write` made a value of.

        Args:
            value: the value.
            texts: those that `needed` tells of.

        Raises:
            ValueError: it was made by something else.
        """
        try:
            params, param_values, metrics, metric_values, curves, steps, at, points, stages, problems, kept = value
            shared = [self._steps.setdefault(each, each) for each in map(tuple, steps)]
            return Facts(
                params=dict(zip(self._lines.read(params, texts), param_values, strict=True)),
                metrics=dict(zip(self._lines.read(metrics, texts), metric_values, strict=True)),
                curves=_curves(self._lines.read(curves, texts), [shared[number] for number in at], b64decode(points)),
                stages=tuple(self._stage(texts, *stage) for stage in stages),
                problems=problems,
                kept=[Kept(path, key, inner, plot and _plot(*plot)) for path, key, inner, plot in kept],
            )
        except (TypeError, LookupError) as error:
            raise ValueError("not of this form") from error

    def _stage_value(self, stage: Stage) -> list[Any]:
        deps = self._once(stage.deps, lambda of: self._lines.write(stage.name, [self._once(dep, _dep) for dep in of]))
        outputs = [self._once(output, _output) for output in stage.outputs]
        return [stage.name, stage.command, deps, self._lines.write(f"outputs of {stage.name}", outputs)]

    def _once(self, of: Any, write: Callable[[Any], Any]) -> Any:
        known = self._written.get(id(of))
        if known is None:
            known = self._written[id(of)] = of, write(of)
        return known[1]

    def _stage(self, texts: Mapping[str, str], name: str, command: str, deps: list[Any], outputs: list[Any]) -> Stage:
        key = tuple(deps)
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = tuple(map(self._dep, self._lines.read(deps, texts)))
        return Stage(name, command, found, tuple(map(self._output, self._lines.read(outputs, texts))))

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


def needed(value: Any) -> set[str]:
    """The names of the texts that a value is read with; none of what makes no sense."""
    try:
        lists = [value[0], value[2], value[4], *(part for stage in value[8] for part in stage[2:4])]
        return {each[0] for each in lists if isinstance(each[0], str)}
    except (TypeError, LookupError):
        return set()


def _curves(names: Iterable[str], steps: Iterable[tuple[float, ...]], points: bytes) -> dict[str, Curve]:
    values = array("d", points).tolist()
    found, start = {}, 0
    for name, each in zip(names, steps, strict=True):
        found[name] = Curve(each, tuple(values[start : start + len(each)]))
        start += len(each)
    if start != len(values):
        raise ValueError("not of this form")
    return found


def _dep(dep: Dep) -> str:
    return _fields(dep.path, dep.digest, _text(dep.size), _text(dep.files))


def _output(output: Output) -> str:
    numbers = _text(output.size), _text(output.files)
    kept = output.keeper.value, output.remote or "", "model" if output.is_model else ""
    return _fields(output.path, output.stage, output.name, output.key, *numbers, *kept)


def _fields(*texts: str) -> str:
    text = _FIELD.join(texts)
    if text.count(_FIELD) != len(texts) - 1:
        raise NotLinesError
    return text


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _int(text: str) -> int | None:
    return int(text) if text else None


def _plot(path: str, x: str | None, y: Iterable[str], header: bool) -> PlotFile:
    return PlotFile(path, x, tuple(y), header)
