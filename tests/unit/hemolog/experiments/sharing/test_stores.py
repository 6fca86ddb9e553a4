"""Tests of the DVC remotes that outputs lie in."""

from pathlib import Path

import pytest

from hemolog.errors import HemologError
from hemolog.experiments.sharing import stores as module
from hemolog.experiments.sharing.stores import Stores, by_remote
from hemolog.experiments.stores.store import Store
from support.kept_objects import keeping
from support.memory_store import MemoryStore


def test_keys_are_grouped_by_their_remote() -> None:
    assert by_remote([]) == {}
    places = [(None, "a"), ("other", "a"), (None, "b"), (None, "a")]
    assert by_remote(places) == {None: {"a", "b"}, "other": {"a"}}


def test_each_remote_is_opened_once_when_it_is_first_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[Path, str | None]] = []

    def open_store(root: Path, name: str | None) -> Store:
        opened.append((root, name))
        return MemoryStore({"a": b"", "b": b"bb"} if name is None else {"a": b"aaa"})

    monkeypatch.setattr(module, "open_store", open_store)
    stores = Stores(tmp_path)
    assert stores.find([]) == {}
    assert opened == []
    found = stores.find([(None, "a"), ("other", "a"), ("other", "b"), (None, "c")])
    assert {place: stored.size for place, stored in found.items()} == {(None, "a"): 0, ("other", "a"): 3}
    assert stores.of(None) is stores.of(None)
    assert sorted(opened, key=str) == sorted([(tmp_path, None), (tmp_path, "other")], key=str)


def test_a_remote_that_is_not_set_up_is_an_error(tmp_path: Path) -> None:
    made = keeping(tmp_path)
    assert Stores(made.plain.root).of(None).url == str(tmp_path / "remotes/storage")
    with pytest.raises(HemologError, match="unknown"):
        Stores(made.plain.root).of("unknown")
