"""A section of `params.yaml` as a typed, frozen value, and everything that is wrong with it in one message."""

import difflib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar, Self, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.composer import ComposerError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent

from bloodcells.errors import ParamsError
from bloodcells.paths import PARAMS

LARGEST_FILE = 2**20  # bytes
LONGEST_VALUE = 80  # characters of a value in a message

_EXPECTED_GROUP = "should be a group of parameters (`name: value`)"


class Group(BaseModel):
    """Parameters that stand together: no unknown names, no silent conversions, no infinities."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Section(Group):
    """The parameters of one stage: those under `section`, and the top-level ones that `shared` names.

    A validator of the whole section that finds contradictions raises `ValueError(*sentences)`, each with its dotted
    names; it runs once every single parameter is right.
    """

    section: ClassVar[str]
    shared: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def read(cls, path: Path = PARAMS) -> Self:
        """Read this section of the file at `path`, and nothing else of it.

        Raises:
            ParamsError: the file is missing, is no YAML, or the section has unknown, missing or mistyped parameters.
        """
        return cls.parse(read_yaml(path))

    @classmethod
    def parse(cls, document: dict[str, Any]) -> Self:
        """Check the section within a whole document, as `read_yaml` gives it.

        Raises:
            ParamsError: the section has unknown, missing or mistyped parameters; all of them are told.
        """
        if document.get(cls.section) is None:
            raise ParamsError([f"{cls.section} is missing: it holds the parameters of the stage {cls.section}"])
        values = document[cls.section]
        if not isinstance(values, dict):
            raise ParamsError([f"{cls.section}: {_EXPECTED_GROUP}. Received {_shown(values)}"])
        problems = [f"{cls.section}.{name} belongs at the top level" for name in cls.shared if name in values]
        own = {str(name): value for name, value in values.items() if name not in cls.shared}
        top = {name: document[name] for name in cls.shared if name in document}
        try:
            section = cls.model_validate(own | top)
        except ValidationError as error:
            raise ParamsError(problems + [text for one in error.errors() for text in cls._sentences(one)]) from None
        if problems:
            raise ParamsError(problems)
        return section

    @classmethod
    def names(cls) -> list[str]:
        """The dotted names of this section's parameters, in order: `train.learning_rate`, `seed`."""
        return [cls._qualified(name) for name in _leaves(cls)]

    def value(self, name: str) -> Any:
        """The value of a parameter by its dotted name, as `names` gives it."""
        node: Any = self
        for part in name.removeprefix(f"{self.section}.").split("."):
            node = getattr(node, part)
        return node

    @classmethod
    def _qualified(cls, name: str) -> str:
        return name if name in cls.shared else f"{cls.section}.{name}" if name else cls.section

    @classmethod
    def _sentences(cls, problem: ErrorDetails) -> list[str]:
        dotted = ".".join(str(part) for part in problem["loc"] if part != "[key]")
        name = cls._qualified(dotted)
        if problem["type"] == "extra_forbidden":
            return [f"{name} is unknown{_suggestion(dotted, list(_nameable(cls)), cls._qualified)}"]
        if problem["type"] == "missing":
            return [f"{name} is missing"]
        if problem["type"] == "value_error" and not dotted:
            return [str(contradiction) for contradiction in problem["ctx"]["error"].args]
        return [f"{name}: {_reason(problem)}. Received {_shown(problem['input'])}"]


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML 1.2 file whose top level is a mapping: `1e-05` is a number and `no` is text, as DVC reads them.

    Whatever the file holds, nothing of it is executed, and reading it takes bounded time: aliases, of which a few lines
    can make billions of values, files beyond a megabyte, and pipes, which may never end, are refused.

    Raises:
        ParamsError: the file is missing, is no regular file, no YAML or no mapping.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        raise ParamsError(["not a regular file: put one in its place"])
    try:
        document = _parse(path.read_bytes())
    except (FileNotFoundError, IsADirectoryError):
        raise ParamsError([f"no {path} in this folder: run in the top folder of the checkout"]) from None
    except RecursionError:
        raise ParamsError(["not readable as YAML: nested too deeply"]) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise ParamsError([f"not readable as YAML: {place}{error.problem or error.context}"]) from None
    # Values that contradict their tag, such as `!!int x` or the day 2026-02-30, end in errors of Python's.
    except (YAMLError, ValueError, LookupError) as error:
        raise ParamsError([f"not readable as YAML: {' '.join(str(error).split())}"]) from None
    if not isinstance(document, dict):
        raise ParamsError([f"expected sections such as `train:`. Received {_shown(document)}"])
    return document


def _parse(content: bytes) -> Any:
    if len(content) > LARGEST_FILE:
        raise ValueError(f"{len(content):,} bytes are too many for parameters")
    text = content.decode("utf-8")
    if "*" in text:  # else there is no alias, and one pass is enough
        for event in YAML(typ="safe", pure=True).parse(text):
            if isinstance(event, AliasEvent):
                raise ComposerError(
                    problem=f"aliases such as *{event.anchor} are not allowed", problem_mark=event.start_mark
                )
    return YAML(typ="safe", pure=True).load(text)


def nearest(name: str, known: list[str]) -> str | None:
    """The known name that `name` was probably meant to be, if any is near enough: of its own group first, then of any.

    Only last parts are compared, for a group that both share would make any two names look alike.
    """
    group, _, leaf = name.rpartition(".")
    for candidates in ([other for other in known if other.rpartition(".")[0] == group], known):
        leaves = {other.rpartition(".")[2]: other for other in candidates}
        found = difflib.get_close_matches(leaf, list(leaves), n=1)
        if found:
            return leaves[found[0]]
    return None


def _suggestion(name: str, known: list[str], qualified: Callable[[str], str]) -> str:
    meant = nearest(name, known)
    if meant:
        return f" (did you mean {qualified(meant)}?)"
    siblings = [other for other in known if other.rpartition(".")[0] == name.rpartition(".")[0]]
    return f" (known: {', '.join(map(qualified, siblings or known))})"


def _reason(problem: ErrorDetails) -> str:
    if problem["type"] in ("model_type", "dict_type"):
        return _EXPECTED_GROUP
    if problem["type"] == "too_short":
        return f"should have at least {problem['ctx']['min_length']}"
    words = problem["msg"].removeprefix("Value error, ").removeprefix("Input ").removeprefix("String ")
    return words.replace("None", "null")


def _shown(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)  # as YAML spells it
    try:
        shown = repr(value)
    except ValueError:  # Python refuses to write integers of more than 4,300 digits
        return "a number too long to be shown"
    return shown if len(shown) <= LONGEST_VALUE else f"{shown[:LONGEST_VALUE]}..."


def _leaves(group: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in group.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Group):
            yield from _leaves(kind, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def _nameable(group: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """All names that a file may hold: leaves, groups, and what is within groups that the file itself names."""
    for name, field in group.model_fields.items():
        yield f"{prefix}{name}"
        inner = {f"{prefix}{name}.": field.annotation}
        inner |= {f"{prefix}{name}.<name>.": kind for kind in get_args(field.annotation)}
        for start, kind in inner.items():
            if isinstance(kind, type) and issubclass(kind, Group):
                yield from _nameable(kind, start)
