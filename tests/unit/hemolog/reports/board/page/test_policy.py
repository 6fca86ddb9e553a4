import base64
import hashlib

from hemolog.reports.board.page.policy import policy


def directives(text: str) -> dict[str, str]:
    return dict(each.split(" ", 1) for each in text.split("; "))


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_only_scripts_of_the_page_run_and_nothing_is_loaded() -> None:
    assert directives(policy(["one()", "two()"], ["p {}"])) == {
        "default-src": "'none'",
        "script-src": f"{hash_of('one()')} {hash_of('two()')}",
        "style-src": f"{hash_of('p {}')} {hash_of('')}",
        "style-src-elem": f"{hash_of('p {}')} {hash_of('')}",
        "style-src-attr": "'unsafe-inline'",
        "img-src": "data: blob:",
        "connect-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_a_live_page_asks_its_own_server_alone() -> None:
    assert directives(policy(["one()"], [], live=True))["connect-src"] == "'self'"


def test_no_text_is_ever_taken_for_a_script() -> None:
    script = directives(policy(["one()"], []))["script-src"]
    assert "unsafe" not in script
