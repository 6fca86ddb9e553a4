"""Tests of objects' names and keys."""

import pytest

from hemolog.experiments.objects.names import digest, is_directory, is_name, is_old, key_of, name_of

A = "0123456789abcdef" * 2


@pytest.mark.parametrize("name", [A, A + ".dir"])
@pytest.mark.parametrize("old", [False, True])
def test_a_name_is_read_back_from_its_key(name: str, old: bool) -> None:
    key = key_of(name, old=old)
    assert name_of(key) == name
    assert is_old(key) is old
    assert digest(name) == A
    assert is_directory(name) is name.endswith(".dir")


@pytest.mark.parametrize("text", ["", A[:-1], A + "0", A.upper(), A + ".DIR", "g" * 32, None, 3, A + "\n"])
def test_other_things_are_no_names(text: object) -> None:
    assert not is_name(text)


@pytest.mark.parametrize(
    "key",
    ["", A, f"runs/{A[:2]}/{A}/{A}", f"files/{A[:2]}/{A[2:]}", f"x/files/md5/{A[:2]}/{A[2:]}", f"{A[:3]}/{A[3:]}"],
)
def test_other_keys_hold_no_named_object(key: str) -> None:
    assert name_of(key) is None
