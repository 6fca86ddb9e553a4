"""What a file of parameters, metrics or points holds, by its name: JSON, TOML, else YAML, as DVC reads them."""

import json
import tomllib
from collections.abc import Mapping
from typing import Any

from hemolog.experiments import documents
from hemolog.experiments.alike import AlikeDocuments, Path, with_values
from hemolog.experiments.documents import DocumentError

LARGEST = 10_000_000
"""Bytes; what is larger holds no parameters and no metrics."""
_LARGEST_TOML = 1_000_000  # Python's reader takes a second for it
PYTHON = ".py"


class Formats:
    """Reads many of them, those alike faster. What it gives may be shared: never change it."""

    def __init__(self) -> None:
        """Have read none."""
        self._yaml = AlikeDocuments(documents.read, documents.scalar)

    def read(self, path: str, data: bytes) -> Any:
        """What a file holds.

        Args:
            path: whose ending says its format.
            data: its bytes.

        Raises:
            DocumentError: it is damaged, too large or too deep.
        """
        return with_values(*self.read_beside(path, data))

    def read_beside(self, path: str, data: bytes) -> tuple[Any, Mapping[Path, Any]]:
        """The same, as what another file holds and the values that stand in their places instead.

        Args:
            path: as of `read`.
            data: as of `read`.

        Raises:
            DocumentError: as of `read`.
        """
        name = path.lower()
        try:
            if name.endswith(".json"):
                return json.loads(data), {}
            if name.endswith(".toml"):
                if len(data) > _LARGEST_TOML:
                    raise DocumentError(f"{len(data):,} bytes are too many")
                return tomllib.loads(data.decode()), {}
            return self._yaml.read_beside(data)
        except DocumentError:
            raise
        except (ValueError, RecursionError) as error:
            raise DocumentError(" ".join(str(error).split())[:300]) from error
