"""The DVC remote of a team: what it shall be, whether it lets itself be used, and that all who pull have it.

Three steps, so that nothing is written of what was not tried: `plan`, `check`, `adopt`.
"""

import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from hemolog.errors import RemoteError, RepositoryError
from hemolog.experiments.dvc_store import open_store, remote_settings
from hemolog.experiments.dvc_store.remote_client import reader
from hemolog.experiments.dvc_store.remotes import (
    OWN,
    Options,
    Remotes,
    expect_no_secrets,
    options_with,
    read_remotes,
    write_remote,
)
from hemolog.experiments.stores.address import SCHEME, Address, expect_endpoint, expect_no_keys, expect_region, shown
from hemolog.experiments.stores.check import Check, check_store
from hemolog.experiments.stores.s3.check import check_bucket
from hemolog.experiments.stores.settings import RemoteSettings
from hemolog.experiments.workspace import Workspace

NAME = "team"
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
_PLACE = ("url", "endpointurl", "region")
"""Options that say where a bucket is: those of another bucket don't go with it."""
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")


@dataclass(frozen=True)
class Wanted:
    """What was asked for."""

    url: str
    name: str = NAME
    endpoint: str | None = None
    """A server other than AWS; None for what is set for the same URL, as with those below."""
    region: str | None = None
    profile: str | None = None
    """Of AWS's settings: a person's own, and not shared."""


@dataclass(frozen=True)
class Plan:
    """What a remote shall be, and what it was."""

    settings: RemoteSettings
    """As DVC will read them, from all levels."""
    shared: Options
    """What `.dvc/config` shall say of it."""
    own: Options
    """What `.dvc/config.local` shall say beside what it says."""
    default: tuple[str, str] | None
    """Name and URL of the default remote until now, the latter fit to be shown."""
    replaced: str | None
    """The URL that the remote of this name had, fit to be shown; None if it is the same or new."""
    whole_bucket: bool
    """There is no prefix."""
    environment: str | None
    """A variable that names the endpoint on this machine alone."""
    own_default: str | None
    """Another default that `.dvc/config.local` names: it wins on this machine."""


def plan(workspace: Workspace, wanted: Wanted) -> Plan:
    """What would have to be written.

    Raises:
        RemoteError: it is no bucket, or what names it may be a key.
        RepositoryError: DVC's settings can't be read, or hold keys in a file of git.
    """
    name = _expect_name(wanted.name)
    _expect_bucket(wanted.url, name)
    environment = next((each for each in _ENDPOINTS if os.environ.get(each)), None)
    remotes = read_remotes(workspace.dvc_root)
    expect_no_secrets(remotes)
    before = remotes.shared.get(name, {})
    there = before if str(before.get("url", "")).startswith(SCHEME) else {}
    same = str(there.get("url", "")).rstrip("/") == wanted.url.rstrip("/")
    place = {
        "endpointurl": expect_endpoint(wanted.endpoint) if wanted.endpoint else None,
        "region": expect_region(wanted.region) if wanted.region else None,
    }
    if same:
        place = {option: value or there.get(option) for option, value in place.items()}
    if place["endpointurl"]:
        expect_endpoint(place["endpointurl"])
    own_endpoint = remotes.own.get(name, {}).get("endpointurl")
    address = Address.of(wanted.url, amazon=not (place["endpointurl"] or own_endpoint or environment))
    found = {"url": address.url} | {option: value for option, value in place.items() if value}
    shared = found | {option: value for option, value in there.items() if option not in _PLACE}
    _expect_heard(remotes, name, found)
    own = {"profile": wanted.profile} if wanted.profile else {}
    _expect_private(workspace, writes=bool(own))
    options = dict(options_with(workspace.dvc_root, name, shared, own))
    settings = RemoteSettings(name, options.pop("url"), options)
    default = remotes.default
    return Plan(
        settings=settings,
        shared=shared,
        own=own,
        default=(default, _place(workspace.dvc_root, remotes.options.get(default, {}))) if default else None,
        replaced=shown(str(before["url"])) if before.get("url") and not same else None,
        whole_bucket=not address.prefix,
        environment=environment if not options.get("endpointurl") else None,
        own_default=remotes.own_default if remotes.own_default not in (None, name) else None,
    )


def current(workspace: Workspace, name: str | None = None) -> RemoteSettings:
    """A remote as it is set; the default one without a name.

    Raises:
        RepositoryError: there is none, or DVC's settings can't be read.
    """
    return remote_settings(workspace.dvc_root, name)


def check(workspace: Workspace, settings: RemoteSettings) -> Check:
    """Try a remote of any kind, by a small object that is removed again.

    Raises:
        HemologError: its settings make no sense.
    """
    if settings.url.startswith(SCHEME):
        return check_bucket(settings, reader(settings))
    return replace(check_store(open_store(workspace.dvc_root, settings.name)), url=shown(settings.url))


def adopt(workspace: Workspace, planned: Plan) -> list[Path]:
    """Write it, as the default of all who share the repository.

    Returns:
        The files that have changed, relative to the folder that DVC is set up in.

    Raises:
        RepositoryError: DVC can't read what is there.
        RecordingError: a file can't be written.
    """
    return write_remote(workspace.dvc_root, planned.settings.name, planned.shared, planned.own)


def _place(root: Path, options: Options) -> str:
    """Where a remote is, fit to be shown; a folder of the repository by its name in it."""
    url = str(options.get("url", ""))
    return os.path.relpath(url, root) if Path(url).is_relative_to(root) else shown(url)


def _expect_name(name: str) -> str:
    if not _NAME.fullmatch(name.lower()):
        raise RemoteError("expected a name of letters, digits and `._-` for the remote")
    return name.lower()


def _expect_bucket(url: str, name: str) -> None:
    if url.startswith(SCHEME):
        return
    expect_no_keys(url, "the URL")
    raise RemoteError(
        f"this sets up buckets of S3 (s3://<bucket>/<prefix>); for any other place "
        f"`dvc remote add --default {name} {shlex.quote(url)}` does it"
    )


def _expect_heard(remotes: Remotes, name: str, found: Mapping[str, str]) -> None:
    """Refuse to set what `.dvc/config.local` overrules: others would get another place than was checked."""
    for option, value in found.items():
        ruled = remotes.own.get(name, {}).get(option)
        if ruled is not None and str(ruled).rstrip("/") != value:
            raise RemoteError(
                f"{OWN} sets another {option} of the remote {name!r}, which wins on this machine: "
                f"`dvc remote modify --local --unset {name} {option}` removes it"
            )


def _expect_private(workspace: Workspace, *, writes: bool) -> None:
    """Refuse a `.dvc/config.local` that git knows of, or would."""
    path = (workspace.subfolder / OWN).as_posix()
    if path in workspace.git.index:
        raise RepositoryError(f"git tracks {path}, where keys of a person stand: `git rm --cached {path}` ends it")
    if writes and not workspace.git.path_is_ignored(path):
        raise RepositoryError(
            f"git does not ignore {path}, where keys of a person stand: add the line `/config.local` to .dvc/.gitignore"
        )
