"""Words of the filter language, the lowest layer of `expressions`, which tells the whole of it.

token       = WORD | QUOTED | SIGN
WORD        = one or more characters, none of them a blank, a quote or one of ( ) [ ] , < > = ! ~ & |
QUOTED      = ' or ", then anything up to the same again; a backslash before a quote or a backslash stands for that
SIGN        = <= | >= | == | != | < | > | ~ | ( | ) | [ | ] | ,
blank       = space | tab | line feed | carriage return | no-break space
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import NoReturn

from hemolog.errors import FilterError

MOST_CHARACTERS = 10_000

_TOKEN = re.compile(
    r"""(?P<blank>[ \t\n\r\xa0]+)
    |(?P<sign><=|>=|==|!=|[<>~()\[\],])
    |(?P<quoted>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    |(?P<word>[^ \t\n\r\xa0'"()\[\],<>=!~&|]+)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"""\\(['"\\])""")
_INSTEAD = {"=": "`==` compares", "!": "`not` denies", "&": "`and` joins", "|": "`or` joins"}


class TokenKind(Enum):
    """What a token is."""

    WORD = "word"
    QUOTED = "quoted"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True)
class Token:
    """One word of a filter."""

    kind: TokenKind
    text: str
    """Without the quotes and backslashes of a quoted one; empty at the end."""
    start: int
    """Of its first character, from 0."""

    def is_word(self, *keywords: str) -> bool:
        """Whether it is one of some keywords, in capitals or not, and not quoted."""
        return self.kind is TokenKind.WORD and self.text.lower() in keywords

    def is_sign(self, *signs: str) -> bool:
        """Whether it is one of some signs."""
        return self.kind is TokenKind.SIGN and self.text in signs

    def __str__(self) -> str:
        """As a message names it."""
        return "the end" if self.kind is TokenKind.END else f"`{self.text}`"


def tokens(text: str) -> list[Token]:
    """The words of a filter, and the end.

    Raises:
        FilterError: it is too long, or something in it is no word of the language.
    """
    if len(text) > MOST_CHARACTERS:
        raise FilterError(text, f"{len(text):,} characters are too many: {MOST_CHARACTERS:,} are understood", 0)
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            _refuse(text, at)
        if match.lastgroup != "blank":
            found.append(_token(match))
        at = match.end()
    return [*found, Token(TokenKind.END, "", len(text))]


def _token(match: re.Match[str]) -> Token:
    kind = TokenKind(match.lastgroup)
    text = _ESCAPED.sub(r"\1", match[0][1:-1]) if kind is TokenKind.QUOTED else match[0]
    return Token(kind, text, match.start())


def _refuse(text: str, at: int) -> NoReturn:
    letter = text[at]
    if letter in _INSTEAD:
        raise FilterError(text, f"`{letter}` is no word of it: {_INSTEAD[letter]}", at)
    raise FilterError(text, f"the text that begins with {letter} has no end: the same once more closes it", at)
