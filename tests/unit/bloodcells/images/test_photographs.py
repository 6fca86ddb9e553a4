import hashlib

import pytest

from bloodcells.errors import DatasetError
from bloodcells.images import photographs
from bloodcells.images.archives import Member

HEADER = "split,label,file,source\n"


def table(text: str) -> dict[str, str] | None:
    return photographs.table("mine", text.encode())


def digests(*contents: str) -> list[bytes]:
    return [hashlib.sha256(content.encode()).digest() for content in contents]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (HEADER, {}),
        (f"{HEADER}TRAIN,A,1.png,7\nTEST,A,1.png,8\n", {"TRAIN/A/1.png": "7", "TEST/A/1.png": "8"}),
        (f"{HEADER},A,1.png,slide 7\n", {"A/1.png": "slide 7"}),
        ("source,file,label,split,confident\n7,1.png,A,TRAIN,0\n", {"TRAIN/A/1.png": "7"}),
        (f'{HEADER}TRAIN,A,"1,5.png",7\n', {"TRAIN/A/1,5.png": "7"}),
        (f"{HEADER}TRAIN,A,1.png,7\nTRAIN,A,1.png,7\n", {"TRAIN/A/1.png": "7"}),
        (f"{HEADER}TRAIN,A,1.png,7\n".replace("\n", "\r\n"), {"TRAIN/A/1.png": "7"}),
        (f"\ufeff{HEADER}TRAIN,Ä,ß.png,7\n", {"TRAIN/Ä/ß.png": "7"}),
        (f"{HEADER}train,A,1.png,7\n", {"TRAIN/A/1.png": "7"}),
        (f"{HEADER}TRAIN,A\u0308,o\u0308.png,7\n", {"TRAIN/Ä/ö.png": "7"}),
    ],
)
def test_tables_that_are_understood(text: str, known: dict[str, str]) -> None:
    assert table(text) == known


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "no column split, label, file, source"),
        ("split,label,file\nTRAIN,A,1.png\n", "no column source"),
        (f"{HEADER}TRAIN,A,1.png,\n", "line 2 of sources.csv lacks"),
        (f"{HEADER}TRAIN,A,1.png,1\nTRAIN,,1.png,7\n", "line 3 of sources.csv lacks"),
        (f"{HEADER}TRAIN,A\n", "line 2 of sources.csv lacks"),
        (f"{HEADER}TRAIN,A,1.png,7\nTRAIN,A,1.png,8\n", "two photographs of TRAIN/A/1.png"),
        (f'{HEADER}TRAIN,A,"1.png,7\n', "no CSV"),
        (f'{HEADER}TRAIN,A,1.png,"slide\r7"\n', r"r7' in line \d of sources.csv is not printable"),
        (f"{HEADER}TRAIN,A,1.png,\x1b[31m7\n", "in line 2 of sources.csv is not printable"),
        (f"{HEADER}TRAIN,A,1.png,7\0\n", "in line 2 of sources.csv is not printable"),
    ],
)
def test_tables_that_are_refused(text: str, complaint: str) -> None:
    with pytest.raises(DatasetError, match=f"source mine: .*{complaint}"):
        table(text)


def test_a_table_that_is_no_utf_8_is_refused() -> None:
    with pytest.raises(DatasetError, match="no CSV in UTF-8"):
        photographs.table("mine", HEADER.encode() + "TRAIN,Ä,1.png,7\n".encode("latin-1"))


def test_nothing_is_known_without_a_table() -> None:
    assert photographs.table("mine", None) is None


def test_the_blood_images_have_a_table_of_their_own() -> None:
    known = photographs.table("blood-cells", None)
    assert known is not None
    assert len(known) == 12_444
    assert len(set(known.values())) == 348
    assert photographs.table("blood-cells", HEADER.encode()) == known


MEMBERS = [
    Member.parse(name)
    for name in ("TEST/A/1.png", "TEST_SIMPLE/A/1.png", "TEST_SIMPLE/A/2.png", "TRAIN/A/1.png", "TRAIN/A/2.png")
]
KNOWN = {"TEST/A/1.png": "5", "TRAIN/A/1.png": "7", "TRAIN/A/2.png": "7"}


def test_the_table_names_the_photographs() -> None:
    names = photographs.of("mine", MEMBERS, digests("a", "b", "b", "c", "d"), KNOWN)
    content = f"mine/content-{digests('b')[0].hex()[:16]}"
    assert names == ["mine/5", content, content, "mine/7", "mine/7"]


def test_without_a_table_each_content_is_a_photograph() -> None:
    one, other = photographs.of("mine", MEMBERS[:2], digests("a", "b"), None)
    assert one.startswith("mine/content-")
    assert other.startswith("mine/content-")
    assert one != other
    assert photographs.of("mine", MEMBERS[:2], digests("a", "a"), None) == [one, one]


def test_a_table_may_leave_out_what_is_no_copy() -> None:
    photographs.check("mine", MEMBERS, KNOWN)
    photographs.check("mine", MEMBERS, None)


@pytest.mark.parametrize("left_out", ["TRAIN/A/1.png", "TEST/A/1.png"])
def test_a_table_that_leaves_an_image_out_is_refused(left_out: str) -> None:
    known = {name: source for name, source in KNOWN.items() if name != left_out}
    with pytest.raises(DatasetError, match=f"photograph of 1 images .{left_out}.* could leak"):
        photographs.check("mine", MEMBERS, known)


def test_a_table_that_leaves_an_image_out_of_a_set_without_splits_is_refused() -> None:
    with pytest.raises(DatasetError, match=r"photograph of 4 images \(A/0\.png, A/1\.png, A/2\.png, \.\.\.\)"):
        photographs.check("mine", [Member.parse(f"A/{n}.png") for n in range(4)], {})


@pytest.mark.parametrize(
    ("names", "contents", "expected"),
    [
        ("", "", ""),
        ("abc", "123", "abc"),
        ("aab", "121", "aaa"),
        ("ba", "11", "aa"),
        ("abcd", "1212", "abab"),
        ("abbccd", "112234", "aaaaad"),
        ("dcba", "1123", "ccba"),
        ("dccbba", "112233", "aaaaaa"),
    ],
)
def test_photographs_that_share_an_image_are_one(names: str, contents: str, expected: str) -> None:
    assert photographs.merged(list(names), digests(*contents)) == list(expected)
