"""Where a source of images is: a URL, or a path below the folder that `$BLOODCELLS_DATASETS` names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit
from urllib.request import url2pathname

from bloodcells.errors import SourceError
from bloodcells.images import buckets, containers
from bloodcells.images.buckets import Address
from bloodcells.images.containers import Container
from bloodcells.images.download import Downloads
from bloodcells.images.web import WebFile, shown

DATASETS = "BLOODCELLS_DATASETS"


@contextmanager
def opened(location: str, downloads: Downloads) -> Iterator[Container]:
    """Open the zip or folder at a location.

    Raises:
        SourceError: the location is not one, or there is nothing that can be read.
    """
    match _parsed(location):
        case Path() as path:
            with containers.opened(path) as container:
                yield container
        case WebFile() as file:
            with containers.downloaded(file, downloads) as container:
                yield container
        case address:
            with buckets.opened(address, downloads) as container:
                yield container


def check(location: str) -> None:
    """Find out whether a location is one, without looking there.

    Raises:
        SourceError: it is not.
    """
    _parsed(location)


def datasets() -> Path | None:
    """The folder that holds data sets on this machine, if the user has named one.

    Raises:
        SourceError: it is not a folder, or would be another one for an experiment that runs elsewhere.
    """
    named = os.environ.get(DATASETS)
    if not named:
        return None
    folder = Path(named)
    if not folder.is_absolute():
        raise SourceError(
            f"{DATASETS} must be an absolute path, for experiments run in folders of their own: {named!r}"
        )
    if not folder.is_dir():
        raise SourceError(f"{DATASETS} names {named!r}, which is no folder")
    return folder


def _parsed(location: str) -> Path | WebFile | Address:
    """A path, a file on the web, or an address in a bucket."""
    try:
        url = urlsplit(location)
    except ValueError as error:
        raise SourceError(f"not a URL: {shown(location)!r} ({error})") from error
    match url.scheme:
        case "":
            return _below_datasets(location)
        case "file":
            return _file(location, url.netloc, url.path)
        case "http" | "https":
            return WebFile(location)
        case "s3":
            if not url.netloc or "@" in url.netloc:
                raise SourceError(f"expected s3://<bucket>/<key>. Received {shown(location)!r}")
            return Address.parse(location)
    raise SourceError(f"expected https://, s3://, file:// or a path below ${DATASETS}. Received {shown(location)!r}")


def _below_datasets(location: str) -> Path:
    path = PurePosixPath(location)
    if path.is_absolute():
        told = shown(location)
        raise SourceError(f"expected a path below ${DATASETS}, or file://{told}. Received {told!r}")
    if ".." in path.parts or "\\" in location or "\0" in location or not path.parts:
        raise SourceError(f"expected a path that stays below ${DATASETS}. Received {location!r}")
    folder = datasets()
    if folder is None:
        raise SourceError(f"{location!r} is a path below ${DATASETS}, which is not set: export {DATASETS}=/your/data")
    return folder / path


def _file(location: str, host: str, path: str) -> Path:
    if host not in ("", "localhost") or not path.startswith("/") or "\0" in path or "%00" in path:
        raise SourceError(f"expected file:///<absolute path>. Received {shown(location)!r}")
    return Path(url2pathname(path))
