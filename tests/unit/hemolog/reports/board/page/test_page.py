import base64
import gzip
import json
import re
from pathlib import Path

import pytest

from hemolog.reports.board.page import assets
from hemolog.reports.board.page.assets import AssetError
from hemolog.reports.board.page.page import page
from hemolog.reports.board.page.policy import policy
from support.boards import board_of
from support.made_history import made_history


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page(board_of(tmp_path_factory.mktemp("board") / "team", made_history(3)))


def unpacked(text: str, block: str) -> bytes:
    found = re.search(rf'<script type="application/gzip;base64" id="{block}">([^<]*)</script>', text)
    assert found is not None
    return gzip.decompress(base64.b64decode(found[1]))


def test_the_facts_stand_in_the_page(text: str) -> None:
    facts = json.loads(unpacked(text, "facts"))
    assert facts["repository"]["name"] == "team"
    assert facts["runs"]["count"] == 4


def test_the_libraries_stand_in_the_page_as_the_policy_admits_them(text: str) -> None:
    libraries = [unpacked(text, name).decode() for name in ("plotly", "tables")]
    assert libraries == [assets.plotly(), assets.data_tables()]
    script = assets.script()
    styles = [assets.data_tables_style(), assets.style()]
    assert policy([*libraries, script], styles).replace("'", "&#x27;") in text


def test_nothing_in_the_page_is_loaded_from_elsewhere(text: str) -> None:
    assert re.findall(r"<(?:link|img|iframe|object|embed|base)\b", text) == []
    assert re.findall(r"<script[^>]*\bsrc\b", text) == []
    assert re.findall(r"@import|url\((?!data:)", assets.style() + assets.data_tables_style()) == []


def test_a_name_is_text_wherever_it_stands(tmp_path: Path) -> None:
    folder = tmp_path / "<img src=x onerror=alert(1)>"
    text = page(board_of(folder, made_history(3)))
    assert "<img" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;: experiments</title>" in text


def test_every_script_of_ours_is_in_the_page() -> None:
    files = {file.relative_to(assets.STATIC).with_suffix("").as_posix() for file in assets.STATIC.rglob("*.js")}
    assert files == set(assets.SCRIPTS)
    styles = {file.relative_to(assets.STATIC).with_suffix("").as_posix() for file in assets.STATIC.rglob("*.css")}
    assert styles == set(assets.STYLES)


@pytest.mark.parametrize("script", ['"</script>"', '"<!--"; "<script>"', '"</SCRIPT >"'])
def test_a_script_that_would_end_its_element_is_refused(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "script", lambda: script)
    with pytest.raises(AssetError, match="end its own element"):
        page(board_of(tmp_path / "team", made_history(3)))


def test_our_scripts_make_no_markup_and_run_no_text() -> None:
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|setTimeout\(\s*[\"'`]"
    assert re.findall(forbidden, assets.script()) == []
