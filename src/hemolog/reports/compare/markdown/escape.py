r"""Texts of a repository as Markdown that does nothing: no markup, link, mention, reference or command.

GitHub looks for mentions, issue and commit references, addresses and emoji in the text that Markdown has become, after
backslashes and entities are gone: `\@name` and `&#64;name` still call that person (github/cmark-gfm#181). It leaves
code alone. So a name is a code span, always between single backticks: what would end it, or a table's cell, or begin a
tag for a reader that overlooks the span, stands there as `\x60`, `\x7c` and `\x3c`. Whoever passes the text on can
check it with one pattern, `CODE`: outside of it nothing is from a repository but plain words.
"""

import re

from hemolog.reports.search.words import visible

LONGEST = 80
"""Characters of a name."""
LONGEST_SENTENCE = 400
"""Characters of a reason."""
CODE = re.compile(r"`[^`\n]+`")

_EMPTY = '""'
_ENDS = re.compile(r"[`|<]")
# Letters that are printable to Unicode and show nothing: joiners, fillers, selectors of variants.
_UNSEEN = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_HEAPED = re.compile(r"[\u0300-\u036f\u0483-\u0489\u20d0-\u20f0]{3,}")
_LINE_ENDS = re.compile(r"[`<]")
_QUOTED = re.compile(r"(`[^`]+`)")
_WORD = re.compile(r"(\(?)(.*?)(\)?[,;:.?]?)")
# No hyphen, so that no TEAM-12 and GH-1 pass; no word of hexadecimal digits alone, which may be a commit.
_PLAIN = re.compile(r"(?![0-9a-fA-F]{7})[A-Za-z]+(?:'[a-z]+)?|\d{1,3}(?:,\d{3})*(?:\.\d{1,6})?|%")


def code(text: str, longest: int = LONGEST) -> str:
    """A text as it is, of one line and cut, in a code span that is safe in a table too; `""` for an empty one."""
    shown = _cut(_ENDS.sub(_escaped, _seen(visible(text, longest))), longest)
    return f"`{shown or _EMPTY}`"


def line(text: str, longest: int = 400) -> str:
    """A line of a fenced block, which can't end it: of a command, say."""
    return _cut(_LINE_ENDS.sub(_escaped, _seen(visible(text, longest))), longest)


def prose(sentence: str) -> str:
    """A sentence that may tell names: plain words and numbers stay, whatever else it has becomes code.

    A sentence of letters, numbers and commas alone has nothing that GitHub would take for more than that.
    """
    told = ""
    for part in filter(None, _QUOTED.split(visible(sentence, LONGEST_SENTENCE))):
        quoted = _QUOTED.fullmatch(part)
        piece = code(part[1:-1], LONGEST_SENTENCE) if quoted else _told(part, is_first=not told)
        told += f" {piece}" if told.endswith("`") and piece.startswith("`") else piece  # No two backticks in a row.
    return told or code("")


def _told(part: str, *, is_first: bool) -> str:
    words: list[str] = []
    for word in part.split(" "):
        lead, core, tail = _parts(word, is_first=is_first and not words)
        if not core or _PLAIN.fullmatch(core):
            words.append(word)
        elif words and words[-1].endswith("`") and not lead:  # One span for names of several words.
            words[-1] = f"{words[-1][:-1]} {code(core, LONGEST_SENTENCE)[1:]}{tail}"
        else:
            words.append(f"{lead}{code(core, LONGEST_SENTENCE)}{tail}")
    return " ".join(words)


def _parts(word: str, *, is_first: bool) -> tuple[str, str, str]:
    """What opens a word, the word, and what follows it; `1.` that begins a line would be a list."""
    found = _WORD.fullmatch(word)
    if found is None or not found[2] or (is_first and word[0].isdigit()):
        return "", word, ""
    lead, core, tail = found.groups()
    if tail.startswith(")") and core.count("(") > core.count(")"):  # It closes what the word itself has opened.
        return lead, f"{core})", tail[1:]
    return lead, core, tail


def _seen(text: str) -> str:
    return _HEAPED.sub(_escaped, _UNSEEN.sub(_escaped, text))


def _escaped(found: re.Match[str]) -> str:
    return "".join(rf"\x{ord(letter):02x}" if ord(letter) < 256 else _wide(letter) for letter in found[0])


def _wide(letter: str) -> str:
    return letter.encode("unicode_escape").decode()


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
