"""Which parameters a piece of code reads, as far as its annotations tell which values are parameters."""

import ast
import re
from collections.abc import Iterator

from bloodcells.params.section import Group, Section

Kinds = dict[str, type[Group]]

_READ = re.compile(r"(\w+)\.read\(\)")


def reads(code: str, section: type[Section]) -> set[str]:
    """The dotted names of `section` that `code` reads, as `section.names` gives them.

    A value holds parameters if a function takes it by the annotation of the section or of a group in it, if it comes
    from `<Section>.read()`, if a method keeps such a one in `self`, or if it is a group within such a one.
    """
    names = dict(_names(section, section.section))
    kinds = {kind.__name__: kind for kind, _ in names}
    functions = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.FunctionDef)]
    local = [_arguments(function, kinds) | _read(function, kinds) for function in functions]
    kept: Kinds = {}
    for function, known in zip(functions, local, strict=True):
        kept |= _kept(function, known)
    return {
        names[owner, node.attr]
        for function, known in zip(functions, local, strict=True)
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and (owner := _kind(node.value, known, kept))
        if (owner, node.attr) in names
    }


def _names(kind: type[Group], prefix: str) -> Iterator[tuple[tuple[type[Group], str], str]]:
    """Each field of a group and of those in it, with its dotted name."""
    for name, field in kind.model_fields.items():
        shared = issubclass(kind, Section) and name in kind.shared
        yield (kind, name), name if shared else f"{prefix}.{name}"
        if inner := _group(field.annotation):
            yield from _names(inner, f"{prefix}.{name}")


def _group(annotation: object) -> type[Group] | None:
    return annotation if isinstance(annotation, type) and issubclass(annotation, Group) else None


def _arguments(function: ast.FunctionDef, kinds: Kinds) -> Kinds:
    words = [*function.args.args, *function.args.kwonlyargs]
    return {
        word.arg: kinds[word.annotation.id]
        for word in words
        if isinstance(word.annotation, ast.Name) and word.annotation.id in kinds
    }


def _read(function: ast.FunctionDef, kinds: Kinds) -> Kinds:
    return {
        target.id: kinds[kind.group(1)]
        for target, value in _assignments(function)
        if isinstance(target, ast.Name) and (kind := _READ.fullmatch(ast.unparse(value))) and kind.group(1) in kinds
    }


def _kept(function: ast.FunctionDef, known: Kinds) -> Kinds:
    return {
        target.attr: known[value.id]
        for target, value in _assignments(function)
        if isinstance(target, ast.Attribute) and isinstance(value, ast.Name) and value.id in known
    }


def _assignments(function: ast.FunctionDef) -> Iterator[tuple[ast.expr, ast.expr]]:
    for node in ast.walk(function):
        for target in node.targets if isinstance(node, ast.Assign) else []:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                yield from zip(target.elts, node.value.elts, strict=True)
            else:
                yield target, node.value


def _kind(node: ast.expr, known: Kinds, kept: Kinds) -> type[Group] | None:
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Attribute):
        if isinstance(node.value, ast.Name) and node.value.id == "self":
            return kept.get(node.attr)
        owner = _kind(node.value, known, kept)
        field = owner.model_fields.get(node.attr) if owner else None
        return _group(field.annotation) if field else None
    return None
