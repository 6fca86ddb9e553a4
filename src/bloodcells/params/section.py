"""A section of `params.yaml` as a typed, frozen value, and everything that is wrong with it in one message."""

import difflib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bloodcells.errors import ParamsError
from bloodcells.paths import PARAMS


class Group(BaseModel):
    """Parameters that stand together: no unknown names, no silent conversions, no infinities."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Section(Group):
    """The parameters of one stage: those under `section`, and the top-level ones that `shared` names."""

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
        values = document.get(cls.section)
        if not isinstance(values, dict):
            raise ParamsError([f"{cls.section} is missing: it holds the parameters of the stage {cls.section}"])
        reserved = [f"{cls.section}.{name} belongs at the top level" for name in cls.shared if name in values]
        if reserved:
            raise ParamsError(reserved)
        top = {name: document[name] for name in cls.shared if name in document}
        try:
            return cls.model_validate(values | top)
        except ValidationError as error:
            raise ParamsError([cls._sentence(problem) for problem in error.errors()]) from None

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
    def _sentence(cls, problem: ErrorDetails) -> str:
        dotted = ".".join(str(part) for part in problem["loc"])
        name = cls._qualified(dotted)
        if problem["type"] == "extra_forbidden":
            return f"{name} is unknown{_suggestion(dotted, list(_leaves(cls)), cls._qualified)}"
        if problem["type"] == "missing":
            return f"{name} is missing"
        reason = re.sub(r"^(Value error, |Input )", "", problem["msg"])
        if problem["type"] == "value_error" and not dotted:
            return reason
        return f"{name}: {reason}. Received {problem['input']!r}"


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML 1.2 file whose top level is a mapping: `1e-05` is a number and `no` is text, as DVC reads them.

    Raises:
        ParamsError: the file is missing, is no YAML or no mapping.
    """
    try:
        document = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ParamsError([f"no {path} in this folder: run in the top folder of the checkout"]) from None
    except (YAMLError, UnicodeDecodeError) as error:
        raise ParamsError([f"not readable as YAML: {error}"]) from None
    if not isinstance(document, dict):
        raise ParamsError([f"expected sections such as `train:`, received {type(document).__name__}"])
    return document


def nearest(name: str, known: list[str]) -> str | None:
    """The known name that `name` was probably meant to be, if any is near enough."""
    found = difflib.get_close_matches(name, known, n=1)
    if found:
        return found[0]
    leaf = {other.rpartition(".")[2]: other for other in known}
    found = difflib.get_close_matches(name.rpartition(".")[2], list(leaf), n=1)
    return leaf[found[0]] if found else None


def _suggestion(name: str, known: list[str], qualified: Any) -> str:
    meant = nearest(name, known)
    return f" (did you mean {qualified(meant)}?)" if meant else f" (known: {', '.join(map(qualified, known))})"


def _leaves(group: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in group.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Group):
            yield from _leaves(kind, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"
