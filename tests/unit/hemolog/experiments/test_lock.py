"""A lock's text, put together of kept parts, is what DVC's own writer gives."""

from collections import OrderedDict
from copy import deepcopy
from typing import Any

import pytest
from dvc.utils.serialize import dumps_yaml, parse_yaml

from hemolog.experiments.dvc_store.lock import LockFile, dump_entry
from support.repositories import ROOT

LONG = "PYTHONPATH=src python -m small.train " + "--flag with words " * 12
ENTRIES: list[dict[str, Any]] = [
    {"cmd": "python -m a"},
    {"cmd": ["echo a", "echo 'b: c'"], "deps": [{"path": "a b", "hash": "md5", "md5": "0" * 32, "size": 3}]},
    {"cmd": LONG, "params": {"params.yaml": {"a.b": 1e-05, "b": True, "c": None, "d": "1.0", "e": "yes", "f": 1.0}}},
    {"cmd": "x", "params": {"params.yaml": {"a": [1, 2], "b": {"c": []}}, "more.yaml": {"z": "a: b"}}},
    {"cmd": "x", "params": {"params.yaml": {}}},
    {"cmd": "x", "params": OrderedDict([("params.yaml", OrderedDict([("n", -0.0), ("t", "#"), ("u", "é\n")]))])},
    {"cmd": "x\ny\n", "outs": [{"path": "o", "md5": "1.dir", "nfiles": 2, "isexec": True}, {"path": "p" * 150}]},
]


@pytest.mark.parametrize("entry", ENTRIES, ids=str)
@pytest.mark.parametrize("name", ["train", "train@1", "on", "a-long name: of a stage"])
def test_an_entry_is_written_as_dvc_writes_it(name: str, entry: dict[str, Any]) -> None:
    whole = dumps_yaml({"stages": {name: entry}})

    for _ in range(2):
        assert "stages:\n" + dump_entry(name, entry) == whole


@pytest.mark.parametrize(
    "digest",
    [
        "f" * 32,
        "0123456789abcdef" * 2,
        "1" * 32,
        "1" * 30 + "e5",
        "e" * 32,
        "0" * 31 + "d",
        "a" * 32 + ".dir",
        "b" * 31,
    ],
)
@pytest.mark.parametrize("path", ["a/b", "size: 0", " md5: " + "f" * 32, "é " * 60, "1"])
@pytest.mark.parametrize(
    "more", [{}, {"size": 0}, {"size": 12, "nfiles": 3}, {"size": True}, {"isexec": True, "size": 7}]
)
def test_an_item_is_written_as_dvc_writes_it_whatever_its_digest(digest: str, path: str, more: dict[str, Any]) -> None:
    for item in ({"path": path, "hash": "md5", "md5": digest, **more}, {"md5": digest, "path": path, **more}):
        entry = {"cmd": "x", "deps": [item], "outs": [item | {"size": 5}]}

        assert "stages:\n" + dump_entry("s", entry) == dumps_yaml({"stages": {"s": deepcopy(entry)}})


def test_values_that_are_equal_but_not_the_same_are_written_each_in_its_way() -> None:
    texts = [dump_entry("a", {"cmd": "x", "params": {"params.yaml": {"v": value}}}) for value in (1, True, 1.0, "1")]

    assert [text.rpartition("v: ")[2] for text in texts] == ["1\n", "true\n", "1.0\n", "'1'\n"]


def test_a_list_that_two_parameters_share_is_written_as_dvc_writes_it() -> None:
    shared = [1, 2]
    entry = {"cmd": "x", "params": {"params.yaml": {"a": {"b": shared}, "a.b": shared}}}

    assert "stages:\n" + dump_entry("s", entry) == dumps_yaml({"stages": {"s": entry}})


@pytest.mark.parametrize(
    "text",
    [
        (ROOT / "dvc.lock").read_text(),
        "schema: '2.0'\nstages:\n  a:\n    cmd: x\n  b:\n    cmd: y\n",
        "schema: '2.0'\n# a person wrote this\nstages:\n  a: {cmd: x}\n  b:\n    cmd:   y # why\n",
        "schema: '2.0'\nstages:\n  a:\n    cmd: x\n    params:\n      params.yaml:\n        r: 1.0e-5\ndatasets: []\n",
        "",
    ],
)
def test_a_changed_entry_stands_where_dvc_puts_it(text: str) -> None:
    lock = LockFile(text, "dvc.lock")
    assert lock.text() is None
    entry = {"cmd": "changed", "params": {"params.yaml": {"r": 0.25}}}
    names = [*[*lock.base][:1], "new"]

    lock.changed.update({name: deepcopy(entry) for name in names})

    document = parse_yaml(text, "dvc.lock", typ="rt") or {"schema": "2.0"}
    document["stages"] = document.get("stages", {})
    document["stages"].update({name: deepcopy(entry) for name in names})
    assert lock.text() == dumps_yaml(document).encode()


def test_a_value_that_two_stages_share_is_written_out_for_each() -> None:
    for text in ("", "schema: '2.0'\n# why\nstages:\n  z:\n    cmd: x\n"):
        lock, shared = LockFile(text, "dvc.lock"), [1, 2]
        lock.changed.update({n: {"cmd": "x", "params": {"params.yaml": {"a": shared}}} for n in "ab"})

        written = (lock.text() or b"").decode()

        assert "&" not in written and written.count("- 2") == 2


def test_parts_are_kept_apart_by_the_place_they_stand_at() -> None:
    deep = dump_entry("a", {"cmd": "x", "params": {"a": {"k": "v"}}})
    shallow = dump_entry("a", {"cmd": "x", "k": "v"})

    assert deep.endswith("        k: v\n")
    assert shallow.endswith("x\n    k: v\n")
