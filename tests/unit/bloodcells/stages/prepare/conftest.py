"""Each test begins with an archive that is right."""

from pathlib import Path

import pytest

from support.pictures import PLAIN, set_of, write_archive, write_params


@pytest.fixture(autouse=True)
def plain_set(workspace: Path) -> None:
    write_params()
    write_archive("mine", *set_of(*PLAIN))
