"""Bytes on their way to a bucket."""

import io

from hemolog.experiments.stores.retry import Stop


class Body(io.BytesIO):
    """They stop where they are when all shall."""

    def __init__(self, data: bytes, stop: Stop) -> None:
        super().__init__(data)
        self._stop = stop

    def read(self, size: int | None = -1, /) -> bytes:
        """As of any file."""
        self._stop.check()
        return super().read(size)
