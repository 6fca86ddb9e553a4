"""How a remote is reached: what DVC's settings tell of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class RemoteSettings:
    """A DVC remote, from the settings of all levels."""

    name: str
    url: str
    """Without a slash at the end; a local folder as an absolute path."""
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """The others, under DVC's names: `endpointurl`, `region`, ... Among them may be secrets: never to be printed."""
