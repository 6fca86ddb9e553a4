"""A picture that a page may hold: its bytes were looked at, and are those of a PNG, JPEG, WebP or GIF.

SVG is none of them: it may hold scripts. A picture that is too large goes into the page as a smaller copy that says so.
"""

import base64
import io
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif")
LARGEST = 300_000
"""Bytes of a picture in a page."""
READ = 10_000_000
"""Bytes of a file that a smaller copy is made of."""
PIXELS = 40_000_000
"""Of a picture: few bytes may hold any number of them."""
_WIDEST = 1_600  # pixels of a copy, each side
_QUALITY = 82  # of WebP
_HALVINGS = 4
_KINDS = {
    b"\x89PNG\r\n\x1a\n": ("PNG", "image/png"),
    b"\xff\xd8\xff": ("JPEG", "image/jpeg"),
    b"RIFF": ("WEBP", "image/webp"),
    b"GIF87a": ("GIF", "image/gif"),
    b"GIF89a": ("GIF", "image/gif"),
}
_DAMAGE = (OSError, ValueError, SyntaxError, EOFError, TypeError, LookupError, struct.error, zlib.error, MemoryError)
"""What Pillow raises of bytes that are no picture."""


@dataclass(frozen=True)
class Picture:
    """One that can be shown."""

    media: str
    """`image/png`, `image/jpeg`, `image/webp`, `image/gif`."""
    width: int
    """Pixels, of what is shown."""
    height: int
    data: str
    """Base64."""
    size: int
    """Bytes of the file."""
    reduced: bool = False
    """It is a smaller copy of the file."""

    @property
    def bytes(self) -> int:
        """That it takes in a page."""
        return len(self.data)


def look_at(data: bytes, largest: int = LARGEST) -> Picture | str:
    """Look at the bytes of a file.

    Args:
        data: all of them.
        largest: bytes beyond which it becomes a smaller copy.

    Returns:
        Why not, where it is none that can be shown: the end of a sentence that begins with its name.
    """
    from PIL import Image

    kind = next((told for magic, told in _KINDS.items() if data.startswith(magic)), None)
    if kind is None or (kind[0] == "WEBP" and data[8:12] != b"WEBP"):
        return "is no PNG, JPEG, WebP or GIF"
    if len(data) > READ:
        return f"has {len(data):,} bytes, more than {READ:,}"
    try:
        with Image.open(io.BytesIO(data), formats=(kind[0],)) as opened:
            width, height = opened.size
            if width * height > PIXELS:
                return f"has {width:,} x {height:,} pixels, more than {PIXELS:,}"
            if len(data) > largest:
                return _reduced(opened, len(data), largest)
            opened.load()
    except (*_DAMAGE, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return f"is a damaged {kind[0]}"
    return Picture(kind[1], width, height, base64.b64encode(data).decode(), len(data))


def _reduced(opened: "Image", size: int, largest: int) -> Picture | str:
    copy = opened.convert("RGBA" if "A" in opened.getbands() or "transparency" in opened.info else "RGB")
    copy.thumbnail((_WIDEST, _WIDEST))
    for _ in range(_HALVINGS):
        stream = io.BytesIO()
        copy.save(stream, "WEBP", quality=_QUALITY)
        if (data := stream.getvalue()) and len(data) <= largest:
            return Picture("image/webp", *copy.size, base64.b64encode(data).decode(), size, reduced=True)
        copy.thumbnail((max(1, copy.width // 2), max(1, copy.height // 2)))
    return f"has {size:,} bytes, and no copy of it is smaller than {largest:,}"
