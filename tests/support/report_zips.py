"""Artifacts as a run of somebody's code may leave them: zips of our report, and of anything else."""

import io
import struct
import zipfile
from collections.abc import Mapping

from report_artifact import FILE, MOST_BYTES, MOST_CHARACTERS

_BOMB = 8 << 20  # bytes that a few thousand unpack to


def zipped(files: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of files, by their names."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def report_zip(text: str) -> bytes:
    """A zip as `experiment.yml` uploads it."""
    return zipped({FILE: text.encode()})


def link() -> bytes:
    """A zip whose member is a symbolic link that leads out."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        member = zipfile.ZipInfo(f"{FILE}.link")
        member.external_attr = 0o120777 << 16
        archive.writestr(member, "/etc/passwd")
    return data.getvalue()


def lying(size: int) -> bytes:
    """A zip bomb that says of itself that it holds `size` bytes."""
    data = zipped({FILE: bytes(_BOMB)})
    told, lie = struct.pack("<I", _BOMB), struct.pack("<I", size)
    return data.replace(told, lie)


def encrypted() -> bytes:
    """A zip that asks for a password."""
    data = bytearray(report_zip("text"))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    return bytes(data)


HOSTILE: Mapping[str, tuple[bytes, str]] = {
    "nothing": (b"", "no zip"),
    "no zip": (b"x" * 1000, "no zip"),
    "a zip that was cut": (report_zip("text " * 1000)[:-30], "no zip"),
    "an empty zip": (zipped({}), "something other"),
    "another name": (zipped({"other.md": b"x"}), "something other"),
    "a way out": (zipped({f"../{FILE}": b"x"}), "something other"),
    "a way from the root": (zipped({f"/{FILE}": b"x"}), "something other"),
    "one more file": (zipped({FILE: b"x", "../../.bashrc": b"x"}), "something other"),
    "many files": (zipped({f"{number}": b"" for number in range(2000)}), "something other"),
    "a folder": (zipped({f"{FILE}/": b""}), "something other"),
    "a link": (link(), "something other"),
    "a bomb": (zipped({FILE: bytes(_BOMB)}), "more than 65,536 characters"),
    "a bomb that says it is small": (lying(100), "no zip"),
    "a little too long": (report_zip("x" * (MOST_CHARACTERS + 1)), "more than 65,536 characters"),
    "bytes too many": (zipped({FILE: b"x" * (MOST_BYTES + 1)}), "more than 65,536 characters"),
    "no UTF-8": (zipped({FILE: b"\xff\xfe"}), "no UTF-8"),
    "half a pair": (zipped({FILE: b"\xed\xa0\x80"}), "no UTF-8"),
    "a password": (encrypted(), "no zip"),
    "another packing": (zipped({FILE: b"x"}, zipfile.ZIP_LZMA), "unusual"),
}
"""Each with words of the reason that it is refused for."""
