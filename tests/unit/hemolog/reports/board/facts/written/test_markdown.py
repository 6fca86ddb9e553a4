"""Tests of what Markdown becomes."""

import pytest

from hemolog.reports.board.facts.written import Element, Node, View
from hemolog.reports.board.facts.written.markdown import Markdown, text_of

E = Element


def read(text: str, most: int = 1_000) -> tuple[Node, ...]:
    return Markdown(most, lambda block: View("table", title=block), lambda source, alt: f"<{source}|{alt}>").nodes(text)


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("# A *b*", (E("h1", ("A ", E("em", ("b",)))),)),
        ("a\nb  \nc", (E("p", ("a\nb", E("br"), "c")),)),
        ("**a** ~~b~~ `c`", (E("p", (E("strong", ("a",)), " ", E("s", ("b",)), " ", E("code", ("c",)))),)),
        ("> a\n\n---", (E("blockquote", (E("p", ("a",)),)), E("hr"))),
        ("- a\n- b", (E("ul", (E("li", ("a",)), E("li", ("b",)))),)),
        ("3. a", (E("ol", (E("li", ("a",)),), {"start": 3}),)),
        ("```python\nx\n```", (E("pre", (E("code", ("x\n",), {"language": "python"}),)),)),
        ("    x", (E("pre", (E("code", ("x\n",)),)),)),
        ('```"><b>\nx\n```', (E("pre", (E("code", ("x\n",)),)),)),
        ("```board\nview: table\n```", (View("table", title="view: table\n"),)),
        ("- a\n  ```board\n  x\n  ```", (E("ul", (E("li", ("a", View("table", title="x\n"))),)),)),
        ("![the alt](a%20b.png)", (E("p", ("<a%20b.png|the alt>",)),)),
        ("[a](https://x.org/y)", (E("p", (E("a", ("a",), {"href": "https://x.org/y"}),)),)),
        ("[a](mailto:me@x.org)", (E("p", (E("a", ("a",), {"href": "mailto:me@x.org"}),)),)),
        ("[a](#b)", (E("p", (E("a", ("a",), {"href": "#b"}),)),)),
    ],
)
def test_becomes_elements(text: str, nodes: tuple[Node, ...]) -> None:
    assert read(text) == nodes


def test_a_table_keeps_how_its_cells_are_aligned() -> None:
    (table,) = read("| a | b |\n| --- | ---: |\n| 1 | 2 |")
    head = E("tr", (E("th", ("a",)), E("th", ("b",), {"align": "right"})))
    body = E("tr", (E("td", ("1",)), E("td", ("2",), {"align": "right"})))
    assert table == E("table", (E("thead", (head,)), E("tbody", (body,))))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[a](javascript:alert(1))", "[a](javascript:alert(1))"),
        ("[a](JaVaScRiPt:alert(1))", "[a](JaVaScRiPt:alert(1))"),
        ("[a](data:text/html,x)", "[a](data:text/html,x)"),
        ("[a](file:///etc/passwd)", "[a](file:///etc/passwd)"),
        ("[a](other.md)", "a (other.md)"),
        ("[a](//evil.org)", "a (//evil.org)"),
        ("[a](ftp://evil.org)", "a (ftp://evil.org)"),
        ("[a](https:evil.org)", "a (https:evil.org)"),
        ("[a](blob:https://evil.org/x)", "a (blob:https://evil.org/x)"),
        ("[a](&#106;avascript:alert(1))", "[a](javascript:alert(1))"),
        ("<javascript:alert(1)>", "<javascript:alert(1)>"),
        ("[a]\n\n[a]: javascript:alert(1)", "[a][a]: javascript:alert(1)"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("<b onclick=alert(1)>x</b>", "<b onclick=alert(1)>x</b>"),
        ("&lt;img src=x&gt;", "<img src=x>"),
    ],
)
def test_markup_and_other_links_stay_text(text: str, shown: str) -> None:
    nodes = read(text)
    assert {node.tag for node in nodes if isinstance(node, Element)} == {"p"}
    assert text_of(nodes) == shown
    assert not any(isinstance(inner, Element) for node in nodes if isinstance(node, Element) for inner in node.children)


def test_a_page_that_is_too_long_ends_with_a_note() -> None:
    assert read("a\n\nb\n\nc", most=8) == (
        E("p", ("a",)),
        E("p", ("b",)),
        E("note", ("The rest is left out: the reports are too long.",)),
    )


def test_what_is_nested_deeper_than_a_stack_is_read_as_far_as_it_goes() -> None:
    assert len(read(">" * 5_000 + " a")) == 1
