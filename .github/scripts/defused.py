"""Markdown from anybody as text that may stand in a comment: nobody is mentioned, nothing linked, nothing commanded.

GitHub reads a comment as Markdown, in which code is left alone; bots read its raw text, in which code is like the rest.
A reader of Markdown that differs from GitHub's in one corner would let things through there. So nothing here asks what
is code: wherever a character could begin something, an invisible one (U+2060, WORD JOINER) goes behind it. That ends
the match of whatever looks for it, and shows the same.
"""

import html.entities
import re
import unicodedata

JOINER = "\u2060"
TAGS = ("<details>", "<details open>", "</details>", "<summary>", "</summary>", "<sub>", "</sub>", "<br>")
"""The HTML of our own reports, as they write it; all other is shown as text."""
LANGUAGES = ("", "console", "diff", "json", "mermaid", "sh", "text", "yaml")
"""What blocks of code may be of: others are drawn, as maps, solids or formulas. Of Mermaid, charts alone."""

_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
"""Categories of Unicode: control characters, changes of direction and all that takes no room, what is no character."""
_EMPTY = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks to Unicode, nothing to the eye."""
_SPOKEN = set("<>&\"'|`*_[]~\\!()$")
"""What an entity may stand for: Markdown takes it for text then, and nothing looks for it in text."""
_MARK = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0]"
_HEAP = re.compile(f"({_MARK}{{3}}){_MARK}+")
"""Marks one above the other, as high as somebody likes."""
_ENTITY = re.compile(r"&(?:#([0-9]+);?|#[xX]([0-9a-fA-F]+);?|([A-Za-z][A-Za-z0-9]{1,40};))")
_TAG = re.compile(r"<(?=[A-Za-z/!?])(?:[^\n<>]{0,20}>)?")
_FENCE = re.compile(r"(`{3,}|~{3,})([ \t]*)([^\n]*)")
_CHART = re.compile(
    r"\n(?:---\nconfig:\n  themeVariables:\n    xyChart:\n      plotColorPalette: \"[a-z]+(?:, [a-z]+)*\"\n---\n)?"
    r" *xychart-beta\b"
)
_BEGINNINGS = (
    re.compile(r"@"),  # a person, a mail address, a commit of another repository
    re.compile(r"(?<!&)#(?=[0-9])"),  # an issue; with & before it, an entity that was kept
    re.compile(r"\bGH(?=\\?-[0-9])", re.IGNORECASE),
    re.compile(r"(?:https?|ftp)(?=\\?:\\?/)", re.IGNORECASE),
    re.compile(r"www(?=\\?\.)", re.IGNORECASE),
    re.compile(r"\](?=[(:\[])"),  # [text](address), ![picture](address), [text][name], [name]: address
    re.compile(r"\\(?=[A-Za-z])"),  # of a formula, such as \href
    re.compile(r"%(?=%)"),  # a directive of Mermaid
)
_COMMAND = re.compile(
    r"^([ \t>*+\-|`~#_]*)(?=[/!]|(?:bors|jenkins|retest|recheck|ok to test)\b)", re.IGNORECASE | re.MULTILINE
)


def defused(text: str) -> str:
    """Return Markdown that shows what `text` shows, and does nothing.

    Args:
        text: of any content and length. What can't be seen in it becomes U+FFFD.
    """
    text = _HEAP.sub(r"\1", "".join(map(_seen, text.replace("\r\n", "\n"))))
    text = _ENTITY.sub(_entity, text)
    tags = TAGS if _balanced(text) else ()
    text = _TAG.sub(lambda found: found[0] if found[0] in tags else f"<{JOINER}{found[0][1:]}", text)
    text = _FENCE.sub(_fence, text)
    for beginning in _BEGINNINGS:
        text = beginning.sub(lambda found: found[0] + JOINER, text)
    return _COMMAND.sub(lambda found: found[1] + JOINER, text)


def _seen(character: str) -> str:
    is_seen = unicodedata.category(character) not in _UNSEEN and character not in _EMPTY
    return character if is_seen or character in "\n\t" else "\ufffd"


def _entity(found: re.Match[str]) -> str:
    """Keep an entity that stands for a harmless character; write any other as what it stands for.

    Joiners on both sides keep it from making a new entity with its neighbours.
    """
    decimal, hexadecimal, name = found.groups()
    if name:
        stands_for = html.entities.html5.get(name)
        if stands_for is None:
            return found[0]
    else:
        stands_for = _character(decimal, 10) if decimal else _character(hexadecimal, 16)
    if stands_for in _SPOKEN and found[0].endswith(";"):
        return found[0]
    return f"{JOINER}{''.join(map(_seen, stands_for)).translate({10: ' ', 9: ' '})}{JOINER}"


def _character(digits: str, base: int) -> str:
    digits = digits.lstrip("0")
    number = int(digits, base) if 0 < len(digits) < 8 else 0
    return chr(number) if 0 < number < 0x110000 else "\ufffd"


def _balanced(text: str) -> bool:
    """Whether each of the tags is closed in its place: one that isn't would swallow what comes after the text."""
    opened: list[str] = []
    for tag in re.findall(r"</?(?:details|summary|sub)\b[^\n<>]{0,20}>", text):
        name = re.sub(r"\W|open", "", tag)
        if not tag.startswith("</"):
            opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    return not opened


def _fence(found: re.Match[str]) -> str:
    ticks, space, language = found.groups()
    language = language.rstrip()
    known = language in LANGUAGES
    if language == "mermaid":
        begins_line = found.start() == 0 or found.string[found.start() - 1] == "\n"
        known = begins_line and _CHART.match(found.string, found.end()) is not None
    return found[0] if known else f"{ticks}{JOINER}{space}{found[3]}"
