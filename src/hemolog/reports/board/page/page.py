"""The page as HTML: a frame, the scripts, the facts."""

from functools import cache
from html import escape

from hemolog.reports.board.board import Board, RepositoryFacts
from hemolog.reports.board.page import assets
from hemolog.reports.board.page.packed import block, packed
from hemolog.reports.board.page.policy import policy

MARK = '<meta name="generator" content="hemolog board">'
"""What every page has among its first bytes."""
_NO_ICON = '<link rel="icon" href="data:,">'
"""Else a browser would ask the server for one."""
_FRAME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
{mark}
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
{icon}
<title>{title}</title>
{styles}
</head>
<body>
{unwanted}
<header class="page"><h1>{name}</h1><span class="faint">{about}</span></header>
<nav id="tabs" class="tabs" role="tablist" aria-label="Views"></nav>
<div id="bar"></div>
<main id="panel" role="tabpanel" tabindex="0"></main>
<noscript><p>This page draws itself: allow its script, which loads nothing from anywhere.</p></noscript>
{libraries}
<script type="application/gzip;base64" id="facts">{facts}</script>
<script>{script}</script>
</body>
</html>
"""


def page(board: Board, *, live: bool = False) -> str:
    """One HTML document that needs nothing else.

    Args:
        board: the facts.
        live: whether it asks the server that it came from for newer facts.
    """
    return _FRAME.format(
        mark=MARK,
        icon=_NO_ICON if live else "",
        policy=escape(content_policy(live=live)),
        title=_text(f"{board.repository.name}: experiments"),
        name=_text(board.repository.name),
        about=_text(_about(board.repository)),
        styles="\n".join(f"<style>{each}</style>" for each in _styles()),
        unwanted="".join(f'<template id="{each}"></template>' for each in assets.unwanted_styles()),
        facts=packed(board),
        libraries="\n".join(_library(name, text) for name, text in _libraries().items()),
        script=_unbroken(assets.script()),
    )


def content_policy(*, live: bool = False) -> str:
    """The page's Content-Security-Policy, for its server to say as well; see `page`."""
    return policy([*_libraries().values(), assets.script()], _styles(), live=live)


def _libraries() -> dict[str, str]:
    return {"plotly": assets.plotly(), "tables": assets.data_tables()}


def _styles() -> list[str]:
    return [assets.data_tables_style(), assets.style()]


@cache
def _library(name: str, text: str) -> str:
    return f'<script type="application/gzip;base64" id="{name}">{block(text.encode())}</script>'


def _about(repository: RepositoryFacts) -> str:
    return f"{repository.branch} at {repository.head[:7]}" if repository.branch else repository.head[:7]


def _text(of: str) -> str:
    """A text as it may stand in an element; names of folders and branches may have bytes that are no letters."""
    return escape(of.encode(errors="replace").decode())


def _unbroken(script: str) -> str:
    """A script as it may stand within an element: nothing in it ends that, or keeps its own end from being seen.

    HTML Standard, section 4.12.1.3: only `<!--` with `<script` after it hides an end.

    Raises:
        AssetError: something could.
    """
    lower = script.lower()
    if "</script" in lower or ("<!--" in lower and "<script" in lower):
        raise assets.AssetError("a script of the page would end its own element: install what requirements.lock pins")
    return script
