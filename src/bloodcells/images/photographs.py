"""The source photograph that each image was made from: the unit of splitting and of statistics.

Augmented copies of one photograph look alike to a model. So what isn't known here leaks there, and the rules are
strict where a leak could hide:

- A `sources.csv` at the root of the source tells (for `blood-cells`, the one beside this module, this project's own
  result, in which about 3 % are best guesses). It must name every image but those of TEST_SIMPLE, which are photographs
  rather than copies: of them, what it doesn't name is one photograph for each distinct content.
- Without one, every distinct content is one photograph, and the user is told what that means.
- Images of equal content are of one photograph, whatever else was said of them.
"""

import csv
import io
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from bloodcells.errors import DatasetError
from bloodcells.images.archives import Member

# Beside this very file, so that an experiment that runs its own copy of the code reads its own copy of the table.
_BUILT_IN = {"blood-cells": Path(__file__).with_name("blood_cells_sources.csv")}
_COLUMNS = ("split", "label", "file", "source")


def table(source: str, shipped: bytes | None) -> dict[str, str] | None:
    """What is known of the photographs of a source.

    Args:
        source: its name.
        shipped: the `sources.csv` in its archive, if there is one.

    Returns:
        The id of the photograph by the name of the archive's member, or None where nothing is known.

    Raises:
        DatasetError: the table is malformed.
    """
    if source in _BUILT_IN:
        return _parsed(source, _BUILT_IN[source].read_bytes())
    return None if shipped is None else _parsed(source, shipped)


def check(source: str, members: Iterable[Member], known: dict[str, str] | None) -> None:
    """Make sure that what is known names every image that it must.

    Raises:
        DatasetError: there is a table, but it leaves an image out.
    """
    if known is None:
        return
    unnamed = [member.name for member in members if member.split != "TEST_SIMPLE" and member.name not in known]
    if unnamed:
        raise DatasetError(
            f"source {source}: sources.csv doesn't tell the photograph of {len(unnamed)} images "
            f"({', '.join(unnamed[:3])}{', ...' if len(unnamed) > 3 else ''}), whose copies could leak into "
            "another split: add a row for each, or remove sources.csv if no image is a copy of another"
        )


def of(source: str, members: Iterable[Member], digests: Iterable[bytes], known: dict[str, str] | None) -> list[str]:
    """Name the photograph of each image: `<source>/<id>`.

    Args:
        source: its name.
        members: its images.
        digests: of their files, in the same order.
        known: as `table` gives it.
    """
    ids = known or {}
    return [
        f"{source}/{ids.get(member.name) or f'content-{digest.hex()[:16]}'}"
        for member, digest in zip(members, digests, strict=True)
    ]


def merged(photographs: Sequence[str], digests: Sequence[bytes]) -> list[str]:
    """Join the photographs that share an image: each gets the first name, in order of names, of those joined."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while (above := parent.get(name, name)) != name:
            name = above
        return name

    first: dict[bytes, str] = {}
    for photograph, digest in zip(photographs, digests, strict=True):
        one, other = sorted((root(photograph), root(first.setdefault(digest, photograph))))
        parent[other] = one
    return [root(photograph) for photograph in photographs]


def _parsed(source: str, raw: bytes) -> dict[str, str]:
    try:
        reader = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise DatasetError(
                f"source {source}: sources.csv has no column {', '.join(missing)}. Expected {','.join(_COLUMNS)}"
            )
        return _ids(source, reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise DatasetError(f"source {source}: sources.csv is no CSV in UTF-8: {error}") from error


def _ids(source: str, reader: "csv.DictReader[str]") -> dict[str, str]:
    ids: dict[str, str] = {}
    for row in reader:
        split, label, file, photograph = (row[column] for column in _COLUMNS)
        if not (label and file and photograph):
            raise DatasetError(
                f"source {source}: line {reader.line_num} of sources.csv lacks a label, a file or a source"
            )
        if not photograph.isprintable():
            raise DatasetError(
                f"source {source}: {photograph!r} in line {reader.line_num} of sources.csv is not printable: rename it"
            )
        # As the archive spells it, whose names are canonical.
        name = unicodedata.normalize("NFC", f"{split.upper()}/{label}/{file}" if split else f"{label}/{file}")
        if ids.setdefault(name, sys.intern(photograph)) != photograph:
            raise DatasetError(f"source {source}: sources.csv tells two photographs of {name}")
    return ids
