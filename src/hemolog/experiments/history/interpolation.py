"""Stages as `dvc.yaml` defines them with `${...}`, `foreach` and `matrix` written out, as DVC does it."""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

from hemolog.experiments.documents import items, mapping
from hemolog.experiments.objects.files import PARAMS

MOST = 100_000
"""Entries of all stages together: few lines of variables stand for any number."""
_READ = ("wdir", "params", "metrics", "plots")
"""What is looked at of a stage."""
_VARIABLE = re.compile(r"(?<!\\)\$\{\s*([^}]*?)\s*\}")

Load = Callable[[str], Any]
"""What a file holds, by its path beside `dvc.yaml`; None if there is no such file."""


def variable_files(document: Any) -> tuple[str, ...]:
    """The files beside `dvc.yaml` that its variables may come from."""
    stages = mapping(mapping(document).get("stages")).values()
    inner = [mapping(mapping(stage).get("do")) or mapping(stage) for stage in stages]
    texts = [each for one in (mapping(document), *inner) for each in items(one.get("vars")) if isinstance(each, str)]
    return tuple(dict.fromkeys((PARAMS, *(posixpath.normpath(each.partition(":")[0]) for each in texts))))


def variables_used(document: Any) -> tuple[str, ...]:
    """The first words of all variables that stand anywhere in a `dvc.yaml`."""
    if isinstance(document, str):
        return tuple(re.split(r"[.\[]", name)[0].strip() for name in _VARIABLE.findall(document))
    inner = [*document, *document.values()] if isinstance(document, dict) else items(document)
    return tuple(dict.fromkeys(name for each in inner for name in variables_used(each)))


def stages_of(document: Any, load: Load) -> Iterator[dict[str, Any]]:
    """All stages, as far as they say where they run, what parameters, metrics and plots they have.

    A path with a variable that can't be told is left out.
    """
    context = {**mapping(load(PARAMS)), **_variables(document, load)}
    entries = 0
    for definition in map(mapping, mapping(mapping(document).get("stages")).values()):
        inner = mapping(definition.get("do")) or definition
        parts = {name: inner[name] for name in _READ if name in inner}
        context_here = {**context, **_variables(inner, load)}
        for own in _instances(definition, context):
            entries += 1 + sum(map(_size, parts.values()))
            if entries > MOST:
                return
            yield {name: _resolved(part, {**context_here, **own}) for name, part in parts.items()}


def _size(node: Any) -> int:
    return 1 + sum(map(_size, node.values() if isinstance(node, dict) else items(node)))


def _variables(node: Any, load: Load) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in items(mapping(node).get("vars")):
        if isinstance(each, str):
            path, _, keys = each.partition(":")
            loaded = mapping(load(posixpath.normpath(path)))
            wanted = [key.strip() for key in keys.split(",") if key.strip()]
            found |= {key: loaded[key] for key in wanted if key in loaded} if wanted else loaded
        else:
            found |= mapping(each)
    return found


def _instances(definition: Mapping[str, Any], context: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The variables of each instance of a stage; of an ordinary stage there is one, without any."""
    if "foreach" in definition:
        each = _resolved(definition["foreach"], context)
        pairs = each.items() if isinstance(each, dict) else enumerate(items(each))
        for key, item in pairs:
            yield {"item": item, "key": key}
    elif "matrix" in definition:
        axes = {name: list(items(values)) for name, values in mapping(_resolved(definition["matrix"], context)).items()}
        for values in product(*axes.values()):
            yield {"item": dict(zip(axes, values, strict=True))}
    else:
        yield {}


def _resolved(node: Any, context: Mapping[str, Any]) -> Any:
    """A node with its variables written out; what names one that is unknown is left out of lists and mappings."""
    if isinstance(node, str):
        return _text(node, context) if "${" in node else node
    if isinstance(node, list):
        return [found for each in node if (found := _resolved(each, context)) is not None]
    if isinstance(node, dict):
        pairs = ((_resolved(key, context), _resolved(value, context)) for key, value in node.items())
        return {key: value for key, value in pairs if key is not None and not isinstance(key, dict | list)}
    return node


def _text(text: str, context: Mapping[str, Any]) -> Any:
    whole = _VARIABLE.fullmatch(text)
    try:
        if whole is not None:
            return _value(whole[1], context)
        return _VARIABLE.sub(lambda found: _shown(_value(found[1], context)), text)
    except LookupError:
        return None


def _value(name: str, context: Any) -> Any:
    for part in name.replace("[", ".").replace("]", "").split("."):
        if isinstance(context, list) and part.isdecimal() and int(part) < len(context):
            context = context[int(part)]
        elif isinstance(context, Mapping) and part in context:
            context = context[part]
        else:
            raise LookupError(name)
    return context


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        raise LookupError("no text")
    return str(value).lower() if isinstance(value, bool) else str(value)
