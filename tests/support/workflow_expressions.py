"""GitHub's expressions, as far as the workflows of this repository use them.

https://docs.github.com/actions/reference/workflows-and-actions/expressions: names of contexts, texts, booleans, `!`,
`==`, `!=`, `&&`, `||`, brackets, and functions of the job's state.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

_TOKEN = re.compile(r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<word>[A-Za-z_][\w.-]*)|(?P<sign>==|!=|&&|\|\||[!(),]))")
Functions = Mapping[str, Callable[..., Any]]


def evaluate(expression: str, contexts: Mapping[str, Any], functions: Functions) -> Any:
    """The value of what stands between `${{` and `}}`.

    Args:
        expression: without its braces.
        contexts: `github`, `env`, `vars` and so on, as mappings in mappings. What is not there is null.
        functions: such as `cancelled`, by their names.
    """
    reader = _Reader(expression, contexts, functions)
    value = reader.either()
    assert not reader.tokens, f"{expression}: {reader.tokens}"
    return value


def substituted(text: str, contexts: Mapping[str, Any], functions: Functions) -> str:
    """A text in which each expression is replaced by its value."""
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: _written(evaluate(found[1], contexts, functions)), text)


def holds(condition: str, contexts: Mapping[str, Any], functions: Functions) -> bool:
    """Whether an `if:` lets its step or job run, which without `cancelled()` and its like wants `success()`."""
    inner = re.fullmatch(r"\s*\$\{\{(.*)\}\}\s*", condition, re.DOTALL)
    expression = inner[1] if inner else condition
    value = bool(evaluate(expression, contexts, functions))
    return value and (re.search(r"\b(?:cancelled|always|failure)\(", expression) is not None or functions["success"]())


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


class _Reader:
    def __init__(self, expression: str, contexts: Mapping[str, Any], functions: Functions) -> None:
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while expression[at:].strip():
            found = _TOKEN.match(expression, at)
            assert found, f"no expression known here: {expression[at:]}"
            self.tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
            at = found.end()
        self._contexts, self._functions = contexts, functions

    def either(self) -> Any:
        value = self._both()
        while self._took("||"):
            other = self._both()
            value = value or other
        return value

    def _both(self) -> Any:
        value = self._compared()
        while self._took("&&"):
            other = self._compared()
            value = value and other
        return value

    def _compared(self) -> Any:
        value = self._single()
        for sign, wanted in (("==", True), ("!=", False)):
            if self._took(sign):
                return (_written(value).casefold() == _written(self._single()).casefold()) is wanted
        return value

    def _single(self) -> Any:
        if self._took("!"):
            return not self._single()
        if self._took("("):
            value = self.either()
            assert self._took(")")
            return value
        kind, token = self.tokens.pop(0)
        if kind == "text":
            return token[1:-1].replace("''", "'")
        if self._took("("):
            return self._functions[token](*self._arguments())
        return self._named(token)

    def _arguments(self) -> list[Any]:
        values: list[Any] = []
        while not self._took(")"):
            values.append(self.either())
            self._took(",")
        return values

    def _named(self, name: str) -> Any:
        if name in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[name]
        context, *keys = name.split(".")
        value = self._contexts[context]
        for key in keys:
            value = value.get(key) if isinstance(value, Mapping) else None
        return value

    def _took(self, sign: str) -> bool:
        if self.tokens and self.tokens[0] == ("sign", sign):
            self.tokens.pop(0)
            return True
        return False
