"""The language of filters: `train.learning_rate < 0.01 and (val.macro_f1 > 0.8 or model in [cnn, resnet])`.

`reports/board/static/filter.js` is its twin in the browser; one table of cases tests both.

    filter      = or END
    or          = and { "or" and }
    and         = not { "and" not }
    not         = "not" not | "(" or ")" | comparison
    comparison  = name ( "<" | "<=" | ">" | ">=" | "==" | "!=" | "~" ) literal
                | name "in" "[" [ literal { "," literal } ] "]"
    name        = WORD | QUOTED
    literal     = WORD | QUOTED

Tokens are those of `filter_tokens`. The words `and or not in true false null nan` count in capitals too; quoted they
are texts. At most 10,000 characters, and 50 times `not` or a bracket within one another.

A name is that of a column, or an end of it that no other column has: `column_names`. What a literal is, and what equals
it: `literals`.

A run has in a column a number, a boolean, a text or nothing; NaN and what is infinite is nothing, as in JSON.
    ==          whether the value equals the literal.
    !=          whatever `==` is not, so a run without the value satisfies it, but for `!= null`.
    in          whether it equals one of the literals.
    < <= > >=   of a number alone; the literal has to be one.
    ~           of a text alone: whether it contains the literal as spelled, both in lower case.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from hemolog.errors import ColumnError, FilterError
from hemolog.experiments.history.column_names import index, resolve
from hemolog.experiments.history.columns import Scalar, is_missing
from hemolog.experiments.history.filter_tokens import Token, TokenKind, tokens
from hemolog.experiments.history.literals import TIME, Literal, equals, is_number, literal, looks_like_one

DEEPEST = 50

_ORDER: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SIGNS = (*_ORDER, "==", "!=", "~")
_KEYWORDS = ("and", "or", "not", "in")


@dataclass(frozen=True)
class Comparison:
    """`metrics.val.macro_f1 > 0.8`."""

    column: str
    """Its qualified name."""
    operator: str
    literals: tuple[Literal, ...]
    """One; of `in` any number."""


@dataclass(frozen=True)
class Not:
    """`not ...`."""

    part: "Expression"


@dataclass(frozen=True)
class And:
    """`... and ...`: two parts at least."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class Or:
    """`... or ...`: two parts at least."""

    parts: tuple["Expression", ...]


Expression = Comparison | Not | And | Or


def parse(text: str, names: Iterable[str]) -> Expression:
    """Understand a filter.

    Args:
        text: the filter.
        names: of all columns, qualified.

    Raises:
        FilterError: it is no sentence of the language, or names a column that isn't there; with the place.
    """
    parser = _Parser(text, names)
    found = parser.either(0)
    parser.expect_end()
    return found


def matches(expression: Expression, value_of: Callable[[str], Scalar]) -> bool:
    """Whether a run satisfies a filter.

    Args:
        expression: the filter.
        value_of: tells the run's value in a column by its qualified name.
    """
    match expression:
        case Or(parts):
            return any(matches(part, value_of) for part in parts)
        case And(parts):
            return all(matches(part, value_of) for part in parts)
        case Not(part):
            return not matches(part, value_of)
        case Comparison(column, sign, literals):
            return _compare(value_of(column), sign, literals)


def _compare(value: Scalar, sign: str, literals: tuple[Literal, ...]) -> bool:
    if sign == "!=":
        return not equals(value, literals[0])
    if sign in ("==", "in"):
        return any(equals(value, each) for each in literals)
    if sign == "~":
        return isinstance(value, str) and literals[0].text.lower() in value.lower()
    wanted = literals[0].value
    if is_missing(value) or not is_number(value) or not is_number(wanted):
        return False
    return _ORDER[sign](float(value), float(wanted))


class _Parser:
    """Goes through the words of one filter, one method a line of the grammar."""

    def __init__(self, text: str, names: Iterable[str]) -> None:
        self._text, self._ends = text, index(names)
        self._tokens = iter(tokens(text))
        self._next = next(self._tokens)

    def either(self, depth: int) -> Expression:
        return self._joined("or", depth, lambda: self._joined("and", depth, lambda: self._denied(depth), And), Or)

    def expect_end(self) -> None:
        if self._next.kind is not TokenKind.END:
            self._refuse(f"expected `and`, `or` or the end. Received {self._next}")

    def _joined(
        self,
        word: str,
        depth: int,
        part: Callable[[], Expression],
        kind: Callable[[tuple[Expression, ...]], Expression],
    ) -> Expression:
        parts = [part()]
        while self._next.is_word(word):
            self._take()
            parts.append(part())
        return parts[0] if len(parts) == 1 else kind(tuple(parts))

    def _denied(self, depth: int) -> Expression:
        if depth > DEEPEST:
            self._refuse(f"more than {DEEPEST} within one another are too many")
        if self._next.is_word("not"):
            self._take()
            return Not(self._denied(depth + 1))
        if not self._next.is_sign("("):
            return self._comparison()
        self._take()
        inner = self.either(depth + 1)
        self._expect(")", "expected `and`, `or` or `)`")
        return inner

    def _comparison(self) -> Expression:
        column = self._column()
        if self._next.is_word("in"):
            self._take()
            return Comparison(column, "in", self._list(column))
        if not self._next.is_sign(*_SIGNS):
            self._refuse(f"expected one of {' '.join(_SIGNS)} in. Received {self._next}")
        sign = self._take().text
        return Comparison(column, sign, (self._literal(column, sign),))

    def _column(self) -> str:
        token = self._next
        if token.kind in (TokenKind.SIGN, TokenKind.END) or token.is_word(*_KEYWORDS):
            self._refuse(f"expected the name of a column. Received {token}")
        try:
            found = resolve(token.text, self._ends)
        except ColumnError as error:
            if looks_like_one(token):
                self._refuse(f"expected the name of a column, then a comparison. Received {token}")
            raise FilterError(self._text, str(error), token.start) from None
        self._take()
        return found

    def _list(self, column: str) -> tuple[Literal, ...]:
        found: list[Literal] = []
        self._expect("[", "expected a list such as [1, 2]")
        while not self._next.is_sign("]"):
            if found:
                self._expect(",", "expected `,` or `]`")
            found.append(self._literal(column, "in"))
        self._take()
        return tuple(found)

    def _literal(self, column: str, sign: str) -> Literal:
        token = self._next
        if token.kind in (TokenKind.SIGN, TokenKind.END) or token.is_word(*_KEYWORDS):
            self._refuse(f"expected a number, a text, true, false or null. Received {token}")
        found = literal(token, column)
        if column == TIME and (isinstance(found.value, str) or sign == "~"):
            self._refuse(f"expected a date for {TIME}: `{TIME} >= 2026-11-28`, or `2026-11-28T14:30`, in UTC")
        if sign in _ORDER and not is_number(found.value):
            self._refuse(f"`{sign}` compares numbers, and {token} is none: `==` and `~` compare texts")
        self._take()
        return found

    def _take(self) -> Token:
        taken, self._next = self._next, next(self._tokens, self._next)
        return taken

    def _expect(self, sign: str, problem: str) -> None:
        if not self._next.is_sign(sign):
            self._refuse(f"{problem}. Received {self._next}")
        self._take()

    def _refuse(self, problem: str) -> None:
        raise FilterError(self._text, problem, self._next.start)
