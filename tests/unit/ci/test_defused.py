"""What anybody's Markdown may do in a comment: be read."""

import random
from collections.abc import Callable

import pytest

from defused import JOINER, defused
from hemolog.reports.compare.comparison import Comparison
from hemolog.reports.compare.markdown.report import markdown
from support.compared import alone, compared
from support.markdown_acts import acts

HARMLESS = """\
| a \\| b | < 1 | &lt;i&gt; &amp; &#124; | s3://bucket/prefix/files/md5/ab/cd |

<details>
<summary>Curves</summary>

</details>

> [!NOTE]
> 71 photographs, 4 of them MONOCYTE: 50 % / 50 %. Ünïcødé 細胞 ⚠️ é

```console
$ git switch --detach 0123456789abcdef0123456789abcdef01234567
$ dvc exp run -S 'train.model=[cnn]' && echo "$HOME" > /tmp/file
```

- and/or, a-b, 3 * 4 * 5, C# and G#
"""

HOSTILE = {
    "a person": "@octocat did it",
    "a team": "see (@org/team)",
    "a person in code": "`@octocat`",
    "a person behind an escape": "\\@octocat",
    "a person by a number": "&#64;octocat &#x40;octocat &#x00000000040;octocat",
    "a person by a name": "&commat;octocat",
    "a person by a number in HTML": "<details>\n&#64octocat &#x40octocat\n</details>",
    "a person by an entity made of an entity": "&#&#54;4;octocat &commat&#59;octocat &&#35;64;octocat",
    "a person whose letters are entities": "@&#111;ctocat",
    "an address": "somebody@example.org",
    "an issue": "fixes #12, octo/cat#12, GH-12, gh-12",
    "an issue behind an escape": "\\#12 GH\\-12",
    "an issue by a number": "&#35;12 &num;12",
    "a link": "[text](https://evil.example) and [text](/settings 'title')",
    "a link over lines": "[te\nxt](<https://evil.example>)",
    "a link by reference": "[text][name]\n\n[name]: https://evil.example\n",
    "a link by its name": "[text]\n\n[text]:\n  https://evil.example\n",
    "a bare address": "https://evil.example http://evil.example FTP://evil.example www.evil.example",
    "a bare address behind an escape": "https\\://evil.example https:\\/\\/evil.example www\\.evil.example",
    "a bare address by numbers": "https&#58;//evil.example http&colon;&sol;&sol;evil.example",
    "an address in angles": "<https://evil.example> <mailto:somebody@example.org> <x:y>",
    "a picture": "![text](https://evil.example/pixel.png)",
    "a picture by reference": "![text]\n\n[text]: https://evil.example/pixel.png",
    "HTML": "<img src=https://evil.example/pixel.png><script>alert(1)</script><a href='//evil'>x</a>",
    "HTML in a block": "<div>\n<img src=x onerror=alert(1)>\n</div>",
    "HTML with attributes": '<details open ontoggle="alert(1)"><summary class="x">',
    "HTML over lines": "<img\nsrc=https://evil.example/pixel.png>",
    "HTML in capitals": "<IMG SRC=x><DETAILS>",
    "HTML behind an escaped escape": "\\\\<img src=x>",
    "our marker": "<!-- hemolog compare -->",
    "a comment": "<!-- /merge -->\n<?php ?>\n<![CDATA[ x ]]>\n<!DOCTYPE html>",
    "a slash command": "/merge\n  /lgtm\n> /approve\n- /close",
    "a command in a block of code": "```\n/merge\n@bot merge\n```",
    "a command of a bot": "!deploy\nbors r+\nretest this please",
    "a command behind what is not seen": "\u200b/merge\n\ufeff/merge",
    "a command behind another end of line": "x\r/merge\u2028/merge\x0b/merge\x85/merge",
    "a map": '```geojson\n{"type": "Point"}\n```',
    "a solid": "~~~ stl\nsolid\n~~~",
    "a formula": "```math\nx\n```",
    "a suggestion": "````suggestion\nx\n````",
    "a map in a list": "1. > - ```topojson\n       {}\n       ```",
    "a diagram with links": '```mermaid\nflowchart LR\n  A --> B\n  click A "https://evil.example"\n```',
    "a diagram by an entity": "```&#109;ermaid\nflowchart LR\n```",
    "a diagram of other settings": "```mermaid\n---\nconfig:\n  themeCSS: 'x'\n---\nxychart-beta\n```",
    "a diagram behind settings": '```mermaid\n---\nconfig:\n---\nflowchart LR\n  click A "https://evil.example"\n```',
    "a directive": "```mermaid\nxychart-beta\n%%{init: {'theme': 'x'}}%%\nline [1]\n```",
    "changed direction": "\u202eevil\u202c \u2066x\u2069 \u200fx",
    "control characters": "\x00\x07\x1b[31mred\x7f\x9b",
    "tags that nobody sees": "\U000e0041\U000e0042",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_does_nothing(text: str) -> None:
    assert acts(text), "the reader of this test sees nothing in it either"
    assert acts(defused(text)) == set()


@pytest.mark.parametrize("made", [compared, alone])
def test_a_report_of_ours_stays_as_it_is(made: Callable[[], Comparison]) -> None:
    report = markdown(made())
    assert defused(report) == report


def test_text_that_does_nothing_stays_as_it_is() -> None:
    assert defused(HARMLESS) == HARMLESS


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a@b", "a@+b"),
        ("&#64;x", "+@++x"),
        ("&#10;x", "+ +x"),
        ("&#0;&#1114112;&#99999999999;", "+\ufffd++\ufffd++\ufffd+"),
        ("&nosuchthing;", "&nosuchthing;"),
        ("[x](y)", "[x]+(y)"),
        ("<b>x</b>", "<+b>x<+/b>"),
        ("1\r\n2\r3", "1\n2\ufffd3"),
        ("\u3164\u2800", "\ufffd\ufffd"),
        ("x" + "\u0301" * 99 + "y", "x" + "\u0301" * 3 + "y"),
        (r"$\href{x}{y}$", r"$\+href{x}{y}$"),
    ],
)
def test_it_shows_what_it_showed(text: str, shown: str) -> None:
    assert defused(text) == shown.replace("+", JOINER)


@pytest.mark.parametrize(
    "text", ["<details>\nhides the rest", "</details>", "<details><summary></details></summary>", "<details><sub>"]
)
def test_tags_that_are_not_closed_are_text(text: str) -> None:
    for tag in ("<details>", "</details>", "<summary>", "<sub>"):
        assert tag not in defused(text)


def test_no_mixture_of_hostile_pieces_does_anything() -> None:
    drawn = random.Random(6)
    pieces = [*HOSTILE.values(), *"@#<>&;`~[]()!:/\\%|-_*", "\n", "\n\n", "    ", "> ", "- ", "64", "https", "octocat"]
    for _ in range(1500):
        text = "".join(drawn.choice(pieces) for _ in range(drawn.randrange(2, 9)))
        assert acts(defused(text)) == set(), repr(text)


@pytest.mark.parametrize("piece", [*"@#<&`~[](!:/\\%\n ", "&#", "<!--", "```", "- ", "<details>", "&#0", "\\:", "GH-"])
@pytest.mark.timeout(60)  # anything quadratic takes many minutes
def test_long_rows_of_one_thing_come_to_an_end(piece: str) -> None:
    assert defused((piece * 65_536)[:65_536])
