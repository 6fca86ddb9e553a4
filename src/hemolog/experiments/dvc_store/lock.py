"""A lock file: what it held when trials began, and what one trial changes in it.

Most of its text is the same in every trial, and writing YAML is slow. So each small part of an entry is written by
DVC's own writer once, and its text is kept.
"""

import json
import re
from collections.abc import Mapping
from copy import deepcopy
from functools import lru_cache
from typing import Any

from dvc.utils.serialize import dumps_yaml, parse_yaml_for_update

Entry = dict[str, Any]
"""What `dvc.lock` says of one stage."""

_START = {"schema": "2.0"}
_DIGEST = re.compile(r"(?=[0-9a-f]*[a-df])[0-9a-f]{32}(\.dir)?")
"""MD5; without one of these letters it might be a number, and would stand in quotes."""
_ZERO = re.compile(r"^(    (?:  |- ))(md5|size|nfiles): 0$", re.MULTILINE)


class LockFile:
    """The lock of one `dvc.yaml`, as DVC would write it after some of its stages ran."""

    def __init__(self, text: str, path: object) -> None:
        """Read a lock.

        Args:
            text: of the file; empty if there is none.
            path: named if the text is damaged.
        """
        self._original, self._path = text, path
        document = self._parsed()
        self.base: dict[str, Entry] = document["stages"]
        self.changed: dict[str, Entry] = {}
        self._texts = {name: _below((), dumps_yaml(_nested((name,), entry))) for name, entry in self.base.items()}
        # Not so with comments, anchors or entries of another version: what has to be written as a whole.
        self._plain = not self.base or _joined(self._texts) == dumps_yaml(document)

    def _parsed(self) -> dict[str, Any]:
        document: dict[str, Any] = parse_yaml_for_update(self._original, self._path) or dict(_START)
        document["stages"] = document.get("stages") or {}
        return document

    def text(self) -> bytes | None:
        """The file as it is now; None if nothing has changed in it."""
        if not self.changed:
            return None
        if self._plain:
            changed = {name: dump_entry(name, entry) for name, entry in self.changed.items()}
            return _joined({**self._texts, **changed}).encode()
        document = self._parsed()
        # Copies, for YAML would write an alias for a value that two stages share.
        document["stages"].update({name: deepcopy(entry) for name, entry in self.changed.items()})
        return str(dumps_yaml(document)).encode()


def _joined(texts: Mapping[str, str]) -> str:
    return "schema: '2.0'\nstages:\n" + "".join(texts.values())


def dump_entry(name: str, entry: Entry) -> str:
    """The lines of a stage in a lock, indented as they stand there."""
    parts = [_dump((name,), None)]
    for key, value in entry.items():
        if key in ("deps", "outs"):
            parts.append(_dump((name, key), None))
            parts += [_dump_item((name, key), item) for item in value]
        elif key == "params":
            parts.append(_dump((name, key), None))
            parts += [_dump_params(name, file, values) for file, values in value.items()]
        else:
            parts.append(_dump((name,), {key: value}))
    return "".join(parts)


def _dump_item(path: tuple[str, ...], item: Entry) -> str:
    """A dependency or an output: mostly known but for its digest and its counts."""
    digest = item.get("md5")
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        return _dump(path, [item])
    varying = {"md5": digest} | {key: item[key] for key in ("size", "nfiles") if type(item.get(key)) is int}
    text = _dump(path, [{**item, **dict.fromkeys(varying, 0)}])
    return _ZERO.sub(lambda line: f"{line[1]}{line[2]}: {varying.get(line[2], 0)}", text)


def _dump_params(name: str, file: str, values: Any) -> str:
    # As a whole where lists may stand in it twice: YAML writes an alias for the second.
    if not values or any(isinstance(value, list | dict) for value in values.values()):
        return str(_below((name, "params"), dumps_yaml(_nested((name, "params"), {file: values}))))
    return _dump((name, "params", file), None) + "".join(
        _dump((name, "params", file), {key: value}) for key, value in values.items()
    )


def _dump(path: tuple[str, ...], value: Any) -> str:
    """The lines of `value` below some keys; of None the line of the last key."""
    return _cached(path, None if value is None else _Kept(value))


class _Kept:
    """A value that can be looked up by its text: 1, 1.0 and True differ."""

    def __init__(self, value: Any) -> None:
        self.value = value
        self.key = json.dumps(value, default=repr)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and self.key == other.key


@lru_cache(maxsize=20_000)
def _cached(path: tuple[str, ...], kept: _Kept | None) -> str:
    if kept is None:
        return _below(path[:-1], dumps_yaml(_nested(path, 0))).removesuffix(" 0\n") + "\n"
    return _below(path, dumps_yaml(_nested(path, kept.value)))


def _nested(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    for name in reversed(("stages", *path)):
        value = {name: value}
    return dict(value)


def _below(path: tuple[str, ...], text: str) -> str:
    """The lines of a document without those of the keys that lead to them."""
    return "".join(text.splitlines(keepends=True)[len(path) + 1 :])
