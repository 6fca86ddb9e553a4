"""Markdown -> nodes. Raw HTML in it stays text; links lead to the web, to a mailbox or within the page, or nowhere."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from hemolog.reports.board.facts.written.nodes import NOTE, TAGS, Element, Node, View
from hemolog.reports.board.facts.written.views import INFO

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LINK = re.compile(r"(https?://[^/?#]|mailto:|#)", re.IGNORECASE)
_ALIGN = re.compile(r"text-align:(left|center|right)")
_LANGUAGE = re.compile(r"[\w+#.-]{1,40}")


class Markdown:
    """Reads pages, up to a number of nodes all together."""

    def __init__(self, most: int, view: Callable[[str], View], image: Callable[[str, str], Node]) -> None:
        """Take what it can't tell by itself.

        Args:
            most: nodes.
            view: what a block `board` describes.
            image: what is shown of an image: its source, its alternative text.
        """
        self._left, self._view, self._image = most, view, image

    def nodes(self, text: str) -> tuple[Node, ...]:
        """A page; what is beyond the number of nodes is left out, with a note."""
        tops: list[Node] = []
        for block in _blocks(_parser().parse(text)):
            size = sum(1 + len(token.children or ()) for token in block)
            if size > self._left:
                tops.append(Element(NOTE, ("The rest is left out: the reports are too long.",)))
                break
            self._left -= size
            tops += self._built(block)
        return tuple(tops)

    def _built(self, tokens: Sequence["Token"]) -> list[Node]:
        """The nodes of tokens that open and close elements."""
        tops: list[Node] = []
        open_ones: list[tuple[Token, list[Node]]] = []
        for token in tokens:
            if token.nesting == 1:
                open_ones.append((token, []))
                continue
            made = self._closed(*open_ones.pop()) if token.nesting == -1 else self._leaf(token)
            _append(open_ones[-1][1] if open_ones else tops, made)
        return tops

    def _closed(self, token: "Token", children: list[Node]) -> Iterator[Node]:
        if token.hidden or token.tag not in TAGS:
            yield from children
            return
        if token.tag == "a":
            yield from _link(str(token.attrGet("href") or ""), children)
            return
        attributes: dict[str, str | int] = {}
        if token.tag == "ol" and isinstance(start := token.attrGet("start"), int):
            attributes["start"] = start
        if aligned := _ALIGN.fullmatch(str(token.attrGet("style") or "")):
            attributes["align"] = aligned[1]
        yield Element(token.tag, tuple(children), attributes)

    def _leaf(self, token: "Token") -> Iterator[Node]:
        if token.type == "inline":
            yield from self._built(token.children or [])
            return
        match token.type:
            case "fence" if token.info.strip().split(" ")[0] == INFO:
                yield self._view(token.content)
            case "fence" | "code_block":
                language = token.info.strip().split(" ")[0]
                attributes = {"language": language} if _LANGUAGE.fullmatch(language) else {}
                yield Element("pre", (Element("code", (token.content,), attributes),))
            case "code_inline":
                yield Element("code", (token.content,))
            case "image":
                yield self._image(str(token.attrGet("src") or ""), token.content)
            case "hr":
                yield Element("hr")
            case "hardbreak":
                yield Element("br")
            case "softbreak":
                yield "\n"
            case _ if token.content:
                yield token.content


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def _blocks(tokens: Sequence["Token"]) -> Iterator[list["Token"]]:
    """The tokens of each element that stands in no other."""
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting != 1:
            yield block
            block = []


def _append(to: list[Node], nodes: Iterable[Node]) -> None:
    """Texts that follow each other become one."""
    for node in nodes:
        if isinstance(node, str) and to and isinstance(to[-1], str):
            to[-1] += node
        else:
            to.append(node)


def _link(address: str, children: list[Node]) -> Iterator[Node]:
    if _LINK.match(address):
        yield Element("a", tuple(children), {"href": address})
        return
    yield from children
    if address and address not in children:
        yield f" ({address})"


def text_of(nodes: Sequence[Node]) -> str:
    """The texts of some nodes."""
    parts = (node if isinstance(node, str) else text_of(node.children) for node in nodes if not isinstance(node, View))
    return "".join(parts)
