"""A store in memory, which fails where it is told to."""

import hashlib
import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hemolog.experiments.stores.store import Advance, Stored


@dataclass
class MemoryStore:
    """A `Store`; what is put is checked as the contract has it."""

    objects: dict[str, bytes] = field(default_factory=dict)
    errors: dict[str, Exception] = field(default_factory=dict)
    """By key: raised instead of sending or bringing it."""
    before: Callable[[str, Advance], None] = lambda key, advance: None
    """Called with each key that is sent or brought, in its thread."""
    asked: list[str] = field(default_factory=list)
    """Keys that were sent or brought, in the order in which that began."""
    name: str = "memory"
    url: str = "memory://"
    jobs: int = 4
    stopped: bool = False

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    def find(self, keys: Collection[str]) -> dict[str, Stored]:
        return {key: Stored(key, len(self.objects[key]), 0.0) for key in keys if key in self.objects}

    def list(self, prefix: str) -> Iterator[Stored]:
        yield from self.find([key for key in self.objects if key.startswith(prefix)]).values()

    def put(self, key: str, file: Path, md5: str | None = None, advance: Advance | None = None) -> None:
        self._begin(key, advance)
        content = file.read_bytes()
        assert md5 is None or hashlib.md5(content).hexdigest() == md5
        self.objects[key] = content
        if advance is not None:
            advance(len(content))

    def get(self, key: str, file: Path, md5: str | None = None, advance: Advance | None = None) -> bool:
        self._begin(key, advance)
        if key not in self.objects:
            return False
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(self.objects[key])
        if advance is not None:
            advance(len(self.objects[key]))
        return True

    def delete(self, keys: Collection[str]) -> None:
        for key in keys:
            self.objects.pop(key, None)

    def uri(self, key: str) -> str:
        return f"{self.url}/{key}"

    def stop(self) -> None:
        self.stopped = True

    def _begin(self, key: str, advance: Advance | None) -> None:
        with self._lock:
            self.asked.append(key)
        self.before(key, advance or (lambda more: None))
        if key in self.errors:
            raise self.errors[key]
