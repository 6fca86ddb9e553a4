"""A comment as GitHub would render it, as far as markdown-it reads the same, and what in it would do something."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from markdown_it import MarkdownIt

_READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
TAGS = frozenset(
    "p table thead tbody tr th td details summary br code pre h3 ul li strong em".split()  # noqa: SIM905
)
_IN_TEXT = {
    "mention": re.compile("@"),
    "reference": re.compile(r"#\w|\b[A-Za-z]+-\d|\b(?=[0-9a-f]*\d)[0-9a-f]{7,40}\b"),
    "address": re.compile(r"://|\bwww\.|\bmailto:|\bxmpp:", re.IGNORECASE),
    "emoji": re.compile(r":[a-z0-9_+-]+:"),
    "formula": re.compile(r"\$"),
    "footnote": re.compile(r"\[\^"),
    "alert": re.compile(r"\[!"),
    "unseen": re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f]"),
}


@dataclass
class Rendered(HTMLParser):
    """Its tags, and its texts outside of code."""

    tags: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    text: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    inside: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, value in attrs if not _is_ours(name, value)}
        if tag in ("code", "pre"):
            self.inside += 1
            self.code.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag in ("code", "pre")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.code[-1] += data
        else:
            self.text.append(data)


def _is_ours(name: str, value: str | None) -> bool:
    return (name, value) in {("style", "text-align:right"), ("class", "language-mermaid"), ("class", "language-sh")}


def html(markdown: str) -> str:
    return _READER.render(markdown)


def rendered(markdown: str) -> Rendered:
    reader = Rendered()
    reader.feed(html(markdown))
    reader.close()
    return reader


def harm(markdown: str) -> set[str]:
    """What is in it beyond tables, lists, folds and code: tags, attributes, what GitHub makes of texts."""
    found = rendered(markdown)
    texts = "\n".join(found.text)
    told = {name for name, pattern in _IN_TEXT.items() if pattern.search(texts)}
    unseen = {"unseen"} if any(_IN_TEXT["unseen"].search(each) for each in found.code) else set()
    commands = {"command"} if re.search(r"^\s*[/!]\w", markdown, re.MULTILINE) else set()
    return (found.tags - TAGS) | found.attributes | told | unseen | commands
