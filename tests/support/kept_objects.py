"""Experiments of a plain repository with their objects, a git remote and DVC remotes in folders."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hemolog.experiments.objects.names import key_of
from hemolog.experiments.sharing.references.git_remote import GitRemote, git_remote
from hemolog.experiments.sharing.selection import Wanted, experiments_here
from hemolog.experiments.sharing.transfer.pull import Pulled, pull
from hemolog.experiments.sharing.transfer.push import Pruned, Pushed, push
from support.git_hubs import Hub, made_hub
from support.plain_repository import Plain, plain
from support.tellers import Silent


@dataclass(frozen=True)
class Keeping:
    """One clone of a team's repository, and the places that it shares through."""

    plain: Plain
    hub: Hub
    remotes: Path
    """The folder of DVC remotes; that of `storage` is the default one."""
    cache: Path

    @property
    def remote(self) -> GitRemote:
        return git_remote(self.plain.workspace)

    def push(self, *names: str, pruned: Pruned | None = None, teller: Silent | None = None) -> Pushed:
        here = [each for each in experiments_here(self.plain.workspace) if not names or each.name in names]
        return push(self.plain.workspace, here, self.remote, self.cache, teller or Silent(), pruned=pruned)

    def pull(self, *names: str, pruned: Pruned | None = None, metrics_only: bool = False) -> Pulled:
        wanted = Wanted(names, every=not names)
        return pull(
            self.plain.workspace, wanted, self.remote, self.cache, Silent(), metrics_only=metrics_only, pruned=pruned
        )

    def there(self, name: str = "storage") -> dict[str, bytes]:
        """All that a DVC remote has, by key."""
        root = self.remotes / name
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}

    def here(self) -> dict[str, bytes]:
        """All that the cache has, by key."""
        paths = (path for path in self.cache.rglob("*") if path.is_file())
        return {path.relative_to(self.cache).as_posix(): path.read_bytes() for path in paths}

    def object(self, content: bytes) -> str:
        """Put an object into the cache: its name."""
        name = hashlib.md5(content).hexdigest()
        _write(self.cache / key_of(name), content)
        return name

    def folder(self, files: Mapping[str, bytes]) -> str:
        """Put the objects of a directory into the cache: the name of its list."""
        listed = json.dumps([{"md5": self.object(data), "relpath": path} for path, data in files.items()]).encode()
        name = f"{hashlib.md5(listed).hexdigest()}.dir"
        _write(self.cache / key_of(name), listed)
        return name

    def experiment(self, name: str, outputs: Mapping[str, str], sizes: Mapping[str, int] | None = None) -> str:
        """Make an experiment whose outputs are objects of these names, each a `.dvc` file: its commit."""
        files = {f"{path}.dvc": added(path, of, self._size(of, sizes)) for path, of in outputs.items()}
        return self.plain.experiment(name, {**files, "name": name})

    def _size(self, name: str, sizes: Mapping[str, int] | None) -> int | None:
        if sizes is not None and name in sizes:
            return sizes[name]
        file = self.cache / key_of(name)
        return file.stat().st_size if file.exists() and not name.endswith(".dir") else None

    def clone(self, name: str = "clone") -> "Keeping":
        """What a colleague has: neither experiments nor objects."""
        folder = self.hub.path.parent / name
        return _joined(plain(folder), self.hub, self.remotes, folder / ".dvc/cache")


def added(path: str, name: str, size: int | None = None, remote: str | None = None) -> str:
    """A `.dvc` file."""
    told = {"md5": name, "hash": "md5", "path": path.rpartition("/")[2]}
    told |= {} if size is None else {"size": size}
    told |= {} if remote is None else {"remote": remote}
    return json.dumps({"outs": [told]})


def keeping(folder: Path, remotes: Sequence[str] = ("storage",), below: str = ".") -> Keeping:
    """Make one.

    Args:
        folder: for its repositories and places.
        remotes: names of its DVC remotes; the first is the default one.
        below: where DVC is set up in the repository.
    """
    here = plain(folder / "here", below)
    lines = [f"['remote \"{name}\"']\n    url = {folder / 'remotes' / name}\n" for name in remotes]
    made = _joined(here, made_hub(folder / "hub.git"), folder / "remotes", here.root / ".dvc/cache")
    _configure(made.plain, "".join([*(["[core]\n", f"    remote = {remotes[0]}\n"] if remotes else []), *lines]))
    return made


def _joined(here: Plain, hub: Hub, remotes: Path, cache: Path) -> Keeping:
    here.repository.git("remote", "add", "origin", str(hub.path))
    lines = [f"['remote \"{each.name}\"']\n    url = {each}\n" for each in sorted(remotes.glob("*"))]
    _configure(here, "".join(["[core]\n    remote = storage\n", *lines]))
    return Keeping(here, hub, remotes, cache)


def _configure(here: Plain, text: str) -> None:
    (here.root / ".dvc/config.local").write_text(text)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(content)
    path.chmod(0o444)
