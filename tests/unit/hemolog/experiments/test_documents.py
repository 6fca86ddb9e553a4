"""Tests of YAML read fast: as DVC reads it."""

from collections.abc import Callable

import pytest
from dvc.utils.serialize import parse_yaml

from hemolog.experiments.documents import DocumentError, items, mapping, read, read_texts

SCALARS: list[str] = """
    1 1.0 1e-4 1e-05 1E5 .5 5. -.5e+3 .5e3 0x1F -0x1f 0o17 0o8 017 08 0b11 1_000 1_0.5 0_ +12 12345678901234567890
    1e1000 1e+16 yes no on off y n true True TRUE false null Null ~ 1:30 1:30:00 .inf -.inf .NaN + _ '12' "1e3" <<x
    0.1 1e 1e+ e1 1.e5 -1 -0 00 1__0 0b2 0x 0xg .e5 ._ 6.02_2e23 1.5.2 1-2 text ''
""".split()  # noqa: SIM905 # read as a table


@pytest.mark.parametrize("scalar", SCALARS)
def test_scalars_are_what_dvc_reads(scalar: str) -> None:
    document = f"value: {scalar}"
    try:
        expected = parse_yaml(document, "params.yaml")
    except Exception:  # noqa: BLE001 # ruamel's, of many kinds
        with pytest.raises(DocumentError):
            read(document.encode())
    else:
        assert repr(read(document.encode())) == repr(expected)


def test_dates_stay_as_they_are_written() -> None:
    assert read(b"day: 2020-01-01") == {"day": "2020-01-01"}


def test_anchors_and_merges_are_followed() -> None:
    assert read(b"a: &a {x: 1}\nb: {<<: *a, y: 2}") == {"a": {"x": 1}, "b": {"x": 1, "y": 2}}


def test_all_is_text_where_numbers_are_not_wanted() -> None:
    assert read_texts(b"md5: 12345678901234567890123456789012\nsize: 012\nno: true") == {
        "md5": "12345678901234567890123456789012",
        "size": "012",
        "no": "true",
    }


@pytest.mark.parametrize(
    "text",
    [
        b"a: [",
        b"\x00",
        b"a: \xff\xfe",
        b"!!python/object/apply:os.system ['true']",
        b"[" * 100_000,
        b"? {a: 1}\n: 2",
        b"a: 0b",
    ],
)
@pytest.mark.parametrize("reader", [read, read_texts])
def test_what_is_damaged_or_hostile_is_one_error(text: bytes, reader: object) -> None:
    try:
        found = reader(text)  # type: ignore[operator]
    except DocumentError as error:
        assert "\n" not in str(error)
    else:
        assert isinstance(found, dict | list)  # All texts: a tag says nothing, and 0b is one.


def test_what_is_indented_without_end_is_too_deep() -> None:
    with pytest.raises(DocumentError, match="too deep"):
        read("".join(f"{' ' * level}a:\n" for level in range(3_000)).encode())


def _ten_times(first: bytes, entry: str) -> bytes:
    """Nine lines, each with the one before it ten times."""
    rows = (f"a{n}: &a{n} {entry % ','.join([f'*a{n - 1}'] * 10)}" for n in range(1, 10))
    return b"\n".join([b"a0: &a0 " + first, *(row.encode() for row in rows)])


@pytest.mark.parametrize(
    "text",
    [
        _ten_times(b"x", "[%s]"),
        _ten_times(b"{x: 1}", "{<<: [%s]}"),
        _ten_times(b"x", "[%s]").decode().encode("utf-16"),
        b"a: &a " + b"x" * 100_000 + b"\nb: [" + b"*a, " * 1_000 + b"]",
    ],
)
@pytest.mark.parametrize("reader", [read, read_texts])
def test_aliases_that_fill_any_memory_are_refused(text: bytes, reader: Callable[[bytes], object]) -> None:
    with pytest.raises(DocumentError, match="with its aliases written out"):
        reader(text)


def test_aliases_of_aliases_are_depth() -> None:
    with pytest.raises(DocumentError, match="too deep"):
        read("".join(f"a{n}: &a{n} [{f'*a{n - 1}' if n else 'x'}]\n" for n in range(1_000)).encode())


def test_what_holds_itself_is_refused() -> None:
    with pytest.raises(DocumentError, match="what it stands in"):
        read(b"a: &a [*a]")


def test_dashes_in_utf_16_are_depth_too() -> None:
    with pytest.raises(DocumentError, match="too deep"):
        read(("- " * 100_000).encode("utf-16"))


def test_many_brackets_are_no_depth() -> None:
    assert len(read(b"[" + b"[1], " * 5_000 + b"]")) == 5_000


def test_what_is_not_of_the_expected_kind_is_empty() -> None:
    assert (mapping([1]), mapping(None), mapping({1: 2})) == ({}, {}, {"1": 2})
    assert (list(items({"a": 1})), list(items("ab")), list(items([1]))) == ([], [], [1])
