"""What was deleted of an experiment since it can be made again, as its notes tell it: one line of JSON."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hemolog.experiments.objects.names import is_name

KIND = "pruned"


@dataclass(frozen=True)
class Pruned:
    """One record of it."""

    objects: tuple[str, ...]
    """Names of the objects, sorted; those of a directory's files too."""
    paths: tuple[str, ...]
    """Of the outputs that they held."""
    when: str
    """Date and time of the UTC, in seconds: `2026-03-01T12:00:00Z`."""
    rule: str
    """By which they were chosen, for people: `search rates: best 5 by metrics.val.score (max) kept`."""

    def to_line(self) -> str:
        """JSON on one line, equal for equal records."""
        document = {
            "kind": KIND,
            "objects": self.objects,
            "paths": self.paths,
            "rule": self.rule,
            "when": self.when,
        }
        return json.dumps(document, sort_keys=True, separators=(",", ":"))

    @staticmethod
    def from_line(line: str) -> "Pruned | None":
        """Understand a line; None if it is of another kind, or damaged: it may come from anywhere."""
        if f'"{KIND}"' not in line:
            return None
        try:
            document = json.loads(line)
            if document["kind"] != KIND:
                return None
            objects, paths = document["objects"], document["paths"]
            if not isinstance(paths, list) or not all(map(is_name, objects)):
                return None
            return Pruned(
                tuple(objects), tuple(map(str, paths)), str(document.get("when", "")), str(document.get("rule", ""))
            )
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None


def pruned_objects(notes: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """The names of the objects that were deleted, of each commit that something was deleted of.

    Args:
        notes: lines of commits' ids.
    """
    found = {}
    for commit, lines in notes.items():
        records = [record for line in lines if (record := Pruned.from_line(line)) is not None]
        if records:
            found[commit] = frozenset(name for record in records for name in record.objects)
    return found
