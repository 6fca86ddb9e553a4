"""Markdown files that would do harm where a page takes more of them than text, links and views."""

from collections.abc import Mapping

from support.hostile import EXECUTED, HOST, LONG, PAYLOADS

_RUN = f"globalThis.{EXECUTED}=1"
_ASK = f"http://{HOST}"

_LINKS = (
    f"[click](javascript:{_RUN})",
    f"[click](JaVaScRiPt:{_RUN})",
    f"[click](&#106;avascript:{_RUN})",
    f"[click](java&#10;script:{_RUN})",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    f"[click](vbscript:{_RUN})",
    "[click](file:///etc/passwd)",
    f"[there]({_ASK}/a '\" onmouseover={_RUN}')",
    "[there][later]",
    f"<{_ASK}/b>",
    f"<javascript:{_RUN}>",
    f"![picture]({_ASK}/c.png)",
    f"![picture](//{HOST}/d.png)",
    f"![picture](data:image/svg+xml,<svg/onload={_RUN}>)",
    f'![" onerror="{_RUN}](x.png)',
    "![picture](../../../../etc/passwd)",
    f"[![picture]({_ASK}/e.png)](javascript:{_RUN})",
    f"\n[later]: {_ASK}/f (title)",
)
_VIEWS = (
    "view: table\nfilter: '\" or 1 == 1'",
    "view: __proto__",
    "view: constructor\nmetric: toString",
    "view: curves\nmetric: '<img src=x onerror=1>'",
    'view: table\ncolumns: ["__proto__", "constructor", "<script>"]',
    "view: parallel\n__proto__: {polluted: 1}",
    "!!python/object/apply:os.system ['true']",
    "&a [*a]",
    "- not\n- a\n- mapping",
    "{unclosed",
    "view: " + "[" * 2_000,
    "a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b]\n",
)


def hostile_reports() -> Mapping[str, bytes]:
    """Names of files, which a file system takes, and what is in them."""
    texts = {
        "places.md": "\n\n".join(f"# {text}\n\n{text}\n\n- {text}\n\n> {text}" for text in PAYLOADS.values()),
        "code.md": "\n\n".join(
            f"```{text[:80].splitlines()[0] if text else ''}\n{text}\n```" for text in PAYLOADS.values()
        ),
        "table.md": "| a | b |\n| --- | --- |\n" + "\n".join(f"| {text} | `{text}` |" for text in PAYLOADS.values()),
        "links.md": "\n\n".join(_LINKS),
        "views.md": "\n\n".join(f"```board\n{view}\n```" for view in _VIEWS),
        "deep.md": "> " * 3_000 + "deep\n\n" + "[" * 3_000 + "\n\n" + "*" * 3_000 + "\n\n" + "- " * 500 + "deep",
        "unclosed.md": "```board\nview: table",
        "long.md": LONG * 10,
        f"<img src=x onerror={_RUN}>.md": "# A name",
        f'" onmouseover="{_RUN}.md': "# Quotes",
        f"javascript:{_RUN}.md": "# An address",
        "__proto__.md": "# A prototype",
        "\u202edm.reversed.md": "# Back",
    }
    written = {name: text.encode(errors="replace") for name, text in texts.items()}
    return {**written, "bytes.md": b"# Bytes \xff\xfe\x00\x80 that are no text", "empty.md": b""}
