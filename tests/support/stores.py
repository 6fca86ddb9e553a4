"""Stores over the places that tests use."""

from hemolog.experiments.stores.folder import FolderStore
from hemolog.experiments.stores.retry import Retries
from hemolog.experiments.stores.s3 import S3Store
from hemolog.experiments.stores.settings import RemoteSettings
from hemolog.experiments.stores.store import Store
from support.remotes import RemotePlace
from support.s3_endpoint import REGION, Endpoint


def settings_of(place: RemotePlace, **options: object) -> RemoteSettings:
    """What DVC's settings would tell of a place."""
    endpoint: Endpoint | None = place.endpoint
    if endpoint is None:
        return RemoteSettings("storage", place.url, options)
    keys = {"access_key_id": endpoint.key, "secret_access_key": endpoint.secret}
    return RemoteSettings("storage", place.url, {"endpointurl": endpoint.url, "region": REGION} | keys | options)


def open_place(place: RemotePlace, retries: Retries | None = None, **options: object) -> Store:
    """The store of a place."""
    settings = settings_of(place, **options)
    return FolderStore(settings) if place.endpoint is None else S3Store(settings, retries)
