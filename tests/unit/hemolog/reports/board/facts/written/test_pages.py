"""Tests of which files become pages."""

import base64
import os
from pathlib import Path

import pytest

from hemolog.experiments.history.columns import Columns
from hemolog.reports.board.facts.pictures import Picture
from hemolog.reports.board.facts.written import Element, Page, View, Written, files, pages, written
from support.drawn_pictures import drawn

COLUMNS = Columns.of([])
HELLO = Element("p", ("hello",))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "work/reports").mkdir(parents=True)
    return tmp_path / "work"


def write(root: Path, **texts: str) -> None:
    """Reports, by their names without suffix; two underscores stand for a slash."""
    for name, text in texts.items():
        file = root / "reports" / f"{name.replace('__', '/')}.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)


def read(root: Path) -> Written:
    return written(root, "reports", COLUMNS)


def test_files_become_pages_in_the_order_of_their_names_folders_last(root: Path) -> None:
    write(root, b="hello", a="# First *one*\nhello", deep__c="hello")
    (root / "reports/d.txt").write_text("no page")
    assert read(root) == Written(
        "reports",
        (
            Page("reports/a.md", "First one", (Element("h1", ("First ", Element("em", ("one",)))), HELLO)),
            Page("reports/b.md", "b", (HELLO,)),
            Page("reports/deep/c.md", "c", (HELLO,)),
        ),
        (),
    )


def test_front_matter_tells_the_title_and_is_not_shown(root: Path) -> None:
    write(root, a="---\ntitle: The  title\nx: 1\n---\nhello", b="---\ntitle: [1]\n---\n# H", c="---\n*: [\n---\nhello")
    assert [page.title for page in read(root).pages] == ["The title", "H", "c"]
    assert read(root).pages[0].nodes == (HELLO,)


def test_a_line_at_the_top_is_no_front_matter(root: Path) -> None:
    write(root, a="---\nhello")
    assert read(root).pages[0].nodes == (Element("hr"), HELLO)


def test_a_repository_without_reports_has_none(root: Path) -> None:
    assert written(root, "gone", COLUMNS) == Written("gone", (), ())


def test_a_block_becomes_a_view(root: Path) -> None:
    write(root, a="```board\nview: table\n```")
    assert read(root).pages[0].nodes == (View("table"),)


def test_no_link_is_followed_out_of_the_workspace_or_within_it(root: Path) -> None:
    (root.parent / "secret.md").write_text("secret")
    (root.parent / "outside").mkdir()
    (root.parent / "outside/x.md").write_text("secret")
    (root / "reports/a.md").symlink_to(root.parent / "secret.md")
    (root / "reports/b").symlink_to(root.parent / "outside")
    assert read(root).pages == ()
    (root / "linked").symlink_to(root.parent / "outside")
    assert written(root, "linked", COLUMNS).pages == ()


def test_what_is_no_regular_file_and_what_is_hidden_is_no_page(root: Path) -> None:
    os.mkfifo(root / "reports/a.md")
    (root / "reports/b.md").mkdir()
    write(root, **{".hidden": "x", ".git__c": "x"})
    assert read(root).pages == ()


def test_a_file_that_is_too_large_says_so(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "LARGEST", 4)
    write(root, a="hello", b="hi")
    assert read(root).pages == (
        Page("reports/a.md", "a", (), "reports/a.md has 5 bytes, more than 4"),
        Page("reports/b.md", "b", (Element("p", ("hi",)),)),
    )


def test_more_files_than_there_may_be_are_left_out_and_it_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "FILES", 1)
    monkeypatch.setattr(pages, "FILES", 1)
    write(root, a="hello", b="hello", c="hello")
    found = read(root)
    assert [page.path for page in found.pages] == ["reports/a.md"]
    assert found.problem == "reports has more than 1 Markdown files: the others are left out"


def test_a_picture_of_the_workspace_is_shown_once(root: Path) -> None:
    data = drawn()
    (root / "a b.png").write_bytes(data)
    write(root, a="![one](../a%20b.png) ![two](<../a b.png>)")
    found = read(root)
    assert found.pictures == (Picture("image/png", 6, 4, base64.b64encode(data).decode(), len(data)),)
    (paragraph,) = found.pages[0].nodes
    assert isinstance(paragraph, Element)
    assert paragraph.children == (
        Element("img", (), {"alt": "one", "picture": 0}),
        " ",
        Element("img", (), {"alt": "two", "picture": 0}),
    )


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("https://evil.org/a.png", "is left out: a page loads nothing from elsewhere"),
        ("//evil.org/a.png", "is left out: a page loads nothing from elsewhere"),
        ("data:image/png;base64,AAAA", "is left out: a page loads nothing from elsewhere"),
        ("../../secret.png", "is no file of the repository"),
        ("/etc/passwd", "is no file of the repository"),
        ("link.png", "is no file of the repository"),
        ("gone.png", "can't be read: No such file or directory"),
        ("folder", "is no regular file"),
        ("drawing.svg", "is no PNG, JPEG, WebP or GIF"),
    ],
)
def test_another_image_is_its_alternative_text_with_the_reason(root: Path, source: str, reason: str) -> None:
    (root.parent / "secret.png").write_bytes(drawn())
    (root / "reports/link.png").symlink_to(root.parent / "secret.png")
    (root / "reports/folder").mkdir()
    (root / "reports/drawing.svg").write_text("<svg><script>alert(1)</script></svg>")
    write(root, a=f"![the alt]({source})")
    assert read(root).pages[0].nodes == (Element("p", (Element("note", (f"the alt ({source} {reason})",)),)),)
    assert read(root).pictures == ()


def test_bytes_that_are_no_text_are_shown_as_far_as_they_go(root: Path) -> None:
    (root / "reports/a.md").write_bytes(b"\xef\xbb\xbfhe\xffllo\r\n")
    assert read(root).pages[0].nodes == (Element("p", ("he\ufffdllo",)),)
