"""The one file of the artifact that a run leaves, out of a zip that anybody may have made."""

import io
import zipfile
import zlib

NAME = "hemolog-report"
"""Of the artifact."""
FILE = "report.md"
"""In it, alone."""
MOST_CHARACTERS = 65_536
"""That GitHub takes of a comment, and so what a report may have."""
MOST_BYTES = 4 * MOST_CHARACTERS
"""Of the file, and of the zip: a character of UTF-8 has four at most."""


# What Python's zipfile raises besides its own error: of damaged deflate, a cut file, an unknown version, a password, a
# name or a size that is none, an offset outside of the file.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


class RefusedError(Exception):
    """The artifact is not one of ours; the message says why, in words of ours alone."""


def report(data: bytes) -> str:
    """Return the report that a zip holds; nothing is written to the disk, and no more is unpacked than a report has.

    Args:
        data: the zip, of `MOST_BYTES` at most.

    Raises:
        RefusedError: it is no zip, holds something else, or the report is too long or no text.
    """
    try:
        text = _only_file(data).decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError("the report is no UTF-8") from error
    except _DAMAGE as error:
        raise RefusedError("the artifact is no zip that can be read") from error
    if len(text) > MOST_CHARACTERS:
        raise RefusedError(f"the report has more than {MOST_CHARACTERS:,} characters")
    return text


def _only_file(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if [member.filename for member in members] != [FILE]:
            raise RefusedError(f"the artifact holds something other than {FILE}")
        if members[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise RefusedError("the artifact is packed in an unusual way")
        with archive.open(members[0]) as file:
            text = file.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise RefusedError(f"the report has more than {MOST_CHARACTERS:,} characters")
    return text
