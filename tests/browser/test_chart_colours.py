"""Colours of charts: told apart from the page and from each other, also by those who see fewer."""

from collections.abc import Callable
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from support.board_page import open_board

Evaluate = Callable[..., Any]
THEMES = ("light", "dark")
# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009),
# of no red, no green and no blue cones, on linear RGB.
DEFICIENCIES = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}


@pytest.fixture
def js(page: Page, made_board: Callable[[int], Path]) -> Evaluate:
    open_board(page, made_board(3))
    return page.evaluate


@pytest.mark.parametrize("theme", THEMES)
def test_colours_of_data_stand_out_from_the_page(js: Evaluate, theme: str) -> None:
    contrasts = js(
        """theme => [...H.colours.binned(64, theme), ...H.colours.categorical(theme), H.colours.MISSING[theme]]
            .map((colour) => H.colours.contrast(colour, H.colours.PAPER[theme]))""",
        theme,
    )
    assert min(contrasts) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_the_page_is_of_the_colour_that_contrast_is_measured_against(js: Evaluate, page: Page, theme: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    assert js("H.theme.colour('--paper')") == js("theme => H.colours.PAPER[theme]", theme)


@pytest.mark.parametrize("theme", THEMES)
def test_the_higher_the_number_the_more_its_colour_stands_out(js: Evaluate, theme: str) -> None:
    luminance = js("theme => H.colours.binned(32, theme).map(H.colours.luminance)", theme)
    pairs = list(pairwise(luminance))
    assert all(low > high for low, high in pairs) if theme == "light" else all(low < high for low, high in pairs)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("deficiency", [None, *DEFICIENCIES])
def test_no_two_colours_of_texts_look_the_same_to_anybody(js: Evaluate, theme: str, deficiency: str | None) -> None:
    seen = [_seen(colour, deficiency) for colour in js("theme => H.colours.categorical(theme)", theme)]
    distances = [float(np.linalg.norm(one - other)) for one, other in combinations(seen, 2)]
    assert min(distances) > 8  # In CIELAB about 2 can just be told apart side by side.


def _seen(colour: str, deficiency: str | None) -> np.ndarray:
    """A colour in CIELAB (D65), as somebody sees it."""
    share = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    if deficiency:
        linear = np.clip(np.array(DEFICIENCIES[deficiency]) @ linear, 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
    root = np.array([_root(part) for part in xyz / [0.95047, 1, 1.08883]])
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def _root(part: float) -> float:
    return part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116
