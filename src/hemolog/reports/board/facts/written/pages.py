"""The reports of a repository: Markdown files of the workspace as pages, in which views of the runs may stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from hemolog.experiments import documents
from hemolog.experiments.documents import DocumentError, mapping
from hemolog.experiments.history.columns import Columns
from hemolog.reports.board.facts.pictures import READ, Album, Picture, look_at
from hemolog.reports.board.facts.written.files import FILES, LARGEST, markdown_files, read_file, within
from hemolog.reports.board.facts.written.markdown import Markdown, text_of
from hemolog.reports.board.facts.written.nodes import NOTE, Element, Node
from hemolog.reports.board.facts.written.views import read_view

ALL = 2_000_000
"""Bytes of all pages."""
NODES = 100_000
"""Of all pages."""
_FRONT = re.compile(r"---[ \t]*\n(.{0,4000}?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LONGEST = 200  # characters of a title


@dataclass(frozen=True)
class Page:
    """One of them."""

    path: str
    """From the folder of DVC's files."""
    title: str
    """As its front matter has it, else its first heading, else the file's name."""
    nodes: tuple[Node, ...]
    problem: str = ""
    """Why it isn't shown."""


@dataclass(frozen=True)
class Written:
    """All of them."""

    folder: str
    """Where they are, from the folder of DVC's files."""
    pages: tuple[Page, ...]
    pictures: tuple[Picture, ...]
    problem: str = ""
    """Of all: that there are more."""


def written(root: Path, folder: str, columns: Columns) -> Written:
    """Read them.

    Args:
        root: the folder of DVC's files.
        folder: of reports, from there.
        columns: that the runs have.
    """
    files = markdown_files(root, folder)
    more = f"{folder} has more than {FILES} Markdown files: the others are left out" if len(files) > FILES else ""
    reader = _Reader(root, columns)
    pages = tuple(reader.page(file) for file in files[:FILES])
    return Written(folder, pages, tuple(reader.album.pictures), more)


class _Reader:
    """Reads pages one after the other; pictures and bounds are of all together."""

    def __init__(self, root: Path, columns: Columns) -> None:
        self.album = Album()
        self._root, self._left = root, ALL
        self._file = root
        self._markdown = Markdown(NODES, lambda text: read_view(text, columns), self._image)

    def page(self, file: Path) -> Page:
        path = file.relative_to(self._root).as_posix()
        data = read_file(file, min(LARGEST, self._left))
        if isinstance(data, str):
            return Page(path, file.stem, (), f"{path} {data}")
        self._left -= len(data)
        self._file = file
        text = data.decode(errors="replace").removeprefix("\ufeff").replace("\r\n", "\n")
        front = _FRONT.match(text)
        nodes = self._markdown.nodes(text[front.end() :] if front else text)
        title = _titled(front[1]) if front else ""
        return Page(path, (title or _first_heading(nodes) or file.stem)[:_LONGEST], nodes)

    def _image(self, source: str, alt: str) -> Node:
        found = self._picture(source)
        if isinstance(found, int):
            return Element("img", (), {"alt": alt, "picture": found})
        return Element(NOTE, (f"{alt or 'A picture'} ({source or 'no file'} {found})",))

    def _picture(self, source: str) -> int | str:
        """Its place among the pictures, or why it isn't shown."""
        if _SCHEME.match(source):
            return "is left out: a page loads nothing from elsewhere"
        name = unquote(source.partition("#")[0].partition("?")[0])
        if not name or "\0" in name or name.startswith("/"):
            return "is no file of the repository"
        path = within(self._root, self._file.parent / name)
        if path is None:
            return "is no file of the repository"

        def made() -> Picture | str:
            data = read_file(path, READ)
            return look_at(data) if isinstance(data, bytes) else data

        return self.album.place(str(path), made)


def _titled(front: str) -> str:
    try:
        title = mapping(documents.read(front.encode())).get("title", "")
    except DocumentError:
        return ""
    return " ".join(title.split()) if isinstance(title, str) else ""


def _first_heading(nodes: Sequence[Node]) -> str:
    headings = (node for node in nodes if isinstance(node, Element) and node.tag in _HEADINGS)
    return " ".join(next((text for node in headings if (text := text_of(node.children))), "").split())
