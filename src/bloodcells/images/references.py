"""Which objects of a bucket the archives were made from: `results/fetch/objects.json`.

An object may be replaced at any time; git keeps which one it was. The file is a list with one entry for each source at
an `s3://` location, in the order of `fetch.sources`. Other places name no versions, and no path or host may stand in a
tracked file. Equal objects give equal bytes.

It stands under `metrics` in `dvc.yaml`, since `cache: false` under `outs` would switch the stage's run cache off. A
list, not a mapping: DVC and Hemolog then find no metric in it, and sizes and tags don't show up as results.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

# Not in `paths`, which is a dep of every stage: a new name there would train every model anew.
OBJECTS = Path("results/fetch/objects.json")


@dataclass(frozen=True)
class Version:
    """One version of one object."""

    etag: str
    """Without the quotes. What changes when the bytes do; their MD5 only where the object came in one part."""
    size: int
    """Bytes."""
    version_id: str | None
    """None where the bucket keeps no versions."""

    @classmethod
    def told(cls, answer: Mapping[str, Any], size: int) -> Self:
        """The version that an answer of S3 is of, whose whole object has `size` bytes."""
        version_id = answer.get("VersionId")
        # "null" is the version of an object from before the bucket kept any, or since it keeps none again.
        return cls(answer["ETag"].strip('"'), size, None if version_id in ("", "null") else version_id)


@dataclass(frozen=True)
class ObjectReference:
    """The object that a source was made from."""

    location: str
    """`s3://<bucket>/<key>`."""
    etag: str
    size: int
    version_id: str | None


@dataclass(frozen=True)
class PrefixReference:
    """The objects that a source was made from, of those below a prefix."""

    location: str
    """`s3://<bucket>/<prefix>/`."""
    objects: int
    """How many were read; what is no image is not."""
    size: int
    """Bytes of all."""
    digest: str
    """`sha256:` of one line for each object, sorted by key: `["<key>", "<etag>", <size>, "<version id>" or null]`."""

    @classmethod
    def of(cls, location: str, versions: Mapping[str, Version]) -> Self:
        """Sum up the version of each key."""
        lines = hashlib.sha256()
        for key, version in sorted(versions.items()):
            line = json.dumps([key, version.etag, version.size, version.version_id], ensure_ascii=False)
            lines.update(f"{line}\n".encode())
        size = sum(version.size for version in versions.values())
        return cls(location, len(versions), size, f"sha256:{lines.hexdigest()}")


Reference = ObjectReference | PrefixReference


def written(references: Mapping[str, Reference | None]) -> str:
    """The text of `OBJECTS`, for each source what it was made from; None: nothing in a bucket."""
    entries = [{"source": name, **asdict(found)} for name, found in references.items() if found is not None]
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"
