"""YAML of a repository, read fast, as values or as plain text; it may come from anywhere.

`dvc.lock` and `params.yaml` are YAML 1.2 (DVC reads and writes them with ruamel), where `1e-05` is a number and `no` a
text. PyYAML's reader in C is twenty times faster and knows YAML 1.1, so it is given the rules of 1.2 here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

LARGEST = 50_000_000
"""Bytes of a document; what is larger is no lock and no file of parameters."""
DEEPEST = 400
"""Levels of it, aliases followed."""
_ANCHOR = re.compile(rb"(?:^|[\s\[{,:])&[^\s&,\[\]{}]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
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


@dataclass
class _Extent:
    """What a part of a document comes to."""

    anchor: str | None
    """That aliases name it by."""
    size: int = 0
    """Characters, and one for each part."""
    levels: int = 0


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
_SCALARS = _Loader(b"")
"""Reads none: only asked for rules, which it doesn't change by."""


def read(text: bytes) -> Any:
    """What a document holds, numbers as numbers.

    Raises:
        DocumentError: it is damaged, too large or too deep, or comes to too much where aliases are followed.
    """
    return _load(text, _Loader)


def read_texts(text: bytes) -> Any:
    """What a document holds, every value a text: faster, and no digest is taken for a number.

    Raises:
        DocumentError: as of `read`.
    """
    return _load(text, yaml.CBaseLoader)


@lru_cache(maxsize=100_000)
def scalar(text: str) -> Any:
    """What a plain scalar stands for, such as `1e-05`, where a document has it as a value.

    Raises:
        DocumentError: it has the form of a number and is none.
    """
    tag = _SCALARS.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    if tag not in _Loader.yaml_constructors:
        raise DocumentError(f"{text} is no value")
    try:
        return _Loader.yaml_constructors[tag](_SCALARS, yaml.ScalarNode(tag, text))
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise DocumentError(" ".join(str(error).split())[:300]) from error


def _load(text: bytes, loader: Any) -> Any:
    if len(text) > LARGEST:
        raise DocumentError(f"{len(text):,} bytes are too many")
    try:
        if may_be_too_much(text):
            _expect_bounded(text)
        return yaml.load(text, loader)
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        raise DocumentError(" ".join(str(error).split())[:300]) from error


def may_be_too_much(text: bytes) -> bool:
    """Whether it could nest deeper than `DEEPEST`, or repeat itself: a level takes a bracket, a column or a dash."""
    if text.startswith(_UTF16) or text.count(b"[") + text.count(b"{") > DEEPEST:
        return True
    return _DEEP.search(text) is not None or _ANCHOR.search(text) is not None


def _expect_bounded(text: bytes) -> None:
    """Count what a document comes to with every alias written out: few lines of them fill any memory.

    The reader in C would overrun its stack where it is too deep, and end the process.

    Raises:
        DocumentError: it is too deep, or too much.
    """
    known: dict[str, _Extent] = {}
    above: list[_Extent] = [_Extent(None)]
    for event in yaml.parse(text, yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            above.append(_Extent(event.anchor, 1, 1))
            found = None
        elif isinstance(event, yaml.CollectionEndEvent):
            found = above.pop()
        elif isinstance(event, yaml.ScalarEvent):
            found = _Extent(event.anchor, 1 + len(event.value))
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in known:
                raise DocumentError("an alias names nothing above it, or what it stands in")
            found = known[event.anchor]
        else:
            continue
        if found is not None:
            above[-1].size += found.size
            above[-1].levels = max(above[-1].levels, found.levels + (len(above) > 1))
            if found.anchor is not None:
                known[found.anchor] = found
        if len(above) - 1 + (found.levels if found else 0) > DEEPEST:
            raise DocumentError(f"more than {DEEPEST} levels are too deep")
        if above[-1].size > LARGEST:
            raise DocumentError(f"with its aliases written out it has more than {LARGEST:,} characters")


def mapping(node: Any) -> dict[str, Any]:
    """A node that should hold named values; empty if it doesn't."""
    return {str(name): value for name, value in node.items()} if isinstance(node, dict) else {}


def items(node: Any) -> Iterable[Any]:
    """A node that should be a list; empty if it isn't."""
    return node if isinstance(node, list) else ()
