"""The remote that DVC's settings name, as a store."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dvc.config import Config

from hemolog.errors import RemoteError, RepositoryError
from hemolog.experiments.dvc_store import faults
from hemolog.experiments.dvc_store.remotes import read_remotes
from hemolog.experiments.faults import one_line
from hemolog.experiments.stores.address import shown
from hemolog.experiments.stores.folder import FolderStore
from hemolog.experiments.stores.other import FileSystemStore
from hemolog.experiments.stores.settings import RemoteSettings
from hemolog.experiments.stores.store import Store


def open_store(root: Path, name: str | None = None) -> Store:
    """The store of a remote; nothing is asked of it before it is used.

    Args:
        root: the folder that `.dvc` is in.
        name: of the remote; the default one if None.

    Raises:
        RepositoryError: there is none, or DVC's settings can't be read.
        RemoteError: its settings can't be used.
    """
    settings = remote_settings(root, name)
    scheme, separator, _ = settings.url.partition("://")
    if not separator:
        return FolderStore(settings)
    if scheme == "s3":
        from hemolog.experiments.stores.s3 import S3Store

        return S3Store(settings)
    return _other(root, settings)


def remote_settings(root: Path, name: str | None = None) -> RemoteSettings:
    """What DVC's settings of all levels say of a remote, as `open_store` takes it.

    Raises:
        RepositoryError: there is none, or DVC's settings can't be read.
    """
    remotes = read_remotes(root)
    chosen = name or remotes.default
    if chosen is None:
        raise RepositoryError("there is no remote for data yet: `hemolog remote s3://bucket/prefix` makes one")
    options = remotes.options.get(chosen.lower())
    if options is None:
        known = ", ".join(sorted(remotes.options)) or "none"
        raise RepositoryError(
            f"there is no remote {chosen!r} (there are: {known}): `hemolog remote s3://bucket/prefix` makes one"
        )
    if str(options["url"]).startswith("remote://"):
        return _referred(root, chosen.lower())
    return RemoteSettings(chosen.lower(), _url(options), _rest(options))


def _url(options: Mapping[str, Any]) -> str:
    return str(options["url"]).rstrip("/") or "/"


def _rest(options: Mapping[str, Any]) -> dict[str, Any]:
    return {option: value for option, value in options.items() if option != "url"}


def _referred(root: Path, name: str) -> RemoteSettings:
    """Of a remote that stands on another one: `remote://other/folder`."""
    from dvc.fs import get_fs_config

    with faults.reading():
        options = get_fs_config(Config(str(root / ".dvc")), name=name)
    return RemoteSettings(name, _url(options), _rest(options))


def _other(root: Path, settings: RemoteSettings) -> Store:
    from dvc.fs import RemoteMissingDepsError, get_cloud_fs
    from dvc_objects.fs.base import ObjectFileSystem

    with faults.reading():
        kind, config, path = get_cloud_fs(Config(str(root / ".dvc")), name=settings.name)
    try:
        files = kind(**config)
    except RemoteMissingDepsError as error:  # A package that the kind needs is not installed.
        raise RemoteError(f"{shown(settings.url)}: {one_line(error)}") from error
    renames = not isinstance(files, ObjectFileSystem) and kind.CAN_TRAVERSE
    return FileSystemStore(settings, files, path, renames=renames, lists=kind.CAN_TRAVERSE)
