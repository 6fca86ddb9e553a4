"""Reports: Markdown files of a repository as pages in which views of the runs may stand."""

from hemolog.reports.board.facts.written.nodes import Element, Node, View
from hemolog.reports.board.facts.written.pages import Page, Written, written

__all__ = ["Element", "Node", "Page", "View", "Written", "written"]
