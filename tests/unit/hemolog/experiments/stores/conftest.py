"""Stores over each kind of remote."""

import pytest

from hemolog.experiments.stores.store import Store
from support.remotes import RemotePlace
from support.stores import open_place


@pytest.fixture
def store(remote_place: RemotePlace) -> Store:
    """An empty store, of each kind in turn."""
    return open_place(remote_place)
