"""Tests of documents that are alike: read as each of them would be read alone."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from hemolog.experiments import documents
from hemolog.experiments.alike import AlikeDocuments
from hemolog.experiments.documents import DocumentError
from support.repositories import ROOT

READERS: list[tuple[Callable[[bytes], Any], Callable[[str], Any]]] = [
    (documents.read, documents.scalar),
    (documents.read_texts, str),
]
SCALARS = (
    """
    1 1.0 1e-4 1e-05 .5 5. -.5e+3 0x1F 0o17 017 0b11 1_000 0_ +12 yes no true False null ~ 1:30 .inf -.inf .NaN + _ <<
    0b a-b a.b/c a_b -1 -x - -- --- ... <<x '1' "1" 'a: b' x#y {a:b} [1,2] [1, {a: 2}] &a *a !!str !!int|1 a: #x ? : | >
    2020-01-01 2020-01-01T00:00:00Z é \ud83c\udf0d a\tb a,b [ ] { } % @ ` sha256:ab = == x=1 1e1000 0x 0o8 '' ""
""".encode("utf-16", "surrogatepass")
    .decode("utf-16")
    .split()
)
FRAMES = (
    """
a: {}
b: 1|a: 1
b: {} # why|- {}
- 2|a:
  - {}
  - b: {}
    c: 3|a: {}
  more|a: |
  b: {}
  - {}|a: >-
  b: {}
c: {}|a: "x
  b: {}
  y"|a: {{b: 1,
  c: {}
  }}|? {}
: {}|a: &x
  b: {}
c: *x|a: !!str
  b: {}|a: !!str
  !!value =: {}|<<:
  a: {}
a: {}|a: {}
a: {}|# a: {}
b: {}|--- {}|--- # {}
a: {}|%YAML 1.2
---
a: {}|a: {}\r
b: {}|a: {}\u2028b: {}|a:  {}  # x
b:   {}   |{}: 1|a:
    - - - {}
    - {}|a: [
  - {}
  ]|a: {}
b: {}
c: {}
d: {}
e: {}|true: {}
1: {}
null: {}|a: ['x
  b: {}
  ']|a:\t{}
-\t{}|a: {}
...
# {}
""".removeprefix("\n")
    .removesuffix("\n")
    .split("|")
)


def outcome(read: Callable[[bytes], Any], text: bytes) -> str:
    try:
        return repr(read(text))
    except DocumentError:
        return "an error"


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(("read", "scalar"), READERS)
def test_documents_of_one_frame_are_read_as_each_alone(
    frame: str, read: Callable[[bytes], Any], scalar: Callable[[str], Any]
) -> None:
    chance, alike = random.Random(frame), AlikeDocuments(read, scalar)
    places = frame.count("{}")
    for _ in range(120):
        values = [chance.choice(SCALARS if chance.random() < 0.5 else ["1", "0.5", "a", "b"]) for _ in range(places)]
        text = frame.format(*values).encode(errors="replace")
        assert outcome(alike.read, text) == outcome(read, text), text


@pytest.mark.parametrize(("read", "scalar"), READERS)
@pytest.mark.parametrize("name", ["params.yaml", "dvc.lock", "dvc.yaml"])
def test_this_repository_with_any_line_changed_is_read_as_alone(
    name: str, read: Callable[[bytes], Any], scalar: Callable[[str], Any]
) -> None:
    chance, alike = random.Random(name), AlikeDocuments(read, scalar)
    lines = (ROOT / name).read_bytes().split(b"\n")
    alike.read(b"\n".join(lines))
    for _ in range(60):
        changed = list(lines)
        for _ in range(chance.randrange(1, 5)):
            at = chance.randrange(len(lines))
            key, _, _ = lines[at].rpartition(b" ")
            changed[at] = key + b" " + chance.choice(SCALARS).encode(errors="replace")
        text = b"\n".join(changed)
        assert outcome(alike.read, text) == outcome(read, text), text


def test_what_differs_in_values_alone_is_parsed_once() -> None:
    parsed: list[bytes] = []

    def read(text: bytes) -> Any:
        parsed.append(text)
        return documents.read(text)

    alike = AlikeDocuments(read, documents.scalar)
    first = alike.read(b"a:\n  rate: 0.1 # of it\n  name: x\nb:\n- 1\n- 2\n")
    seen = len(parsed)
    second = alike.read(b"a:\n  rate: 1e-05 # of it\n  name: y\nb:\n- 1\n- 3\n")
    assert (second, len(parsed)) == ({"a": {"rate": 1e-05, "name": "y"}, "b": [1, 3]}, seen)
    assert first == {"a": {"rate": 0.1, "name": "x"}, "b": [1, 2]}


def test_what_is_the_same_is_shared() -> None:
    alike = AlikeDocuments(documents.read, documents.scalar)
    first, second = (alike.read(f"a: {value}\nb:\n  c: 1\n".encode()) for value in (1, 2))
    assert first["b"] is second["b"]


def test_several_forms_are_remembered() -> None:
    alike = AlikeDocuments(documents.read, documents.scalar)
    for value in (1, 2, 3):
        assert alike.read(f"a: {value}\nb:\n".encode()) == {"a": value, "b": None}
        assert alike.read(f"a: {value}\nb: [1]\n".encode()) == {"a": value, "b": [1]}
        assert alike.read(f"a: {value}\nb: 'x'\n".encode()) == {"a": value, "b": "x"}
