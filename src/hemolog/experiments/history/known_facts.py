"""Facts that were read before, by the ids of the trees that told them: a tree never changes.

They are in a file of their own for each version of the code that reads. Facts that may be others tomorrow aren't kept.
"""

import contextlib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from hemolog.experiments.history.compact import Compact, needed
from hemolog.experiments.history.facts import Facts
from hemolog.experiments.history.shared_lines import NotLinesError
from hemolog.experiments.history.version import reading_version
from hemolog.experiments.objects.fact_cache import FactCache

_NAME = "history-{}.sqlite"


class KnownFacts:
    """Those of one repository."""

    def __init__(self, folder: Path, subfolder: str) -> None:
        """Take the repository.

        Args:
            folder: for files that belong to no commit.
            subfolder: where DVC is set up in the repository: other facts depend on it.
        """
        self._file = folder / _NAME.format(reading_version())
        self._cache, self._subfolder = FactCache(self._file, f"facts of {subfolder}"), subfolder
        self._compact = Compact()

    def get(self, trees: Collection[bytes]) -> dict[bytes, Facts]:
        """The facts that are known of some trees."""
        values = self._cache.get([tree.hex() for tree in trees])
        beside = self._cache.get(set().union(*map(needed, values.values())))
        texts = {name: text for name, text in beside.items() if isinstance(text, str)}
        found = {}
        for key, value in values.items():
            with contextlib.suppress(ValueError):  # Somebody else wrote it: then it is read from git.
                found[bytes.fromhex(key)] = self._compact.read(value, texts)
        return found

    def put(self, facts: Mapping[bytes, Facts]) -> None:
        """Keep facts."""
        if not self._file.exists():
            self._remove_others()
        values: dict[str, Any] = {}
        for tree, told in facts.items():
            if not told.lost:
                with contextlib.suppress(NotLinesError):
                    values[tree.hex()] = self._compact.write(told)
        self._cache.put({**self._compact.texts, **values} if values else {})

    def _remove_others(self) -> None:
        """Those that other versions of the code kept."""
        with contextlib.suppress(OSError):
            for file in self._file.parent.glob(_NAME.format("*")):
                file.unlink(missing_ok=True)
