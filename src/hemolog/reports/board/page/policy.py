"""The page's Content-Security-Policy: nothing from anywhere, and no script or style but those that stand in it.

A hash admits one script by its bytes (Content Security Policy Level 3, W3C, section 8.4), so nothing that a repository
could smuggle into the page would run.
"""

import base64
import hashlib
from collections.abc import Iterable


def policy(scripts: Iterable[str], styles: Iterable[str], *, live: bool = False) -> str:
    """The policy of a page.

    Args:
        scripts: the texts of its inline scripts.
        styles: those of its inline style sheets.
        live: whether it asks the server that it came from for newer facts.
    """
    # Plotly makes an empty style element and adds rules to it; both libraries write style attributes.
    directives = {
        "default-src": "'none'",
        "script-src": _hashes(scripts),
        "style-src": _hashes([*styles, ""]),
        "style-src-elem": _hashes([*styles, ""]),
        "style-src-attr": "'unsafe-inline'",
        "img-src": "data: blob:",
        "connect-src": "'self'" if live else "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def _hashes(texts: Iterable[str]) -> str:
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts)
