"""Stores over each kind of remote, and a bucket to check."""

from collections.abc import Iterator

import pytest

from hemolog.experiments.stores.store import Store
from support.remotes import RemotePlace
from support.s3_answers import Server, answering
from support.stores import open_place


@pytest.fixture
def store(remote_place: RemotePlace) -> Store:
    """An empty store, of each kind in turn."""
    return open_place(remote_place)


@pytest.fixture
def server() -> Iterator[Server]:
    """Of a bucket, that does all it is asked for."""
    with answering(lambda method, path: None) as opened:
        yield opened
