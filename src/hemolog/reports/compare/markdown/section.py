"""A part of the report: what it is of, its gist, and its body, which is folded away where it is long."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

LONG = 10
"""Lines of a body that stand open."""


@dataclass(frozen=True)
class Section:
    """One of them."""

    title: str
    gist: str
    """With a body our own words and numbers alone, for it may stand in HTML, where there are no code spans."""
    body: str = ""
    """Markdown, safe."""

    def __str__(self) -> str:
        """As Markdown."""
        if not self.body:
            return f"**{self.title}**: {self.gist}"
        if self.body.count("\n") < LONG:
            return f"**{self.title}**: {self.gist}\n\n{self.body}"
        return f"<details>\n<summary>{self.title}: {self.gist}</summary>\n\n{self.body}\n\n</details>"


def missing(title: str, sentence: str) -> Section:
    """What can't be compared.

    Args:
        title: of the section.
        sentence: why, as safe Markdown.
    """
    return Section(title, f"not compared: {sentence}")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: Container[int] = ()) -> str:
    """A table of cells that are safe.

    Args:
        heads: of the columns.
        rows: as many cells each.
        numbers: the columns that are aligned to the right, from 0 on.
    """
    lines = ["---:" if column in numbers else "---" for column in range(len(heads))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, lines, *rows))


def bullets(lines: Iterable[str]) -> str:
    """A list; no item begins with what Markdown takes for more."""
    return "\n".join(f"- {line}" for line in lines)


def more(rest: int) -> str:
    """How many are not listed; empty if all are."""
    return f"{rest:,} more not listed here." if rest > 0 else ""


def blocks(*parts: str) -> str:
    """Those that have something, one after another."""
    return "\n\n".join(part for part in parts if part)
