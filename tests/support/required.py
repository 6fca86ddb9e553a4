"""Programs that some tests want and not every machine has: these skip without, or fail where they are asked for."""

import os
from typing import NoReturn

import pytest

REQUIRE = "HEMOLOG_REQUIRE"
"""Names, with commas between, what must be there: tests that want it fail where they would be skipped."""


def without(name: str, reason: str) -> NoReturn:
    """End a test, or a fixture, for want of a program.

    Args:
        name: what `HEMOLOG_REQUIRE` calls it.
        reason: what is missing.
    """
    if name in os.environ.get(REQUIRE, "").split(","):
        pytest.fail(f"{reason}, and {REQUIRE} asks for it", pytrace=False)
    pytest.skip(reason)
