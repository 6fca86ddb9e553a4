"""The reader of GitHub's expressions, which the tests of workflows stand on."""

from typing import Any

import pytest

from support.workflow_expressions import evaluate, holds, substituted

CONTEXTS = {"github": {"ref": "main", "event": {"number": 7}}, "vars": {}, "matrix": {"slow": False}}
FUNCTIONS = {"success": lambda: False, "cancelled": lambda: False, "hashFiles": lambda *names: "+".join(names)}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("github.event.number", 7),
        ("vars.ROLE", None),
        ("github.none.at.all", None),
        ("vars.ROLE == ''", True),
        ("github.ref == 'MAIN'", True),  # GitHub looks past the case of letters
        ("github.ref != 'main'", False),
        ("!matrix.slow", True),
        ("'it''s'", "it's"),
        ("true && 'a' || 'b'", "a"),
        ("false && 'a' || 'b'", "b"),
        ("false || (true && !false)", True),
        ("hashFiles('a', 'b')", "a+b"),
    ],
)
def test_expressions_have_the_value_that_github_gives_them(expression: str, value: Any) -> None:
    assert evaluate(expression, CONTEXTS, FUNCTIONS) == value


def test_expressions_in_a_text_are_replaced() -> None:
    assert (
        substituted("origin/${{ github.ref }}-${{vars.X}}-${{ !matrix.slow }}", CONTEXTS, FUNCTIONS)
        == "origin/main--true"
    )


@pytest.mark.parametrize(("condition", "does"), [("true", False), ("${{ !cancelled() }}", True), ("success()", False)])
def test_after_a_failure_runs_only_what_says_so(condition: str, does: bool) -> None:
    assert holds(condition, CONTEXTS, FUNCTIONS) is does


def test_what_it_does_not_know_is_no_expression() -> None:
    with pytest.raises(AssertionError, match="no expression known here"):
        evaluate("github.event[0]", CONTEXTS, FUNCTIONS)
