"""What is said of a file here that has other bytes than it should: it must not reach a remote."""

from pathlib import Path

from hemolog.errors import DamagedObjectError


def expect(file: Path, md5: str | None, found: str) -> None:
    """Refuse a file of this machine whose bytes are not those that its digest tells of.

    Args:
        file: which, for the message.
        md5: what it should come to; None if nothing is known.
        found: what it comes to.

    Raises:
        DamagedObjectError: they differ.
    """
    if md5 is not None and md5 != found:
        raise DamagedObjectError(
            f"{file} in the local cache is damaged: expected MD5 {md5}, found {found}. Remove that file, then bring it "
            "again (`hemolog pull`) or make it again (`dvc repro`)"
        )
