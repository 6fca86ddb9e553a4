import base64
import gzip
import json
import math
from dataclasses import dataclass
from types import MappingProxyType

import pytest

from hemolog.experiments.history.columns import ColumnKind
from hemolog.reports.board.page.packed import document, packed


@dataclass(frozen=True)
class Facts:
    name: str
    kind: ColumnKind
    values: tuple[float | None, ...]
    below: "Facts | None" = None


FACTS = Facts("a", ColumnKind.TIME, (1.5, None), Facts("</script>", ColumnKind.TEXT, ()))
AS_JSON = {
    "name": "a",
    "kind": "time",
    "values": [1.5, None],
    "below": {"name": "</script>", "kind": "text", "values": [], "below": None},
}


def test_facts_are_unpacked_as_they_were() -> None:
    assert json.loads(gzip.decompress(base64.b64decode(packed(FACTS)))) == AS_JSON


def test_nothing_in_it_means_anything_in_html() -> None:
    assert set(packed(FACTS)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")


def test_equal_facts_give_equal_text() -> None:
    assert packed(FACTS) == packed(Facts("a", ColumnKind.TIME, (1.5, None), Facts("</script>", ColumnKind.TEXT, ())))


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_json_has_no_number_for_is_null(number: float) -> None:
    facts = {"one": Facts("a", ColumnKind.NUMBER, (number, 2.0)), "other": [number]}
    expected = {"name": "a", "kind": "number", "values": [None, 2.0], "below": None}
    assert json.loads(document(facts)) == {"one": expected, "other": [None]}


def test_mappings_and_sets_are_facts_too() -> None:
    assert json.loads(document(MappingProxyType({"of": frozenset({"b", "a"})}))) == {"of": ["a", "b"]}


def test_lone_surrogates_survive() -> None:
    assert json.loads(document(["\ud800"])) == ["\ud800"]


def test_what_is_no_fact_is_refused() -> None:
    with pytest.raises(TypeError, match="Expected facts"):
        document(object())
