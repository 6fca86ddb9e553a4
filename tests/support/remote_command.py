"""Words and keys for `hemolog remote`, and what it may change: the settings of DVC."""

from collections.abc import Callable

from support.remotes import RemotePlace
from support.repositories import Repository
from support.s3_endpoint import REGION, Endpoint

EMBEDDED = "[core]\n    remote = embedded\n['remote \"embedded\"']\n    url = storage\n"
Hemolog = Callable[..., tuple[int, str]]


def keys(endpoint: Endpoint) -> dict[str, str]:
    return {"AWS_ACCESS_KEY_ID": endpoint.key, "AWS_SECRET_ACCESS_KEY": endpoint.secret}


def place(at: RemotePlace) -> list[str]:
    assert at.endpoint
    return [at.url, "--endpoint-url", at.endpoint.url, "--region", REGION]


def settings(repository: Repository) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (repository.path / ".dvc").iterdir() if path.is_file()}
