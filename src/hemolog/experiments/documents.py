"""YAML of a repository, read fast, as values or as plain text; it may come from anywhere.

`dvc.lock` and `params.yaml` are YAML 1.2 (DVC reads and writes them with ruamel), where `1e-05` is a number and `no` a
text. PyYAML's reader in C is twenty times faster and knows YAML 1.1, so it is given the rules of 1.2 here.
"""

import re
from collections.abc import Iterable
from typing import Any

import yaml

LARGEST = 50_000_000
"""Bytes of a document; what is larger is no lock and no file of parameters."""
DEEPEST = 400
"""Levels of it."""
_DEEP = re.compile(rb"^(?: {%d}|[ \t]*(?:[-?:][ \t]+){%d})" % (DEEPEST // 2, DEEPEST // 2), re.MULTILINE)

_SPECIAL = {
    "tag:yaml.org,2002:bool": (r"true|True|TRUE|false|False|FALSE", "tTfF"),
    "tag:yaml.org,2002:float": (
        r"[-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+"
        r"|[-+]?\.[0-9_]+([eE][-+][0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        "-+0123456789.",
    ),
    "tag:yaml.org,2002:int": (r"[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+", "-+0123456789"),
    "tag:yaml.org,2002:merge": (r"<<", "<"),
    "tag:yaml.org,2002:null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
}
"""As the core schema of YAML 1.2 has them (section 10.3.2), and as ruamel understands it. No dates: DVC compares them
as they are written."""


class DocumentError(ValueError):
    """A document is damaged, or not one that can be read."""


class _Loader(yaml.CSafeLoader):
    """PyYAML's, with the rules of YAML 1.2."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 # PyYAML's own form


def _int(loader: _Loader, node: yaml.ScalarNode) -> int:
    text = str(loader.construct_scalar(node)).replace("_", "")
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
    for prefix, base in (("0b", 2), ("0o", 8), ("0x", 16)):
        if digits.startswith(prefix):
            return sign * int(digits[2:], base)
    return sign * int(digits)


for _tag, (_pattern, _first) in _SPECIAL.items():
    _Loader.add_implicit_resolver(_tag, re.compile(f"(?:{_pattern})$"), list(_first))
_Loader.add_constructor("tag:yaml.org,2002:int", _int)


def read(text: bytes) -> Any:
    """What a document holds, numbers as numbers.

    Raises:
        DocumentError: it is damaged, too large or too deep.
    """
    return _load(text, _Loader)


def read_texts(text: bytes) -> Any:
    """What a document holds, every value a text: faster, and no digest is taken for a number.

    Raises:
        DocumentError: it is damaged, too large or too deep.
    """
    return _load(text, yaml.CBaseLoader)


def _load(text: bytes, loader: Any) -> Any:
    if len(text) > LARGEST:
        raise DocumentError(f"{len(text):,} bytes are too many")
    try:
        if _may_be_deep(text):
            _expect_shallow(text)
        return yaml.load(text, loader)
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        raise DocumentError(" ".join(str(error).split())[:300]) from error


def _may_be_deep(text: bytes) -> bool:
    """Whether it could nest deeper than `DEEPEST`: each level takes a bracket, a column, or a dash."""
    if text.count(b"[") + text.count(b"{") > DEEPEST:
        return True
    return _DEEP.search(text) is not None


def _expect_shallow(text: bytes) -> None:
    """The reader in C would overrun its stack, and end the process.

    Raises:
        DocumentError: it is too deep.
    """
    depth = 0
    for event in yaml.parse(text, yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise DocumentError(f"more than {DEEPEST} levels are too deep")


def mapping(node: Any) -> dict[str, Any]:
    """A node that should hold named values; empty if it doesn't."""
    return {str(name): value for name, value in node.items()} if isinstance(node, dict) else {}


def items(node: Any) -> Iterable[Any]:
    """A node that should be a list; empty if it isn't."""
    return node if isinstance(node, list) else ()
