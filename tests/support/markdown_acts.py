"""What Markdown would do in a comment of GitHub beyond being read: found by a reader of its own, markdown-it."""

import html
import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from defused import LANGUAGES, TAGS

_READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_ANYWHERE = {
    "mention": re.compile(r"@\w"),
    "command": re.compile(r"^[ \t>*+\-|]*(?:[/!]\w|bors r|retest this)", re.MULTILINE),
    "directive": re.compile(r"%%\{"),
    "hidden": re.compile(r"<!--"),
    "unseen": re.compile(
        r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
    ),
}
_CHART = re.compile(r"\s*(?:---\n[\n\w#:,\" ]+\n---\n)?\s*xychart-beta\b")
_IN_TEXT = {
    "mention": re.compile(r"@\w"),
    "issue": re.compile(r"#\d|\bgh-\d", re.IGNORECASE),
    "link": re.compile(r"(?:https?|ftp)://|\bwww\.", re.IGNORECASE),
}


def acts(text: str) -> set[str]:
    """Name all that the text would do: mention, link, run a command, draw something other than a chart."""
    found = {name for name, pattern in _ANYWHERE.items() if pattern.search(text)}
    for token in _flat(_READER.parse(text)):
        found.update(_acts_of(token))
    return found


def _acts_of(token: Token) -> Iterator[str]:
    if token.type in ("link_open", "image"):
        yield token.type
    elif token.type == "fence":
        language = html.unescape(token.info).strip()
        if language not in LANGUAGES and language.isprintable():
            yield f"drawing {language}"
        if language == "mermaid" and not _CHART.match(token.content):
            yield "diagram"
    elif token.type in ("html_block", "html_inline"):
        rest = token.content
        for tag in TAGS:
            rest = rest.replace(tag, "")
        if re.search(r"<[A-Za-z/!?]", rest):
            yield "markup"
        yield from _told(html.unescape(rest))
    elif token.type == "text":
        yield from _told(token.content)


def _told(text: str) -> Iterator[str]:
    return (name for name, pattern in _IN_TEXT.items() if pattern.search(text))


def _flat(tokens: list[Token]) -> Iterator[Token]:
    """All tokens; texts that stand side by side as one, as a browser has them."""
    before: Token | None = None
    for token in tokens:
        if token.type == "text_special":
            token.type = "text"
        if token.type == "text" and before is not None and before.type == "text":
            before.content += token.content
            continue
        if before is not None:
            yield before
        before = token
        if token.children:
            yield from _flat(token.children)
    if before is not None:
        yield before
