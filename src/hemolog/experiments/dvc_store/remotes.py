"""DVC's settings of remotes: what all levels say together, and how one becomes the team's default.

`.dvc/config` is tracked by git and holds what a team shares; `.dvc/config.local` is a person's own.
"""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from configobj import ConfigObj, ConfigObjError
from dvc.config import Config, ConfigError, _lower_keys, _parse_named, merge

from hemolog.errors import RepositoryError
from hemolog.experiments.dvc_store import faults

SHARED = Path(".dvc/config")
OWN = Path(".dvc/config.local")
SECRETS = frozenset({"access_key_id", "secret_access_key", "session_token", "sse_customer_key", "password"})
"""Options that stand in no file of git."""
_SCRATCH = Path(".dvc/tmp/hemolog")
_NAMED = re.compile(r'^\s*remote\s*"(.*)"\s*$', re.IGNORECASE)

Options = Mapping[str, Any]
"""Of one remote: `url`, `endpointurl`, `region` and so on, as DVC's schema has them."""


@dataclass(frozen=True)
class Remotes:
    """The remotes of a repository."""

    default: str | None
    options: Mapping[str, Options]
    """Of each, all levels merged; a folder's path is absolute."""
    shared: Mapping[str, Options]
    """What `.dvc/config` alone says, as it stands there."""
    own: Mapping[str, Options]
    """What `.dvc/config.local` alone says."""
    own_default: str | None
    """The default that `.dvc/config.local` names: it wins on this machine."""


def read_remotes(root: Path) -> Remotes:
    """What DVC's settings say of remotes.

    Args:
        root: the folder that `.dvc` is in.

    Raises:
        RepositoryError: DVC can't read them.
    """
    with faults.reading():
        merged = Config(str(root / ".dvc"), validate=False).load_config_to_level()
        # DVC refuses keys of a remote that has no URL yet; but somebody has to have them before it can be tried.
        merged["remote"] = {name: options for name, options in merged["remote"].items() if "url" in options}
        merged = Config.validate(merged)
        shared, own = (_parsed(_lines(root / file)) for file in (SHARED, OWN))
    return Remotes(
        default=merged["core"].get("remote"),
        options={name: dict(options) for name, options in merged["remote"].items()},
        shared=shared["remote"],
        own=own["remote"],
        own_default=own.get("core", {}).get("remote"),
    )


def default_in(text: bytes) -> tuple[str, str] | None:
    """Name and URL of the default remote that a `.dvc/config` names, as they stand there; None if it names none."""
    try:
        document = _parsed(text.decode(errors="replace").splitlines())
        name = str(document["core"]["remote"])
        return name, str(document["remote"][name]["url"])
    except (ConfigError, KeyError, TypeError):
        return None


def write_remote(root: Path, name: str, shared: Options, own: Options) -> list[Path]:
    """Make a remote what it shall be, and the default of all who share the repository.

    Comments and all that is said of other things stay. Both files are checked by DVC's schema before one is written,
    and each is replaced whole.

    Args:
        root: the folder that `.dvc` is in.
        name: of the remote, in lower case.
        shared: its options in `.dvc/config`, all of them: others that stand there are dropped.
        own: options in `.dvc/config.local`, beside those that stand there.

    Returns:
        The files that have changed, relative to `root`.

    Raises:
        RepositoryError: DVC would not read what was to be written, or can't read what is there.
        RecordingError: a file can't be written.
    """
    with faults.reading():
        before = {file: _lines(root / file) for file in (OWN, SHARED)}
        after = _after(before, name, shared, own)
        _validated(root, after)
    changed = [file for file in (OWN, SHARED) if after[file] != before[file]]
    with faults.writing(root):
        for file in changed:
            _replace(root, file, after[file])
    return changed


def options_with(root: Path, name: str, shared: Options, own: Options) -> Options:
    """What DVC would read of a remote, from all levels, after `write_remote` with the same arguments.

    Raises:
        RepositoryError: DVC would not read it, or can't read what is there.
    """
    with faults.reading():
        before = {file: _lines(root / file) for file in (OWN, SHARED)}
        merged: Options = _validated(root, _after(before, name, shared, own))["remote"][name]
    return merged


def expect_no_secrets(remotes: Remotes) -> None:
    """Refuse to go on with a key that stands in a file of git.

    Raises:
        RepositoryError: `.dvc/config` holds one; the message names the option, not its value.
    """
    for name, options in remotes.shared.items():
        for option in sorted(SECRETS & options.keys()):
            raise RepositoryError(
                f"{SHARED}, which git tracks, holds {option} of the remote {name!r}: give it anew with `dvc remote "
                f"modify --local {name} {option} ...`, remove it with `dvc remote modify --unset {name} {option}`, and "
                "if it was ever committed, let nobody accept it any longer"
            )


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []


def _document(lines: list[str]) -> ConfigObj:
    try:
        return ConfigObj(lines, interpolation=False)
    except ConfigObjError as error:
        raise ConfigError(str(error)) from None


def _parsed(lines: list[str]) -> dict[str, Any]:
    parsed: dict[str, Any] = _parse_named(_lower_keys(_document(lines).dict()))
    return parsed


def _changed(lines: list[str], name: str, options: Options, *, only: bool, default: str | None = None) -> list[str]:
    document = _document(lines)
    if not document.indent_type:
        document.indent_type = "    "
    if default is not None:
        _set(_section(document, "core"), {"remote": default})
    section = _section(document, f'remote "{name}"')
    if only:
        for option in [each for each in section if each.lower() not in options]:
            del section[option]
    _set(section, options)
    written: list[str] = document.write()
    return written if _document(written).dict() != _document(lines).dict() else lines


def _section(document: ConfigObj, title: str) -> Any:
    for there in document.sections:
        if _normal(there) == _normal(title):
            return document[there]
    document[title] = {}
    return document[title]


def _normal(title: str) -> str:
    named = _NAMED.match(title)
    return f'remote "{named[1]}"' if named else title.lower()


def _set(section: Any, options: Options) -> None:
    there = {each.lower(): each for each in section.scalars}
    for option, value in options.items():
        section[there.get(option, option)] = str(value)


def _after(before: Mapping[Path, list[str]], name: str, shared: Options, own: Options) -> Mapping[Path, list[str]]:
    return {
        OWN: _changed(before[OWN], name, own, only=False) if own else before[OWN],
        SHARED: _changed(before[SHARED], name, shared, only=True, default=name),
    }


def _validated(root: Path, after: Mapping[Path, list[str]]) -> dict[str, Any]:
    config = Config(str(root / ".dvc"), validate=False)
    merged: dict[str, Any] = config.load_config_to_level("repo")
    for file in (SHARED, OWN):
        merge(merged, Config._load_paths(_parsed(after[file]), str(root / file)))
    validated: dict[str, Any] = Config.validate(merged)
    return validated


def _replace(root: Path, file: Path, lines: list[str]) -> None:
    """By way of a folder that git ignores: what a kill leaves behind may hold a person's keys."""
    path = (root / file).resolve()
    scratch = root / _SCRATCH
    scratch.mkdir(parents=True, exist_ok=True)
    part = scratch / f"{path.name}.{os.getpid()}-{secrets.token_hex(4)}.part"
    try:
        part.touch(0o600)
        part.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        part.chmod(path.stat().st_mode & 0o777 if path.exists() else (0o600 if file == OWN else 0o644))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
