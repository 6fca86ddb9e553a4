import importlib.util
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

import hemolog
from hemolog.reports.board.page import assets
from hemolog.reports.board.page.assets import AssetError

ROOT = Path(__file__).resolve().parents[6]


def test_the_bundle_of_tables_becomes_a_script_with_two_globals() -> None:
    text = assets.data_tables()
    assert text.startswith('(()=>{"use strict";')
    assert "globalThis.DataTable=" in text
    assert "globalThis.jQuery=" in text
    assert "export{" not in text


def test_plotly_makes_one_global_and_adds_no_style_of_maps() -> None:
    assert "window.Plotly = Plotly" in assets.plotly()
    assert len(assets.unwanted_styles()) == 1


def test_each_name_on_the_page_is_given_once() -> None:
    given = Counter(re.findall(r"^(H(?:\.\w+)+) = ", assets.script(), re.MULTILINE))
    assert given.keys() >= {"H.el", "H.state", "H.filter", "H.runColours"}
    assert set(given.values()) == {1}


@pytest.mark.parametrize(
    ("text", "told"),
    [("var a=1", "exports nothing"), ("export{a as ITable}", "lacks default, jQuery")],
)
def test_a_bundle_of_another_form_is_told(text: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assets.data_tables.cache_clear()
    monkeypatch.setattr(assets, "_packaged", lambda package, path: text)
    with pytest.raises(AssetError, match=told):
        assets.data_tables()
    assets.data_tables.cache_clear()


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(AssetError, match="the package nowhere is missing"):
        assets._packaged("nowhere", "script.js")


def test_a_package_without_the_file_is_told() -> None:
    with pytest.raises(AssetError, match=r"plotly has no script\.js"):
        assets._packaged("plotly", "script.js")


def test_our_files_are_read_as_they_stand() -> None:
    assert (assets.STATIC / "dom.js").read_text(encoding="utf-8") in assets.script()


def test_an_installed_package_has_every_script_and_style() -> None:
    package = Path(hemolog.__file__).parent
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["hemolog"]
    found = {path for pattern in patterns for path in package.glob(pattern)}
    assert found >= {path for path in assets.STATIC.rglob("*") if path.is_file()}
